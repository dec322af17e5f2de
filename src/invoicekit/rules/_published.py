"""The verdict of the published rules: EN 16931 validation artefacts 1.3.16.

They take the rules of the standard as far as these judge alike, and their own where they are more
tolerant, ask elsewhere, or have a gap. Our own rules are not theirs.

Source: https://github.com/ConnectingEurope/eInvoicing-EN16931
"""

from invoicekit.findings import RuleSet
from invoicekit.rules import (
    _european,
    _published_codes,
    _published_document,
    _published_totals,
    _published_vat,
)

NOT_PUBLISHED = frozenset({"BR-CO-25", "BR-DEC-13", "BR-DEC-15"})
"""Rules of the standard that the artefacts do not have, or whose path finds nothing."""

RULES = RuleSet(
    "en16931.published",
    extends=(
        _european.RULES,
        _published_document.RULES,
        _published_totals.RULES,
        _published_vat.RULES,
        _published_codes.RULES,
    ),
    drop=NOT_PUBLISHED | {rule.id for rule in _european.RULES if rule.id.startswith("IK-")},
)
"""All that is asked in official mode."""
