"""What every invoice must meet, in any country.

A draft is judged as it would be issued: its number is not asked for (see `issued`).
"""

from invoicekit.findings import RuleSet
from invoicekit.rules import _codes, _document, _lines, _parties, _totals, _vat_categories

RULES = RuleSet(
    "core",
    extends=(
        _document.RULES,
        _parties.RULES,
        _lines.RULES,
        _totals.RULES,
        _vat_categories.SUMS,
        _codes.RULES,
    ),
)
"""Kind, parties, lines, arithmetic, dates, ids, currencies, references."""
