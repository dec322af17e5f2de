"""Collection effectiveness index: how much of what could be collected was collected."""

from __future__ import annotations

from decimal import Decimal

from invoicekit.money import HUNDRED, add, divide, multiply, subtract


def collection_effectiveness(
    *, begin: Decimal, sales: Decimal, end_total: Decimal, end_current: Decimal
) -> Decimal | None:
    """Returns (begin + sales - end total) / (begin + sales - end current) × 100, not rounded.

    Args:
        begin: Receivables when the period begins.
        sales: Credit sales of the period, VAT included.
        end_total: Receivables when it ends.
        end_current: Those of them that are not yet due.

    None where nothing could have been collected.
    """
    owed = add((begin, sales))
    collectable = subtract(owed, end_current)
    if collectable <= 0:
        return None
    return divide(multiply(subtract(owed, end_total), HUNDRED), collectable)
