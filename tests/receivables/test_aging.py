"""Days past due fall into buckets with free edges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicekit.receivables import Open, aging, bucket_names, bucket_place, days_past_due

AS_OF = date(2025, 6, 30)


@pytest.mark.parametrize(
    ("due", "days", "bucket"),
    [
        (date(2025, 7, 10), -10, "current"),
        (date(2025, 6, 30), 0, "current"),
        (date(2025, 6, 29), 1, "1-30"),
        (date(2025, 5, 31), 30, "1-30"),
        (date(2025, 5, 30), 31, "31-60"),
        (date(2025, 5, 1), 60, "31-60"),
        (date(2025, 4, 1), 90, "61-90"),
        (date(2025, 3, 31), 91, "91+"),
    ],
)
def test_days_and_bucket(due: date, days: int, bucket: str) -> None:
    assert days_past_due(due, AS_OF) == days
    assert bucket_names()[bucket_place(days)] == bucket


def test_edges_are_free() -> None:
    assert bucket_names((0, 14, 45)) == ("current", "1-14", "15-45", "46+")
    assert bucket_names((7,)) == ("up to 7", "8+")
    assert [bucket_place(days, (0, 14, 45)) for days in (0, 14, 15, 46)] == [0, 1, 2, 3]


def test_every_bucket_is_named_and_an_item_without_due_date_counts_from_its_issue() -> None:
    items = [
        Open("a", "1", Decimal("10.00"), due_date=date(2025, 6, 29)),
        Open("b", "2", Decimal("5.50"), due_date=date(2025, 6, 1)),
        Open("c", "3", Decimal("7.00"), issue_date=date(2025, 1, 1)),
        Open("d", "4", Decimal("1.00")),
        Open("e", "5", Decimal("-3.00"), due_date=date(2025, 5, 30)),
    ]
    assert aging(items, AS_OF) == {
        "current": Decimal("1.00"),
        "1-30": Decimal("15.50"),
        "31-60": Decimal("-3.00"),
        "61-90": Decimal(0),
        "91+": Decimal("7.00"),
    }
