"""Days as XML Schema has them, with time zones and any year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.binding.moments import moment_of


@given(st.dates())
def test_plain_days_are_numbered_as_python_does(day: date) -> None:
    assert moment_of(day.isoformat()) == day.toordinal() * 24 * 60


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2018-04-13+14:00", "2018-04-13"),
        ("2018-04-13+00:01", "2018-04-13Z"),
        ("2018-04-13", "2018-04-13-14:00"),
        ("2018-04-13Z", "2018-04-13-05:30"),
        ("-0001-12-31", "0000-01-01"),
        ("-2020-01-01", "-2019-12-31"),
        ("0000-02-29", "0001-01-01"),
        ("9999-12-31", "12345-01-01"),
    ],
)
def test_days_begin_one_after_the_other(earlier: str, later: str) -> None:
    first, second = moment_of(earlier), moment_of(f" {later}\n")

    assert first is not None
    assert second is not None
    assert first < second


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "20260101", "2026-1-1", "2026-02-29", "2026-13-01", "2026-01-00", "02026-01-01"),
        *("2026-01-01+14:01", "2026-01-01+1:00", "2026-01-01z", "2026-01-01T00:00:00"),
    ],
)
def test_anything_else_is_no_day(text: str) -> None:
    assert moment_of(text) is None
