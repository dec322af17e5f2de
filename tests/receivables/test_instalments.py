"""Instalments add up, and a cash discount is earned in time only."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoicekit.calculate import rounder
from invoicekit.receivables import CashDiscount, instalments, settle_early

EURO = rounder("EUR")
D = Decimal


@pytest.mark.parametrize(
    ("amount", "percents", "parts"),
    [
        ("1190.01", ["30", "30", "40"], ["357.00", "357.00", "476.01"]),
        ("100.00", ["33.33", "33.33", "33.34"], ["33.33", "33.33", "33.34"]),
        ("0.01", ["50", "50"], ["0.01", "0.00"]),
        ("7.77", ["100"], ["7.77"]),
    ],
)
def test_the_last_instalment_takes_the_rest(
    amount: str, percents: list[str], parts: list[str]
) -> None:
    found = instalments(D(amount), [D(each) for each in percents], EURO)
    assert [str(part) for part in found] == parts


@pytest.mark.parametrize(
    ("paid", "days", "applied", "discount", "still_open"),
    [
        ("1154.30", 10, "1154.30", "35.70", "0"),
        ("1154.30", 12, "1154.30", "0", "35.70"),
        ("1154.29", 10, "1154.29", "0", "35.71"),
        ("1170.00", 5, "1170.00", "20.00", "0"),
        ("1190.00", 5, "1190.00", "0", "0"),
        ("1200.00", 5, "1190.00", "0", "0"),
    ],
)
def test_cash_discount(paid: str, days: int, applied: str, discount: str, still_open: str) -> None:
    terms = CashDiscount(D(3), 10)
    done = settle_early(D("1190.00"), D(paid), days=days, discount=terms, rounder=EURO)
    assert (done.applied, done.discount, done.open) == (D(applied), D(discount), D(still_open))
