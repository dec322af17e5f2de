"""When a day begins, as XML Schema has days: with a time zone, before year 1 and after 9999.

A document holds plain days; the published rules compare what is written.
"""

from __future__ import annotations

import calendar
import re

from invoicekit.binding.codecs import bare

_DAY = re.compile(
    r"(-?(?:[1-9][0-9]{3,8}|0[0-9]{3}))-([0-9]{2})-([0-9]{2})"
    r"(?:Z|([+-])(0[0-9]|1[0-3]):([0-5][0-9])|([+-])14:00)?"
)
_HOURS, _MINUTES, _FURTHEST = 24, 60, 14


def moment_of(text: str) -> int | None:
    """Returns the minute that an xs:date begins, counted as `date.toordinal`; None for none.

    >>> moment_of("2026-04-01+01:00") - moment_of("2026-04-01")
    -60
    """
    found = _DAY.fullmatch(bare(text))
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups()[:3])
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(2000 + year % 400, month)[1]):  # noqa: PLR2004 - months
        return None
    sign, hours, minutes, furthest = found.groups()[3:]
    ahead = int(hours) * _MINUTES + int(minutes) if sign else 0
    if furthest:
        ahead = _FURTHEST * _MINUTES
    if "-" in {sign, furthest}:
        ahead = -ahead
    return _ordinal(year, month, day) * _HOURS * _MINUTES - ahead


def _ordinal(year: int, month: int, day: int) -> int:
    """Returns the day's number in the Gregorian calendar without end; 0001-01-01 is 1."""
    months = (month - 3) % 12  # March is first, so that a leap day is last
    year -= months >= 10  # noqa: PLR2004 - January and February
    before = year * 365 + year // 4 - year // 100 + year // 400
    return before + (153 * months + 2) // 5 + day - 306
