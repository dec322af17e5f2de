"""Interest on late payment, actual/365, rounded once to the currency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoicekit.calculate import rounder
from invoicekit.receivables import late_interest


@pytest.mark.parametrize(
    ("principal", "rate", "days", "currency", "interest"),
    [
        ("1190.00", "11.27", 23, "EUR", "8.45"),
        ("365.00", "10", 365, "EUR", "36.50"),
        ("1000", "5", 1, "JPY", "0"),
        ("10000", "5", 1, "JPY", "1"),
        ("1190.00", "11.27", 0, "EUR", "0.00"),
        ("1190.00", "11.27", -5, "EUR", "0.00"),
    ],
)
def test_interest(principal: str, rate: str, days: int, currency: str, interest: str) -> None:
    found = late_interest(Decimal(principal), Decimal(rate), days, rounder(currency))
    assert str(found) == interest
