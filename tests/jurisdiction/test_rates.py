"""Rates by date: each boundary day has the rate of the law in force on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicekit.errors import ConfigurationError
from invoicekit.jurisdiction import history

RATES = history(
    "DE",
    ("standard", "19", "2021-01-01", "A"),
    ("standard", "16", "2020-07-01", "B"),
    ("standard", "19", "2007-01-01", "C"),
    ("reduced", "7", "1983-07-01", "D"),
    ("zero", "0", "2023-01-01", "E"),
    ("passing", "5", "2020-01-01", "F", "2020-12-31"),
    classes={"books": "reduced"},
    areas={"DE-HH": (("standard", "18", "2020-01-01", "G"),)},
)


@pytest.mark.parametrize(
    ("key", "day", "rate", "source"),
    [
        ("standard", date(2007, 1, 1), "19", "C"),
        ("standard", date(2020, 6, 30), "19", "C"),
        ("standard", date(2020, 7, 1), "16", "B"),
        ("standard", date(2020, 12, 31), "16", "B"),
        ("standard", date(2021, 1, 1), "19", "A"),
        ("standard", date(2999, 1, 1), "19", "A"),
        ("passing", date(2020, 12, 31), "5", "F"),
    ],
)
def test_a_day_has_the_rate_in_force_on_it(key: str, day: date, rate: str, source: str) -> None:
    found = RATES.rate_on(key, day)

    assert (found.rate, found.source) == (Decimal(rate), source)


def test_a_rate_ends_on_the_day_before_the_next() -> None:
    ends = [(str(rate.since), str(rate.until)) for rate in RATES if rate.key == "standard"][:3]

    assert ends == [
        ("2021-01-01", "None"),
        ("2020-07-01", "2020-12-31"),
        ("2007-01-01", "2020-06-30"),
    ]


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("standard", date(2006, 12, 31)),
        ("passing", date(2021, 1, 1)),
        ("luxury", date(2021, 1, 1)),
    ],
)
def test_no_rate_on_a_day_is_an_error_that_lists_the_keys(key: str, day: date) -> None:
    with pytest.raises(ConfigurationError) as error:
        RATES.rate_on(key, day)

    assert f"DE has no VAT rate '{key}' on {day}" in str(error.value)
    assert error.value.expected == "one of standard, reduced, zero, passing"


def test_a_country_without_rates_asks_for_one() -> None:
    with pytest.raises(ConfigurationError, match="expected a rate given"):
        history("US").rate_on("standard", date(2026, 1, 1))


@pytest.mark.parametrize(("area", "rate"), [("DE-HH", "18"), ("DE-BE", "19"), ("", "19")])
def test_an_area_has_its_own_rate_or_that_of_the_country(area: str, rate: str) -> None:
    assert RATES.rate_on("standard", date(2026, 1, 1), area).rate == Decimal(rate)


def test_an_area_without_the_key_has_that_of_the_country() -> None:
    assert RATES.rate_on("reduced", date(2026, 1, 1), "DE-HH").rate == Decimal(7)


@pytest.mark.parametrize(
    ("tax_class", "key"),
    [("books", "reduced"), ("zero", "zero"), ("standard", "standard"), ("furniture", "standard")],
)
def test_a_class_has_its_key(tax_class: str, key: str) -> None:
    assert RATES.key_of(tax_class) == key


def test_only_zero_percent_is_zero_rated() -> None:
    assert {rate.key: rate.category for rate in RATES} == {
        "standard": "S",
        "reduced": "S",
        "zero": "Z",
        "passing": "S",
    }
