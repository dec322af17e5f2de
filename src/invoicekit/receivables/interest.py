"""Interest on late payment, by the days (actual/365)."""

from __future__ import annotations

from decimal import Decimal

from invoicekit.calculate import Rounder
from invoicekit.money import divide, multiply

DAYS_OF_PERCENT = Decimal(36500)


def late_interest(principal: Decimal, annual_rate: Decimal, days: int, rounder: Rounder) -> Decimal:
    """Returns principal × rate / 100 × days / 365, rounded once; the rate is percent a year.

    Nothing is owed before the due date: days below zero count as none.
    """
    days_late = Decimal(max(days, 0))
    return rounder.amount(divide(multiply(principal, annual_rate, days_late), DAYS_OF_PERCENT))
