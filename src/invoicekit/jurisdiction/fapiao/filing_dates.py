"""When a VAT return is due in China: the 15th, moved for holidays and weekends.

Source: 税收征收管理法实施细则, article 109. A period that ends on a day off ends on the next
working day, and holidays of three days or more within it lengthen it by as many days, which the
bureau's calendar counts as working days. A year whose holidays are not known yet has weekends.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import TypedDict, cast

from invoicekit.codelists import code_list
from invoicekit.dates import Span, month_of, quarter_of
from invoicekit.errors import InputError

_DUE_DAY = 15
_LONG = 3
"""Days a holiday must have, to lengthen the period."""
_SATURDAY = 5
_DAY = timedelta(days=1)
_PERIOD = re.compile(r"(?P<year>[0-9]{4})-?(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4]))")


class _Holiday(TypedDict):
    first: str
    last: str
    worked: list[str]


@cache
def _calendar() -> tuple[tuple[tuple[date, date], ...], frozenset[date]]:
    """Returns the spans of holidays, and the weekend days that are worked."""
    listed = cast("dict[str, _Holiday]", code_list("china_holidays")["codes"]).values()
    spans = ((date.fromisoformat(h["first"]), date.fromisoformat(h["last"])) for h in listed)
    return tuple(spans), frozenset(date.fromisoformat(day) for h in listed for day in h["worked"])


def is_working_day(day: date) -> bool:
    """Returns whether offices are open on a day."""
    spans, worked = _calendar()
    if any(first <= day <= last for first, last in spans):
        return False
    return day in worked or day.weekday() < _SATURDAY


def filing_period(text: str) -> Span:
    """Returns a filing period by its name: a month `2026-09`, or a quarter `2026Q3`.

    Raises:
        InputError: It is neither.
    """
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise InputError(
            f"{text!r} is no filing period", where="period", expected="such as 2026-09 or 2026Q3"
        )
    year = int(found["year"])
    if found["month"]:
        return month_of(date(year, int(found["month"]), 1))
    return quarter_of(date(year, 3 * int(found["quarter"]), 1))


def filing_due(period: Span) -> date:
    """Returns the last day to file for a period, a month or a quarter."""
    first = period.end + _DAY
    due = first.replace(day=_DUE_DAY)
    moved = _holidays_between(first, due)
    while moved > 0 or not is_working_day(due):
        due += _DAY
        moved -= is_working_day(due)
    return due


def _holidays_between(first: date, last: date) -> int:
    """Returns the days of long holidays in a span."""
    spans, _ = _calendar()
    long = [(start, end) for start, end in spans if (end - start).days + 1 >= _LONG]
    days = (first + index * _DAY for index in range((last - first).days + 1))
    return sum(any(start <= day <= end for start, end in long) for day in days)
