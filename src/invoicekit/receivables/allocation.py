"""Putting an amount on open items."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicekit.money import subtract
from invoicekit.receivables.open_item import Open


@dataclass(frozen=True, slots=True)
class Allocated:
    """How an amount was put on items: id → amount, in order, and what is left over."""

    applied: dict[str, Decimal]
    unapplied: Decimal


def allocate_oldest(amount: Decimal, items: Iterable[Open]) -> Allocated:
    """Returns the amount put on items, oldest due first; items without a due date come last."""
    applied: dict[str, Decimal] = {}
    left = amount
    for item in sorted(items, key=_age):
        part = min(left, item.amount)
        if part > 0:
            applied[item.id] = part
            left = subtract(left, part)
    return Allocated(applied, left)


def _age(item: Open) -> tuple[date, date, str]:
    due = item.due_date or date.max
    return due, item.issue_date or due, item.number
