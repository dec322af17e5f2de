"""What an issued document has beyond a draft: its number and its date."""

from invoicekit.findings import RuleSet
from invoicekit.model import Invoice
from invoicekit.rules import core
from invoicekit.rules._facts import Facts

RULES = RuleSet("issued", extends=(core.RULES,))
"""The core rules, and that number and issue date are there."""


@RULES.rule("BR-02", path="number")
def number_given(invoice: Invoice, facts: Facts) -> bool:
    """An invoice has a number (BT-1)."""
    return facts.given(invoice, "BT-1")


@RULES.rule("BR-03", path="issue_date")
def issue_date_given(invoice: Invoice, facts: Facts) -> bool:
    """An invoice has an issue date (BT-2)."""
    return facts.given(invoice, "BT-2")
