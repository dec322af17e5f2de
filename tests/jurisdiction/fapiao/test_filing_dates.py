"""Returns are due on the 15th, moved as the bureau's calendar moves them."""

from __future__ import annotations

from datetime import date

import pytest

from invoicekit.errors import InputError
from invoicekit.jurisdiction.fapiao import filing_due, filing_period, is_working_day


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("2025-12", date(2026, 1, 20)),  # three days of New Year
        ("2025Q4", date(2026, 1, 20)),
        ("2026-01", date(2026, 2, 24)),  # the 15th is the first day of 春节
        ("2026-02", date(2026, 3, 16)),  # a Sunday
        ("2026-03", date(2026, 4, 20)),
        ("2026Q1", date(2026, 4, 20)),
        ("2026-04", date(2026, 5, 22)),
        ("2026-05", date(2026, 6, 15)),
        ("2026-06", date(2026, 7, 15)),
        ("2026-07", date(2026, 8, 17)),  # a Saturday
        ("2026-08", date(2026, 9, 15)),
        ("2026-09", date(2026, 10, 26)),
        ("2026-10", date(2026, 11, 16)),
        ("2026-11", date(2026, 12, 15)),
        ("2026-12", date(2027, 1, 15)),
    ],
)
def test_due(period: str, due: date) -> None:
    assert filing_due(filing_period(period)) == due


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 10, 1), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),  # a Saturday that is worked
        (date(2026, 10, 11), False),
    ],
)
def test_working_days(day: date, working: object) -> None:
    assert is_working_day(day) is working


@pytest.mark.parametrize("text", ["2026", "2026-13", "2026Q5", "Q1"])
def test_another_period_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is no filing period"):
        filing_period(text)
