"""The European standard: EN 16931-1:2017+A1:2019, clause 6.4, and its published verdict.

In strict mode the rules mean what the standard says. In official mode they judge as the validation
artefacts do, and the rules about the file itself, which the reader asked, belong to it.
"""

from invoicekit.findings import RuleSet
from invoicekit.rules import _european, _published, _published_cii

RULES = RuleSet(
    "en16931",
    extends=(_european.RULES,),
    official=_published.RULES,
    official_in={"cii": _published_cii.RULES},
)
"""The issued rules, and what only the European standard asks."""
