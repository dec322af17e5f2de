"""Dates and times as Chinese invoice data spells them, all in China Standard Time (UTC+8)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")
"""China Standard Time; there is no daylight saving."""

_SPELLED = re.compile(
    r"(?P<y>\d{4})(?:-|/|\s*年\s*)(?P<m>\d{1,2})(?:-|/|\s*月\s*)(?P<d>\d{1,2})(?:\s*日)?"
    r"(?:[ T](?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2}))?)?"
)
_DIGITS = re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?:(?P<h>\d\d)(?P<min>\d\d)(?P<s>\d\d))?")
_MILLISECONDS = re.compile(r"\d{13}")


def china_time(text: str) -> datetime:
    """Returns the time that a text says; midnight where it says a day.

    Read are `2026-11-24 09:05:07`, `20261124090507`, `2026年11月24日`, `2026/11/24` and
    milliseconds since 1970 as platforms answer.

    Raises:
        ValueError: It says no day.
    """
    text = text.strip()
    if _MILLISECONDS.fullmatch(text):
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(text))
        return moment.astimezone(CHINA)
    found = _SPELLED.fullmatch(text) or _DIGITS.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no day: expected such as 2026-11-24 or 2026年11月24日")
    parts = [int(found[name] or 0) for name in ("y", "m", "d", "h", "min", "s")]
    try:
        return datetime(*parts, tzinfo=CHINA)  # type: ignore[misc,arg-type]  # six numbers
    except ValueError as problem:
        raise ValueError(f"{text!r} is no day: {problem}") from problem
