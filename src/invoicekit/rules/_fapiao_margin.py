"""Rules of margin taxation (差额征税): what is deducted, and how the invoice shows it."""

from __future__ import annotations

from decimal import Decimal

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.jurisdiction.fapiao import (
    FULL_AMOUNT,
    HIDDEN_RATE,
    MARGIN,
    deduction_in,
    deductions,
    margin,
    margin_remark,
    remark_of,
)
from invoicekit.model import Invoice, InvoiceLine
from invoicekit.model.fapiao import DeductionVoucher
from invoicekit.money import ZERO, add
from invoicekit.rules._facts import Facts
from invoicekit.rules._fapiao_facts import said, told

RULES = RuleSet("fapiao.margin")
rule = RULES.rule

_CENT = Decimal("0.01")
_OWN_NUMBER, _CODED, _DESCRIBED = {"01"}, {"02", "03", "04"}, {"08", "09"}
_LONGEST_REMARK = 100


@rule("IK-CN-72", path="lines")
def margin_has_one_line(invoice: Invoice) -> bool:
    """An invoice under margin taxation has one line; issue one invoice for each thing sold."""
    return said(invoice).margin is None or len(invoice.lines) <= 1


@rule("IK-CN-73", Severity.WARNING, path="fapiao.margin")
def margin_kind_is_known(invoice: Invoice) -> bool:
    """Margin taxation is 01 全额开票 or 02 差额开票; check the code."""
    return said(invoice).margin in {None, FULL_AMOUNT, MARGIN}


@rule("IK-CN-74", path="fapiao.deduction")
def deduction_is_within_the_price(line: InvoiceLine, facts: Facts) -> bool:
    """A deduction (扣除额) is not negative and not above the line's amount with tax; check it."""
    said_of = told(line)
    if said_of.deduction is None:
        return True
    gross = said_of.amount_with_tax
    needed = said(facts.invoice).margin == MARGIN
    positive = said_of.deduction > ZERO if needed else said_of.deduction >= ZERO
    return positive and (gross is None or said_of.deduction <= gross)


@rule("IK-CN-75", path="fapiao.deduction")
def margin_says_its_deduction(line: InvoiceLine, facts: Facts) -> bool:
    """Under margin taxation the line says what is deducted (扣除额); give it, with tax."""
    return said(facts.invoice).margin is None or told(line).deduction is not None


@rule("IK-CN-76", Severity.WARNING, path="fapiao.margin")
def deduction_needs_margin(invoice: Invoice) -> bool:
    """What has a deduction says which margin taxation it is: 01 全额开票 or 02 差额开票."""
    deducted = any(told(line).deduction for line in invoice.lines)
    return not deducted or said(invoice).margin is not None


@rule("IK-CN-77", path="fapiao.tax_amount")
def margin_is_taxed(line: InvoiceLine, facts: Facts) -> bool | Mismatch:
    """On a margin invoice (02) the tax is (amount with tax - deduction) × rate / (1 + rate)."""
    said_of, rate = told(line), line.vat_rate
    if said(facts.invoice).margin != MARGIN or rate is None or said_of.tax_amount is None:
        return True
    if said_of.amount_with_tax is None or said_of.deduction is None:
        return True
    expected = margin(said_of.amount_with_tax, said_of.deduction, rate).tax
    return abs(said_of.tax_amount - expected) <= _CENT or Mismatch(expected, said_of.tax_amount)


@rule("IK-CN-78", Severity.WARNING, path="notes")
def remark_says_the_deduction(invoice: Invoice) -> bool | Mismatch:
    """The remark (备注, BT-22) of a margin invoice (02) begins with what is deducted."""
    if said(invoice).margin != MARGIN or invoice.is_credit:
        return True
    start, remark = margin_remark(deductions(invoice)), remark_of(invoice)
    return deduction_in(remark) == deductions(invoice) or Mismatch(start, remark[: len(start)])


@rule("IK-CN-79", Severity.WARNING, path="fapiao.printed_rate")
def margin_hides_its_rate(line: InvoiceLine, facts: Facts) -> bool:
    """A margin invoice (02) prints *** for the rate; set the printed rate to it."""
    return said(facts.invoice).margin != MARGIN or told(line).printed_rate in {None, HIDDEN_RATE}


@rule("IK-CN-80", path="fapiao.deduction_vouchers")
def vouchers_add_up(invoice: Invoice) -> bool | Mismatch:
    """The vouchers of a deduction add up to it (本次扣除金额); complete the list."""
    vouchers = said(invoice).deduction_vouchers
    if not vouchers:
        return True
    listed = add(each.deducted or ZERO for each in vouchers)
    deduction = deductions(invoice)
    return listed == deduction or Mismatch(deduction, listed)


@rule("IK-CN-81", path="number")
def voucher_is_named(voucher: DeductionVoucher) -> bool:
    """A voucher names itself: 01 a number, 02 to 04 code, number and date, 08 and 09 a remark."""
    if voucher.kind in _OWN_NUMBER:
        return bool(voucher.number)
    if voucher.kind in _CODED:
        return bool(voucher.code and voucher.number and voucher.issue_date)
    if voucher.kind in _DESCRIBED:
        return bool(voucher.remark) and len(voucher.remark or "") <= _LONGEST_REMARK
    return True


@rule("IK-CN-82", Severity.WARNING, path="fapiao.deduction_vouchers")
def deduction_has_vouchers(invoice: Invoice, facts: Facts) -> bool:
    """A deduction rests on vouchers (差额扣除凭证); list them before the invoice is issued."""
    if facts.mode != "strict" or said(invoice).deduction_vouchers:
        return True
    return not any(told(line).deduction for line in invoice.lines)
