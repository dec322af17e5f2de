"""Credits of an invoice add up to its tax, cent for cent; the last one takes the rest."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.calculate import rounder
from invoicekit.errors import OverCredited
from invoicekit.receivables import Credited, credit_tax

EURO = rounder("EUR")
D = Decimal


def credit_all(invoiced: Credited, bases: list[Decimal], rate: Decimal) -> list[Decimal]:
    given_before: list[Credited] = []
    for base in bases:
        tax = credit_tax(invoiced, given_before, base, rate=rate, rounder=EURO)
        given_before.append(Credited(base, tax))
    return [credit.tax for credit in given_before]


def test_the_last_credit_takes_the_rest() -> None:
    invoiced = Credited(D("2088.66"), D("522.17"))
    taxes = credit_all(invoiced, [D("696.22")] * 3, D(25))
    assert [str(tax) for tax in taxes] == ["174.06", "174.06", "174.05"]


def test_tax_never_exceeds_what_is_left() -> None:
    invoiced = Credited(D("0.30"), D("0.06"))
    taxes = credit_all(invoiced, [D("0.05")] * 6, D(19))
    assert [str(tax) for tax in taxes] == ["0.01"] * 6
    late = credit_all(Credited(D("0.30"), D("0.01")), [D("0.10"), D("0.10"), D("0.10")], D(10))
    assert [str(tax) for tax in late] == ["0.01", "0.00", "0.00"]


@pytest.mark.parametrize(("total", "tax", "more"), [("10.00", "1.90", "10.01"), ("-5", "-1", "-6")])
def test_more_than_is_left_is_refused(total: str, tax: str, more: str) -> None:
    with pytest.raises(OverCredited, match="left to credit"):
        credit_tax(Credited(D(total), D(tax)), [], D(more), rate=D(19), rounder=EURO)


@pytest.mark.parametrize("wrong", ["-1", "-10.00"])
def test_a_credit_in_the_other_direction_is_refused(wrong: str) -> None:
    with pytest.raises(OverCredited):
        credit_tax(Credited(D(10), D("1.90")), [], D(wrong), rate=D(19), rounder=EURO)


CENTS = st.integers(1, 99_999).map(lambda cents: D(cents).scaleb(-2))


@given(st.lists(CENTS, min_size=1, max_size=8), st.sampled_from(["19", "7", "5.5"]))
def test_credits_add_up_to_the_tax(bases: list[Decimal], rate: str) -> None:
    total = sum(bases, D(0))
    tax = EURO.percent(total, D(rate))
    taxes = credit_all(Credited(total, tax), bases, D(rate))
    assert sum(taxes) == tax
    assert all(part >= 0 for part in taxes)
