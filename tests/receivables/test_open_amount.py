"""What is open as of a day: later rows change no earlier report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicekit.receivables import Booked, ledger_amount, open_amount

TOTAL = Decimal("119.00")
PAID = Booked(TOTAL, date(2025, 6, 30))
REFUNDED = Booked(-TOTAL, date(2025, 7, 2))
CREDITED = Booked(TOTAL, date(2025, 7, 3))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2025, 6, 29), TOTAL),
        (date(2025, 6, 30), Decimal(0)),
        (date(2025, 7, 2), TOTAL),
        (date(2025, 7, 3), Decimal(0)),
    ],
)
def test_rows_count_from_their_booking_date_on(as_of: date, expected: Decimal) -> None:
    assert open_amount(TOTAL, [CREDITED, PAID, REFUNDED], as_of) == expected


def test_a_credit_note_is_negative_in_the_ledger() -> None:
    assert ledger_amount(TOTAL, is_credit=True) == Decimal("-119.00")
    assert ledger_amount(TOTAL, is_credit=False) == TOTAL
