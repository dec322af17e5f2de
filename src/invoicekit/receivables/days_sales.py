"""Days sales outstanding: how many days of sales are still to be paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from invoicekit.money import ZERO, add, divide, multiply, subtract


@dataclass(frozen=True, slots=True)
class SalesPeriod:
    """The credit sales of a period, VAT included because receivables include it, and its days."""

    sales: Decimal
    days: int


def days_sales_outstanding(receivables: Decimal, period: SalesPeriod) -> Decimal | None:
    """Returns receivables / sales × days, not rounded; None where nothing was sold."""
    if not period.sales:
        return None
    return divide(multiply(receivables, Decimal(period.days)), period.sales)


def days_sales_countback(receivables: Decimal, periods: Iterable[SalesPeriod]) -> Decimal:
    """Returns the days of sales the receivables consist of, not rounded.

    Takes each period's sales off the receivables, newest first, and counts its days; the last one
    counts pro rata. What is older than the periods handed in counts no further days.
    """
    left, days = receivables, ZERO
    for period in periods:
        if left <= 0:
            break
        if period.sales > left:
            return add((days, divide(multiply(left, Decimal(period.days)), period.sales)))
        left = subtract(left, period.sales)
        days += period.days
    return days
