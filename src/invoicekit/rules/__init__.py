"""Judging invoices: the engine, and the rule sets by name.

`check(invoice, RULE_SETS["core"])` gives the report; a regime or a format brings a set of its own,
which extends one of these.
"""

from invoicekit.findings import RuleSet
from invoicekit.registry import Registry
from invoicekit.rules._engine import Mode, check
from invoicekit.rules._facts import Facts

RULE_SETS: Registry[RuleSet] = Registry(__name__, "RULES", RuleSet)
"""The rule sets: `core` for what every invoice must meet, `issued`, `en16931` …"""

__all__ = ["RULE_SETS", "Facts", "Mode", "check"]
