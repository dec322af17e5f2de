"""Rules of the parties of a 发票: names, tax numbers, kinds of buyer."""

from __future__ import annotations

from invoicekit.findings import RuleSet, Severity
from invoicekit.jurisdiction.fapiao import SPECIAL, TICKETS
from invoicekit.model import Invoice
from invoicekit.rules._fapiao_facts import said

RULES = RuleSet("fapiao.parties")
rule = RULES.rule

ENTERPRISE, PUBLIC_BODY, PERSON, OTHER = "01", "02", "03", "04"
_BUYER_TYPES = frozenset({ENTERPRISE, PUBLIC_BODY, PERSON, OTHER})
_TAXPAYER_TYPES = frozenset("12345")


def _buyer_has_number(invoice: Invoice) -> bool:
    return invoice.buyer is not None and any(each.value for each in invoice.buyer.tax_ids)


@rule("CN-01", path="seller.tax_ids")
def seller_names_its_tax_number(invoice: Invoice) -> bool:
    """The seller gives its taxpayer number (BT-31): 发票管理办法, article 22."""
    return invoice.seller is None or bool(invoice.seller.tax_ids)


@rule("CN-02", Severity.WARNING, path="currency")
def amounts_are_in_yuan(invoice: Invoice) -> bool:
    """The amounts of a 发票 are in yuan (BT-5 = CNY): the tax platform takes no other currency."""
    return invoice.currency is None or invoice.currency == "CNY"


@rule("CN-03", Severity.WARNING, path="buyer.name")
def buyer_is_named(invoice: Invoice) -> bool:
    """The buyer is named as registered (BT-44): 发票管理办法, article 21."""
    return invoice.buyer is None or invoice.buyer.name is not None


@rule("IK-CN-13", path="buyer.tax_ids")
def special_names_the_buyers_number(invoice: Invoice) -> bool:
    """A 专票 names the buyer's tax number (BT-48); ask the buyer, or issue a 普票 instead."""
    return said(invoice).kind not in SPECIAL or _buyer_has_number(invoice)


@rule("IK-CN-18", path="seller.name")
def seller_is_named(invoice: Invoice) -> bool:
    """A 发票 names its seller as registered (BT-27), except on tickets; add the name."""
    if said(invoice).kind in TICKETS:
        return True
    return invoice.seller is None or bool(invoice.seller.name)


@rule("IK-CN-14", Severity.WARNING, path="buyer.tax_ids")
def enterprise_names_its_number(invoice: Invoice) -> bool:
    """A buyer that is an enterprise gives its tax number (BT-48); ask for it with its title."""
    facts = said(invoice)
    if facts.kind in SPECIAL:  # asked by the rule about 专票
        return True
    return facts.buyer_type not in {ENTERPRISE, PUBLIC_BODY} or _buyer_has_number(invoice)


@rule("IK-CN-15", Severity.WARNING, path="fapiao.kind")
def special_is_not_for_persons(invoice: Invoice) -> bool:
    """A 专票 is not issued to a natural person, who deducts nothing; issue a 普票."""
    facts = said(invoice)
    return facts.kind not in SPECIAL or facts.buyer_type != PERSON


@rule("IK-CN-16", Severity.WARNING, path="fapiao.buyer_type")
def buyer_type_is_known(invoice: Invoice) -> bool:
    """The kind of buyer is 01 企业, 02 机关事业单位, 03 个人 or 04 其他; check the code."""
    kind = said(invoice).buyer_type
    return kind is None or kind in _BUYER_TYPES


@rule("IK-CN-17", Severity.WARNING, path="fapiao.taxpayer_type")
def taxpayer_type_is_known(invoice: Invoice) -> bool:
    """The seller's kind of taxpayer is one of 1 to 5 (1 一般纳税人, 2 小规模); check the code."""
    kind = said(invoice).taxpayer_type
    return kind is None or kind in _TAXPAYER_TYPES
