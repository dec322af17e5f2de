"""Paying in parts: instalments by percent, and the discount for paying early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from invoicekit.calculate import Rounder
from invoicekit.money import ZERO, add, subtract


def instalments(
    amount: Decimal, percents: Sequence[Decimal], rounder: Rounder
) -> tuple[Decimal, ...]:
    """Returns the instalments: each its percentage, rounded; the last one takes the rest."""
    parts = [rounder.percent(amount, each) for each in percents[:-1]]
    return (*parts, subtract(amount, add(parts)))


@dataclass(frozen=True, slots=True)
class CashDiscount:
    """A discount for early payment (Skonto): percent, until so many days after the issue date."""

    percent: Decimal
    days: int


@dataclass(frozen=True, slots=True)
class EarlyPayment:
    """What a payment settles, the discount it earned, and what stays open."""

    applied: Decimal
    discount: Decimal
    open: Decimal


def settle_early(
    total: Decimal, paid: Decimal, *, days: int, discount: CashDiscount, rounder: Rounder
) -> EarlyPayment:
    """Returns what a payment so many days after the issue settles.

    The discount is earned by paying the rest of the total in time; claimed too late, or with too
    little paid, it stays open.
    """
    offered = rounder.percent(total, discount.percent)
    earned = days <= discount.days and paid >= subtract(total, offered)
    given = min(offered, max(subtract(total, paid), ZERO)) if earned else ZERO
    applied = min(paid, total)
    return EarlyPayment(applied, given, subtract(subtract(total, applied), given))
