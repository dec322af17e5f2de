"""Rules of red-letter invoices (红字发票): what they reverse, why, and by which form.

Source: 国家税务总局公告2024年第11号; the reasons and what each allows are the platforms' practice.
"""

from __future__ import annotations

import re

from invoicekit.findings import RuleSet, Severity
from invoicekit.jurisdiction.fapiao import DIGITAL, GOODS
from invoicekit.model import Invoice, InvoiceLine
from invoicekit.model.fapiao import RedLetter
from invoicekit.money import ZERO
from invoicekit.rules._facts import Facts
from invoicekit.rules._fapiao_facts import classes, said

RULES = RuleSet("fapiao.red")
rule = RULES.rule

MISTAKE, RETURNED, ENDED, REDUCED = "01", "02", "03", "04"
_DIGITAL_NUMBER = re.compile(r"[0-9]{20}")
_PAPER_NUMBER = re.compile(r"[0-9]{8}")
_PAPER_CODE = re.compile(r"[0-9]{10}|[0-9]{12}")
_YEAR = 365
_FORM = re.compile(r"[0-9]{20}|[0-9]{16}")
"""红字信息确认单, and the older 红字信息表."""


@rule("IK-CN-60", path="fapiao.red.original_number")
def red_names_its_original(invoice: Invoice) -> bool:
    """A red-letter invoice names the blue one it reverses (BT-25); give its number."""
    if not invoice.is_credit:
        return True
    red = said(invoice).red
    named = red is not None and bool(red.original_number)
    return named or any(each.number for each in invoice.preceding_invoices)


@rule("IK-CN-61", path="type_code")
def red_facts_only_on_red(invoice: Invoice) -> bool:
    """What a red-letter invoice says stands only on one; make it a credit note (BT-3 = 381)."""
    return said(invoice).red is None or invoice.is_credit


@rule("IK-CN-62", path="original_number")
def original_number_has_its_shape(red: RedLetter) -> bool:
    """The blue invoice has a number of 20 digits, or of 8 with a code of 10 or 12; check it."""
    if not red.original_number:
        return True
    if red.original_code:
        shapes = ((_PAPER_CODE, red.original_code), (_PAPER_NUMBER, red.original_number))
        if all(shape.fullmatch(text) for shape, text in shapes):
            return True
    return _DIGITAL_NUMBER.fullmatch(red.original_number) is not None


@rule("IK-CN-63", path="original_number")
def red_reverses_another(red: RedLetter, facts: Facts) -> bool:
    """A red-letter invoice reverses another invoice than itself (BT-1); give the blue number."""
    return not red.original_number or red.original_number != facts.invoice.number


@rule("IK-CN-64", Severity.WARNING, path="reason")
def reason_is_known(red: RedLetter) -> bool:
    """The reason is 01 开票有误, 02 销货退回, 03 服务中止 or 04 销售折让; check the code."""
    return red.reason in {None, MISTAKE, RETURNED, ENDED, REDUCED}


@rule("IK-CN-65", path="reason")
def services_are_not_returned(red: RedLetter, facts: Facts) -> bool:
    """Services are not returned (02 销货退回); give 03 服务中止 or 04 销售折让 as the reason."""
    found = classes(facts.invoice)
    return red.reason != RETURNED or not found or bool(found & GOODS)


@rule("IK-CN-66", path="reason")
def goods_are_not_ended(red: RedLetter, facts: Facts) -> bool:
    """Goods are not ended (03 服务中止); give 02 销货退回 or 04 销售折让 as the reason."""
    found = classes(facts.invoice)
    return red.reason != ENDED or not found or not found <= GOODS


@rule("IK-CN-67", path="partial")
def mistakes_are_reversed_whole(red: RedLetter) -> bool:
    """The reason 01 开票有误 reverses the whole invoice; reverse all lines or change the reason."""
    return red.reason != MISTAKE or not red.partial


@rule("IK-CN-68", path="confirmation_number")
def form_has_its_shape(red: RedLetter) -> bool:
    """A red-letter form has a number of 20 digits (红字信息确认单) or 16 (红字信息表)."""
    return not red.confirmation_number or _FORM.fullmatch(red.confirmation_number) is not None


@rule("IK-CN-69", Severity.WARNING, path="fapiao.red.confirmation_number")
def red_names_its_form(invoice: Invoice) -> bool:
    """A red-letter 数电票 names the confirmation form (红字信息确认单) that it was issued by."""
    facts = said(invoice)
    if not invoice.is_credit or facts.red is None or facts.kind not in DIGITAL:
        return True
    return invoice.number is None or bool(facts.red.confirmation_number)


@rule("IK-CN-70", path="original_date")
def original_is_not_younger(red: RedLetter, facts: Facts) -> bool:
    """The blue invoice is not issued after the red-letter one (BT-2); check both dates."""
    day = facts.invoice.issue_date
    return red.original_date is None or day is None or red.original_date <= day


@rule("IK-CN-119", Severity.WARNING, path="original_date")
def original_is_not_old(red: RedLetter, facts: Facts) -> bool:
    """The blue invoice is a year old at most: platforms warn of older ones; ask yours first."""
    day = facts.invoice.issue_date
    return red.original_date is None or day is None or (day - red.original_date).days <= _YEAR


@rule("IK-CN-71", path="net_amount")
def red_lines_take_back(line: InvoiceLine, facts: Facts) -> bool:
    """Every line of a red-letter invoice takes back (BT-131): printed it is negative throughout."""
    if not facts.invoice.is_credit:
        return True
    return line.net_amount is None or line.net_amount >= ZERO
