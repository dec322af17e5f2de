"""Margin taxation (差额征税): which invoices are under it, their remark, the rate they hide.

Two kinds: 全额开票 shows the whole tax, and only the return deducts; 差额开票 shows the tax of the
margin, *** for the rate, and begins its remark with the deduction. Source: 财税〔2016〕36号, annex
2, and 国家税务总局公告2024年第11号; the codes are those of the platforms.
"""

from __future__ import annotations

import re
from decimal import Decimal

from invoicekit.jurisdiction.fapiao.rates import RATE_SPANS
from invoicekit.jurisdiction.fapiao.splits import margin
from invoicekit.model import Invoice
from invoicekit.money import ZERO, add, plain, round_to

FULL_AMOUNT, MARGIN = "01", "02"
"""差额征税类型: 全额开票, 差额开票."""
HIDDEN_RATE = "***"
"""What a margin invoice prints for its rate."""
MARGIN_NAMES = {FULL_AMOUNT: "差额征税-全额开票", MARGIN: "差额征税-差额开票"}
"""Kind → what stands at the top left of the page."""

_CENT = Decimal("0.01")
_REMARK = re.compile(r"\s*差额征税[：:]\s*([0-9]{1,16}(?:\.[0-9]{1,2})?)\s*(?:元|。)")


def taxed_on_margin(invoice: Invoice) -> bool:
    """Returns whether the tax is that of the margin (差额开票), not of the whole amount."""
    return invoice.fapiao is not None and invoice.fapiao.margin == MARGIN


def deductions(invoice: Invoice) -> Decimal:
    """Returns what the lines of an invoice deduct, with tax."""
    return add((line.fapiao.deduction if line.fapiao else None) or ZERO for line in invoice.lines)


def margin_remark(deduction: Decimal) -> str:
    """Returns what the remark of a margin invoice begins with."""
    return f"差额征税：{plain(round_to(deduction, _CENT))}元。"


def deduction_in(remark: str) -> Decimal | None:
    """Returns the deduction that a remark begins with, None for another remark.

    The older devices write `差额征税：5000.00。`, without 元.
    """
    found = _REMARK.match(remark)
    return Decimal(found[1]) if found else None


def margin_rate(gross: Decimal, deduction: Decimal, tax: Decimal) -> Decimal | None:
    """Returns the rate that a margin invoice hides: the one that its tax comes from.

    None where no rate that China has or had makes this tax, or where several do.
    """
    fitting = [rate for rate in RATE_SPANS if rate and margin(gross, deduction, rate).tax == tax]
    return fitting[0] if len(fitting) == 1 else None
