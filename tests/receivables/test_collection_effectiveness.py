"""The collection effectiveness index."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoicekit.receivables import collection_effectiveness


@pytest.mark.parametrize(
    ("begin", "sales", "end_total", "end_current", "index"),
    [
        ("200", "310", "250", "150", "72.22"),
        ("200", "300", "100", "100", "100"),
        ("200", "300", "500", "100", "0"),
        ("0", "100", "100", "100", None),
        ("0", "0", "0", "0", None),
    ],
)
def test_index(begin: str, sales: str, end_total: str, end_current: str, index: str | None) -> None:
    found = collection_effectiveness(
        begin=Decimal(begin),
        sales=Decimal(sales),
        end_total=Decimal(end_total),
        end_current=Decimal(end_current),
    )
    assert (None if found is None else round(found, 2)) == (index and Decimal(index))
