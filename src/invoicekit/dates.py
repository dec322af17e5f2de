"""Dates of business: periods, payment terms, and what day it is where the issuer is."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from invoicekit.errors import ConfigurationError, InputError

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both included, with a name such as `2026-Q1`."""

    name: str
    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def month_of(day: date) -> Span:
    """Returns the calendar month a day is in, named `2026-03`."""
    last = calendar.monthrange(day.year, day.month)[1]
    return Span(f"{day:%Y-%m}", day.replace(day=1), day.replace(day=last))


def quarter_of(day: date, fiscal_start: int = 1) -> Span:
    """Returns the quarter of the fiscal year a day is in, named `2026-Q1`.

    Args:
        day: The day.
        fiscal_start: The month the fiscal year starts in; the year is named after its first month.
    """
    year = year_of(day, fiscal_start)
    number = ((day.month - fiscal_start) % DECEMBER) // 3
    start = add_months(year.start, 3 * number)
    return Span(f"{year.name}-Q{number + 1}", start, add_months(start, 3) - timedelta(days=1))


def year_of(day: date, fiscal_start: int = 1) -> Span:
    """Returns the fiscal year a day is in, named after the year it starts in."""
    year = day.year if day.month >= fiscal_start else day.year - 1
    start = date(year, fiscal_start, 1)
    return Span(f"{year:04d}", start, add_months(start, DECEMBER) - timedelta(days=1))


_NAMED = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?")


def span_named(name: str, fiscal_start: int = 1) -> Span:
    """Returns the period of a name: `2026`, `2026-Q1` or `2026-03`, as spans are named here.

    Raises:
        InputError: It names none.
    """
    found = _NAMED.fullmatch(name)
    if found is None:
        raise InputError(f"{name!r} is no period", expected="such as 2026, 2026-Q1 or 2026-03")
    year, month, quarter = found.groups()
    if month:
        return month_of(date(int(year), int(month), 1))
    start = date(int(year), fiscal_start, 1)
    if quarter:
        return quarter_of(add_months(start, 3 * (int(quarter) - 1)), fiscal_start)
    return year_of(start, fiscal_start)


def add_months(day: date, months: int) -> date:
    """Returns the same day some months on; the last of the month where there is no such day."""
    index = day.year * DECEMBER + day.month - 1 + months
    year, month = divmod(index, DECEMBER)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def today(now: datetime, zone: str) -> date:
    """Returns the day it is at a time in a time zone.

    Raises:
        ConfigurationError: No such zone, or the time has none.
    """
    aware = now if now.tzinfo is UTC else utc(now)
    return aware.astimezone(_zone(zone)).date()


def utc(moment: datetime) -> datetime:
    """Returns an aware time in UTC.

    Raises:
        ConfigurationError: The time has no zone, so it says nothing.
    """
    if moment.tzinfo is None:
        raise ConfigurationError(
            "a clock gave a time without a zone",
            where=moment.isoformat(),
            expected="an aware datetime",
            hint="Use datetime.now(UTC).",
        )
    return moment.astimezone(UTC)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise ConfigurationError(
            f"unknown time zone {name!r}",
            where="time_zone",
            expected="an IANA name such as Europe/Berlin",
            hint="On systems without zone data install the package tzdata.",
        ) from problem


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """When an invoice is to be paid.

    Attributes:
        net_days: Days after the issue date.
        end_of_month: Whether the due date then moves to the end of its month.
        discount_percent: Cash discount, where the terms have one, within `discount_days`.
    """

    net_days: int
    end_of_month: bool = False
    discount_percent: Decimal | None = None
    discount_days: int | None = None

    def due_date(self, issue_date: date) -> date:
        """Returns the day the whole amount is due."""
        due = issue_date + timedelta(days=self.net_days)
        return month_of(due).end if self.end_of_month else due


_NET = re.compile(r"(?:net\s+)?(\d{1,3})(?:\s+days?)?(\s+eom)?", re.IGNORECASE)
_DISCOUNT = re.compile(
    r"(\d{1,2}(?:\.\d{1,2})?)\s*[%/]\s*(\d{1,3})(?:\s+days?)?,?\s+net\s+(\d{1,3})(?:\s+days?)?"
    r"(\s+eom)?",
    re.IGNORECASE,
)
_AT_ONCE = frozenset({"on receipt", "due on receipt", "immediate", "immediately", "prepaid"})


def parse_terms(text: str) -> PaymentTerms:
    """Returns payment terms: `net 30`, `30 days`, `net 30 eom`, `2% 10 net 30`, `on receipt`.

    Raises:
        InputError: The text is none of these.
    """
    return _terms(text)


@lru_cache(maxsize=256)
def _terms(text: str) -> PaymentTerms:
    """Reads terms once: a shop has a few, and each document asks."""
    words = " ".join(text.split())
    if words.lower() in _AT_ONCE:
        return PaymentTerms(0)
    if match := _DISCOUNT.fullmatch(words):
        percent, days, net, month_end = match.groups()
        return PaymentTerms(int(net), month_end is not None, Decimal(percent), int(days))
    if match := _NET.fullmatch(words):
        return PaymentTerms(int(match.group(1)), match.group(2) is not None)
    raise InputError(
        f"payment terms {text!r} are not understood",
        where="payment_terms",
        expected="'net 30', '30 days', 'net 30 eom', '2% 10 net 30' or 'on receipt'",
    )


def due_date(terms: str, issue_date: date) -> date:
    """Returns the day an invoice of this date is due under these terms.

    Raises:
        InputError: The terms are not understood.
    """
    return _terms(terms).due_date(issue_date)
