"""Oldest due first; what is left over is said."""

from datetime import date
from decimal import Decimal

from invoicekit.receivables import Open, allocate_oldest

ITEMS = [
    Open("c", "3", Decimal(200), date(2026, 3, 1)),
    Open("a", "1", Decimal(120), date(2026, 1, 1)),
    Open("d", "4", Decimal(5)),
    Open("b", "2", Decimal(300), date(2026, 2, 1)),
]


def test_oldest_due_first() -> None:
    done = allocate_oldest(Decimal(500), ITEMS)
    assert done.applied == {"a": Decimal(120), "b": Decimal(300), "c": Decimal(80)}
    assert done.unapplied == 0


def test_overpayment_stays_unapplied() -> None:
    assert allocate_oldest(Decimal(700), ITEMS).unapplied == Decimal(75)
