"""Days, months and fiscal years; payment terms; and what day it is where the issuer is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.dates import (
    PaymentTerms,
    Span,
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

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(1, 12)


@pytest.mark.parametrize(
    ("day", "name", "start", "end"),
    [
        ("2026-03-15", "2026-03", "2026-03-01", "2026-03-31"),
        ("2024-02-29", "2024-02", "2024-02-01", "2024-02-29"),
        ("2026-02-01", "2026-02", "2026-02-01", "2026-02-28"),
        ("2026-12-31", "2026-12", "2026-12-01", "2026-12-31"),
    ],
)
def test_the_month_of_a_day(day: str, name: str, start: str, end: str) -> None:
    assert month_of(date.fromisoformat(day)) == span(name, start, end)


@pytest.mark.parametrize(
    ("day", "fiscal_start", "name", "start", "end"),
    [
        ("2026-03-31", 1, "2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-04-01", 1, "2026-Q2", "2026-04-01", "2026-06-30"),
        ("2026-12-31", 1, "2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-03-31", 4, "2025-Q4", "2026-01-01", "2026-03-31"),
        ("2026-04-01", 4, "2026-Q1", "2026-04-01", "2026-06-30"),
        ("2026-01-31", 12, "2025-Q1", "2025-12-01", "2026-02-28"),
    ],
)
def test_the_quarter_of_a_day(day: str, fiscal_start: int, name: str, start: str, end: str) -> None:
    assert quarter_of(date.fromisoformat(day), fiscal_start) == span(name, start, end)


@pytest.mark.parametrize(
    ("day", "fiscal_start", "name", "start", "end"),
    [
        ("2026-06-30", 1, "2026", "2026-01-01", "2026-12-31"),
        ("2026-03-31", 4, "2025", "2025-04-01", "2026-03-31"),
        ("2026-04-01", 4, "2026", "2026-04-01", "2027-03-31"),
    ],
)
def test_the_fiscal_year_of_a_day(
    day: str, fiscal_start: int, name: str, start: str, end: str
) -> None:
    assert year_of(date.fromisoformat(day), fiscal_start) == span(name, start, end)


@given(DAYS, MONTHS)
def test_a_day_is_in_its_month_its_quarter_and_its_year(day: date, fiscal_start: int) -> None:
    month, quarter, year = month_of(day), quarter_of(day, fiscal_start), year_of(day, fiscal_start)

    assert day in month
    assert month.start in quarter
    assert month.end in quarter
    assert quarter.start in year
    assert quarter.end in year


@given(DAYS, MONTHS)
def test_quarters_follow_each_other_without_a_gap(day: date, fiscal_start: int) -> None:
    quarter = quarter_of(day, fiscal_start)
    after = quarter_of(quarter.end + timedelta(days=1), fiscal_start)

    assert after.start == quarter.end + timedelta(days=1)
    assert after.start not in quarter


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-05-31", 12, "2027-05-31"),
        ("2026-05-31", 0, "2026-05-31"),
    ],
)
def test_adding_months_stays_within_the_month(day: str, months: int, result: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(result)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("net 30", PaymentTerms(30)),
        ("NET 30", PaymentTerms(30)),
        ("30", PaymentTerms(30)),
        ("14 days", PaymentTerms(14)),
        ("1 day", PaymentTerms(1)),
        ("net  30  days", PaymentTerms(30)),
        ("net 30 eom", PaymentTerms(30, end_of_month=True)),
        ("on receipt", PaymentTerms(0)),
        ("Due on receipt", PaymentTerms(0)),
        ("2% 10 net 30", PaymentTerms(30, False, Decimal(2), 10)),
        ("2 % 10 days, net 30 days", PaymentTerms(30, False, Decimal(2), 10)),
        ("2.5% 10 net 60 eom", PaymentTerms(60, True, Decimal("2.5"), 10)),
        ("2/10 net 30", PaymentTerms(30, False, Decimal(2), 10)),
    ],
)
def test_payment_terms_as_people_write_them(text: str, terms: PaymentTerms) -> None:
    assert parse_terms(text) == terms


@pytest.mark.parametrize("text", ["", "soon", "net", "net -5", "net 1000", "30 weeks", "2% net 30"])
def test_other_terms_are_refused_and_the_message_says_what_is_understood(text: str) -> None:
    with pytest.raises(InputError, match="net 30 eom") as caught:
        parse_terms(text)

    assert caught.value.where == "payment_terms"


@pytest.mark.parametrize(
    ("terms", "issued", "due"),
    [
        ("net 30", "2026-01-31", "2026-03-02"),
        ("net 30 eom", "2026-01-15", "2026-02-28"),
        ("net 0 eom", "2026-01-15", "2026-01-31"),
        ("14 days", "2026-12-24", "2027-01-07"),
        ("on receipt", "2026-05-01", "2026-05-01"),
        ("2% 10 net 30", "2026-05-01", "2026-05-31"),
    ],
)
def test_the_due_date(terms: str, issued: str, due: str) -> None:
    assert due_date(terms, date.fromisoformat(issued)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", 31), ("Europe/Berlin", 1), ("America/New_York", 31), ("Asia/Shanghai", 1)],
)
def test_the_day_is_the_one_where_the_issuer_is(zone: str, day: int) -> None:
    now = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert today(now, zone).day == day


@pytest.mark.parametrize("zone", ["", "Europe/Nowhere", "Europe", "../etc", "Berlin"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(ConfigurationError, match="unknown time zone") as caught:
        today(datetime(2026, 1, 1, tzinfo=UTC), zone)

    assert caught.value.expected == "an IANA name such as Europe/Berlin"


def test_a_time_is_brought_to_utc() -> None:
    shanghai = datetime(2026, 1, 1, 7, 0, tzinfo=timezone(timedelta(hours=8)))

    assert utc(shanghai) == datetime(2025, 12, 31, 23, 0, tzinfo=UTC)
    assert utc(shanghai).tzinfo is UTC


def test_a_time_without_a_zone_says_nothing() -> None:
    naive = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ConfigurationError, match="without a zone"):
        utc(naive)
    with pytest.raises(ConfigurationError, match="without a zone"):
        today(naive, "UTC")


def span(name: str, start: str, end: str) -> Span:
    return Span(name, date.fromisoformat(start), date.fromisoformat(end))
