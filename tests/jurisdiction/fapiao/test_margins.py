"""Margin taxation: the remark that tells the deduction, and the rate that the invoice hides."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.jurisdiction.fapiao import (
    RATE_SPANS,
    deduction_in,
    deductions,
    margin,
    margin_rate,
    margin_remark,
    taxed_on_margin,
)
from invoicekit.model import Fapiao, FapiaoLine, Invoice, InvoiceLine

CENTS = st.integers(1, 10**12).map(lambda cents: Decimal(cents).scaleb(-2))


@pytest.mark.parametrize(
    ("remark", "deduction"),
    [
        ("差额征税：5000.00元。", "5000.00"),
        ("差额征税：5000元。合同 HT-1", "5000"),
        ("差额征税：5000.00。aaaa", "5000.00"),  # as the older devices write it
        (" 差额征税: 0.5 元", "0.5"),
        ("合同 HT-1 差额征税：5000.00元。", None),
        ("差额征税：5000.00", None),
        ("差额征税：五千元。", None),
        ("", None),
    ],
)
def test_the_remark_begins_with_the_deduction(remark: str, deduction: str | None) -> None:
    assert deduction_in(remark) == (None if deduction is None else Decimal(deduction))


@given(CENTS)
def test_what_the_remark_says_is_read_back(deduction: Decimal) -> None:
    assert deduction_in(margin_remark(deduction)) == deduction


@given(CENTS, st.sampled_from(sorted(rate for rate in RATE_SPANS if rate)))
def test_the_hidden_rate_is_that_of_the_tax_or_is_not_told(gross: Decimal, rate: Decimal) -> None:
    deduction = (gross / 2).quantize(Decimal("0.01"))
    tax = margin(gross, deduction, rate).tax

    assert margin_rate(gross, deduction, tax) in {rate, None}


def test_a_tax_of_no_rate_tells_none() -> None:
    assert margin_rate(Decimal(10000), Decimal(8000), Decimal("113.21")) == 6
    assert margin_rate(Decimal(10000), Decimal(8000), Decimal("500.00")) is None
    assert margin_rate(Decimal("0.02"), Decimal("0.01"), Decimal("0.00")) is None  # any rate does


@pytest.mark.parametrize(("kind", "on_margin"), [("02", True), ("01", False), (None, False)])
def test_only_one_kind_is_taxed_on_the_margin(kind: str | None, on_margin: object) -> None:
    line = InvoiceLine(fapiao=FapiaoLine(deduction="8.00"))
    invoice = Invoice(lines=[line, line, InvoiceLine()], fapiao=Fapiao(margin=kind))

    assert taxed_on_margin(invoice) is on_margin
    assert deductions(invoice) == 16
    assert not taxed_on_margin(Invoice())
