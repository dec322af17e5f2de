"""Rates that lines of 发票 bear, and when: to be warned of what is implausible, not to refuse it.

Source: 增值税法 (in force since 2026-01-01), 财税〔2016〕36号, 财税〔2017〕37号, 财税〔2018〕32号,
财政部 税务总局 海关总署公告2019年第39号, 财政部 税务总局公告2026年第10号.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

_ALWAYS = (date.min, date.max)

RATE_SPANS = {
    Decimal(0): _ALWAYS,
    Decimal("0.5"): (date(2020, 5, 1), date.max),
    Decimal(1): (date(2020, 3, 1), date(2027, 12, 31)),
    Decimal("1.5"): _ALWAYS,
    Decimal(2): _ALWAYS,
    Decimal(3): _ALWAYS,
    Decimal(4): (date.min, date(2014, 6, 30)),
    Decimal(5): _ALWAYS,
    Decimal(6): _ALWAYS,
    Decimal(9): (date(2019, 4, 1), date.max),
    Decimal(10): (date(2018, 5, 1), date(2019, 3, 31)),
    Decimal(11): (date(2012, 1, 1), date(2018, 4, 30)),
    Decimal(13): _ALWAYS,
    Decimal(16): (date(2018, 5, 1), date(2019, 3, 31)),
    Decimal(17): (date.min, date(2018, 4, 30)),
}
"""Percentage → first and last day; rates with an open end are still met."""


def is_rate(rate: Decimal) -> bool:
    """Returns whether China has or had a rate, a percentage."""
    return rate in RATE_SPANS


def rate_holds(rate: Decimal, day: date) -> bool:
    """Returns whether a rate was in use on a day; one that is not known is not judged."""
    first, last = RATE_SPANS.get(rate, _ALWAYS)
    return first <= day <= last
