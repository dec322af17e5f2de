"""The verdict of the published rules on CII: EN 16931 validation artefacts 1.3.16.

What must be there, codes, and decimals as written are judged by the reader, from the data beside
the format's tables. What is worked out is judged here, and it differs from UBL: rules are shadowed
for categories L, M and O, and tolerances are others.

Source: https://github.com/ConnectingEurope/eInvoicing-EN16931
"""

from invoicekit.findings import RuleSet
from invoicekit.rules import (
    _published,
    _published_cii_document,
    _published_cii_totals,
    _published_cii_vat,
)

SHARED = frozenset({"BR-16", "BR-CL-19", "BR-CL-20"})
"""Rules that judge CII as they judge UBL."""

RULES = RuleSet(
    "en16931.published.cii",
    extends=(
        _published.RULES,
        _published_cii_document.RULES,
        _published_cii_totals.RULES,
        _published_cii_vat.RULES,
    ),
    drop=frozenset(
        {rule.id for rule in _published.RULES}
        - SHARED
        - {rule.id for rule in _published_cii_document.RULES}
        - {rule.id for rule in _published_cii_totals.RULES}
        - {rule.id for rule in _published_cii_vat.RULES}
    ),
)
"""All that is asked of a CII file in official mode, beside what its reader asked."""
