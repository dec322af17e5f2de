"""Terms, spans, and the day it is where the issuer is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from invoicekit.dates import (
    add_months,
    due_date,
    month_of,
    parse_terms,
    quarter_of,
    today,
    utc,
    year_of,
)
from invoicekit.errors import ConfigurationError, InputError


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ("net 30", date(2026, 2, 14)),
        ("30 days", date(2026, 2, 14)),
        ("net 30 eom", date(2026, 2, 28)),
        ("NET 14", date(2026, 1, 29)),
        ("2% 10 net 30", date(2026, 2, 14)),
        ("on receipt", date(2026, 1, 15)),
    ],
)
def test_due_dates_follow_the_terms(terms: str, due: date) -> None:
    assert due_date(terms, date(2026, 1, 15)) == due


def test_a_discount_is_read() -> None:
    terms = parse_terms("2.5% 10 days, net 30")
    assert (str(terms.discount_percent), terms.discount_days, terms.net_days) == ("2.5", 10, 30)


@pytest.mark.parametrize("terms", ["", "soon", "net thirty", "-5 days"])
def test_other_terms_are_refused_with_what_is_understood(terms: str) -> None:
    with pytest.raises(InputError, match="net 30"):
        parse_terms(terms)


def test_spans() -> None:
    day = date(2026, 2, 10)
    assert (month_of(day).start, month_of(day).end) == (date(2026, 2, 1), date(2026, 2, 28))
    assert quarter_of(day).name == "2026-Q1"
    assert quarter_of(date(2026, 3, 31), fiscal_start=4).name == "2025-Q4"
    assert year_of(date(2026, 3, 31), fiscal_start=4).end == date(2026, 3, 31)
    assert day in quarter_of(day)


def test_months_end_where_months_end() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)


def test_today_is_the_issuers_day() -> None:
    midnight = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
    assert today(midnight, "Europe/Berlin") == date(2026, 1, 2)
    assert today(midnight, "America/New_York") == date(2026, 1, 1)


@pytest.mark.parametrize("zone", ["Berlin", "../etc/passwd", ""])
def test_unknown_zones_are_refused(zone: str) -> None:
    with pytest.raises(ConfigurationError, match="IANA"):
        today(datetime(2026, 1, 1, tzinfo=UTC), zone)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="without a zone"):
        utc(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point
