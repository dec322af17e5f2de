"""How long a document is kept: the law of the day somebody asks, from the end of its year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.jurisdiction.eu import MEMBERS
from invoicekit.jurisdiction.retention import kept, retention_of, rule_in_force
from invoicekit.regimes import REGIMES, regime_of

# Country, the document's day, the day somebody asks → the last day it must be there.
CASES = [
    # § 147 (3) and (4) AO, § 14b UStG: until the end of 2024 ten years, eight since.
    ("DE", "2014-06-01", "2024-11-30", "2024-12-31"),
    ("DE", "2016-06-01", "2024-12-31", "2026-12-31"),
    ("DE", "2016-06-01", "2025-01-01", "2024-12-31"),
    ("DE", "2026-03-01", "2026-03-02", "2034-12-31"),
    # 会计档案管理办法: thirty years from the day after the end of the year.
    ("CN", "2026-03-01", "2026-03-02", "2056-12-31"),
    ("FR", "2026-12-31", "2027-01-01", "2036-12-31"),
    ("AT", "2026-01-01", "2026-01-02", "2033-12-31"),
    ("BE", "2020-05-05", "2022-12-31", "2027-12-31"),
    ("BE", "2020-05-05", "2023-01-01", "2030-12-31"),
    ("SE", "2026-01-01", "2026-01-02", "2033-12-31"),
    # Zakon o računovodstvu: eleven years, more than the ten where no law is known.
    ("HR", "2026-03-01", "2026-03-02", "2037-12-31"),
    # December's tax is due in January 2027: barred after 2032, and five years more.
    ("BG", "2026-12-31", "2026-12-31", "2037-12-31"),
    ("IE", "2026-01-01", "2026-01-02", "2032-12-31"),
    ("NO", "2026-01-01", "2026-01-02", "2031-12-31"),
    ("GB", "2026-01-01", "2026-01-02", "2032-12-31"),
    ("XI", "2026-01-01", "2026-01-02", "2032-12-31"),
    ("CH", "2026-01-01", "2026-01-02", "2036-12-31"),
    ("JP", "2026-01-01", "2026-01-02", "2036-12-31"),
    ("CN", "1998-06-01", "1998-06-02", "2013-12-31"),
]


@pytest.mark.parametrize(("country", "day", "asked", "until"), CASES)
def test_the_last_day_by_law(country: str, day: str, asked: str, until: str) -> None:
    rule = rule_in_force(regime_of(country).retention, date.fromisoformat(asked))
    assert rule.retain_until(date.fromisoformat(day)) == date.fromisoformat(until)


def test_a_fiscal_year_of_its_own_moves_the_end() -> None:
    fiscal = kept(10, "2000-01-01", "law", "fiscal_year")
    calendar = kept(10, "2000-01-01", "law", "calendar_year")
    day = date(2026, 8, 1)
    assert fiscal.retain_until(day, fiscal_start=7) == date(2037, 6, 30)
    assert calendar.retain_until(day, fiscal_start=7) == date(2036, 12, 31)
    # Bokföringslagen 7:2: the seventh year after the calendar year in which the year closed.
    closing = kept(7, "2000-01-01", "law", "year_of_closing")
    assert closing.retain_until(day, fiscal_start=7) == date(2034, 12, 31)
    assert closing.retain_until(date(2026, 6, 30), fiscal_start=7) == date(2033, 12, 31)
    own = kept(6, "2000-01-01", "law", "document")
    assert own.retain_until(date(2024, 2, 29)) == date(2030, 2, 28)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 12))
def test_nothing_goes_before_its_years_are_full(day: date, start: int) -> None:
    for country in ("DE", "CN", "FR", "PL"):
        rule = rule_in_force(regime_of(country).retention, day)
        until = rule.retain_until(day, start)
        assert until.year - day.year >= rule.years
        assert until > day


CONFIRMED = {"AT", "BE", "CH", "CN", "CZ", "DE", "DK", "ES", "FR", "GB", "IT", "NL", "PL", "SE"}


@pytest.mark.parametrize("country", sorted({*MEMBERS, *REGIMES.names()} - {"XI"}))
def test_a_period_that_was_not_compared_with_the_law_says_so(country: str) -> None:
    rules = regime_of(country.upper()).retention
    known = not any("not confirmed" in rule.source for rule in rules)
    assert known == (country.upper() in CONFIRMED) or "no country's law" in rules[0].source


def test_every_rule_names_its_law() -> None:
    regimes = [regime_of(each) for each in sorted(MEMBERS)] + list(REGIMES)
    rules = [rule for regime in regimes for rule in regime.retention]
    assert all(rule.source and rule.years >= 5 for rule in rules)
    assert retention_of("ZZ") == regime_of("ZZ").retention
