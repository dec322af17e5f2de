"""Days sales outstanding, simple and counted back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoicekit.receivables import SalesPeriod, days_sales_countback, days_sales_outstanding

MARCH = SalesPeriod(Decimal(100), 31)
FEBRUARY = SalesPeriod(Decimal(120), 28)
JANUARY = SalesPeriod(Decimal(90), 31)


@pytest.mark.parametrize(
    ("receivables", "days"),
    [
        ("0", "0"),
        ("50", "15.5"),
        ("100", "31"),
        ("220", "59"),
        ("310", "90"),
        ("400", "90"),
    ],
)
def test_countback(receivables: str, days: str) -> None:
    found = days_sales_countback(Decimal(receivables), [MARCH, FEBRUARY, JANUARY])
    assert found == Decimal(days)


def test_the_last_period_counts_pro_rata() -> None:
    found = days_sales_countback(Decimal(250), [MARCH, FEBRUARY, JANUARY])
    assert round(found, 2) == Decimal("69.33")


def test_a_period_without_sales_counts_its_days() -> None:
    quiet = SalesPeriod(Decimal(0), 30)
    assert days_sales_countback(Decimal(50), [quiet, MARCH]) == Decimal("45.5")


def test_simple() -> None:
    assert days_sales_outstanding(Decimal(50), SalesPeriod(Decimal(200), 90)) == Decimal("22.5")
    assert days_sales_outstanding(Decimal(50), SalesPeriod(Decimal(0), 90)) is None
