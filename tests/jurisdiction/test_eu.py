"""The Union's table against other sources: a hand-made list of today, TEDB data, Babel names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from invoicekit.codelists import currencies
from invoicekit.jurisdiction.eu import CURRENCIES, MEMBERS, NAMES, TIME_ZONES, member_rates
from invoicekit.regimes import regime_of

TODAY = date(2026, 11, 1)

# Country: standard rate, rate of printed books, on TODAY; collected by hand from the members' tax
# administrations, apart from the table it checks.
BY_HAND = {
    "AT": "20 10", "BE": "21 6", "BG": "20 9", "CY": "19 3", "CZ": "21 0", "DE": "19 7",
    "DK": "25 25", "EE": "24 9", "ES": "21 4", "FI": "25.5 13.5", "FR": "20 5.5", "GR": "24 6",
    "HR": "25 5", "HU": "27 5", "IE": "23 0", "IT": "22 4", "LT": "21 5", "LU": "17 3",
    "LV": "21 5", "MT": "18 5", "NL": "21 9", "PL": "23 5", "PT": "23 6", "RO": "21 11",
    "SE": "25 6", "SI": "22 5", "SK": "23 5",
}  # fmt: skip

# Days on which a standard rate changed: country, last day of the old, old, new.
CHANGES = [
    ("CZ", date(2012, 12, 31), "20", "21"),
    ("EE", date(2023, 12, 31), "20", "22"),
    ("EE", date(2025, 6, 30), "22", "24"),
    ("ES", date(2012, 8, 31), "18", "21"),
    ("FI", date(2024, 8, 31), "24", "25.5"),
    ("FR", date(2013, 12, 31), "19.6", "20"),
    ("GR", date(2016, 5, 31), "23", "24"),
    ("IE", date(2020, 8, 31), "23", "21"),
    ("IE", date(2021, 2, 28), "21", "23"),
    ("IT", date(2013, 9, 30), "21", "22"),
    ("LU", date(2022, 12, 31), "17", "16"),
    ("LU", date(2023, 12, 31), "16", "17"),
    ("NL", date(2012, 9, 30), "19", "21"),
    ("RO", date(2016, 12, 31), "20", "19"),
    ("RO", date(2025, 7, 31), "19", "21"),
    ("SK", date(2024, 12, 31), "20", "23"),
]


def test_there_are_27_members_each_with_its_clock_and_names() -> None:
    assert len(MEMBERS) == 27
    assert set(BY_HAND) == set(TIME_ZONES) == MEMBERS
    assert set(NAMES) == MEMBERS | {"XI"}
    assert all(ZoneInfo(zone).key == zone for zone in TIME_ZONES.values())


def test_members_outside_the_euro_pay_in_a_known_currency() -> None:
    assert set(CURRENCIES) < MEMBERS
    assert set(CURRENCIES.values()) < currencies()


@pytest.mark.parametrize("country", sorted(BY_HAND))
def test_rates_of_today_are_those_collected_by_hand(country: str) -> None:
    rates = regime_of(country).rates

    found = [rates.rate_on(rates.key_of(name), TODAY).rate for name in ("standard", "books")]

    assert found == [Decimal(rate) for rate in BY_HAND[country].split()]


@pytest.mark.parametrize(("country", "last", "old", "new"), CHANGES)
def test_the_standard_rate_changes_on_the_day(country: str, last: date, old: str, new: str) -> None:
    rates = regime_of(country).rates
    following = date.fromordinal(last.toordinal() + 1)

    assert rates.rate_on("standard", last).rate == Decimal(old)
    assert rates.rate_on("standard", following).rate == Decimal(new)


NEIGHBOURS = ("CH", "GB", "NO", "XI")


@pytest.mark.parametrize("country", [*sorted(MEMBERS), *NEIGHBOURS])
def test_rates_of_today_are_those_of_the_commissions_data(
    country: str, needs: Callable[[str, object], None]
) -> None:
    needs("eu-vat-rates-data", find_spec("eu_vat_rates_data"))
    import eu_vat_rates_data

    theirs = eu_vat_rates_data.get_rate(country)
    assert theirs is not None
    known = [theirs["standard"], *theirs["reduced"], theirs["super_reduced"], theirs["parking"]]
    listed = {Decimal(str(rate)) for rate in known if rate is not None}
    rates = regime_of(country).rates

    ours = {rate.rate for rate in rates if TODAY in rate} - {Decimal(0)}

    assert rates.rate_on("standard", TODAY).rate == Decimal(str(theirs["standard"]))
    assert ours - listed == decimals(UNLISTED.get(country, ""))
    assert listed - ours == decimals(LOCAL.get(country, ""))


def decimals(text: str) -> set[Decimal]:
    return {Decimal(rate) for rate in text.split()}


# Rates their data lacks, since they call them neither reduced nor parking.
UNLISTED = {"IE": "4.8", "NO": "11.11"}

# Rates of theirs that hold in a part of the country, or for what no key of ours stands for.
LOCAL = {
    "AT": "19",  # Jungholz and Mittelberg
    "FR": "0.9 1.05 13",  # Corsica, and first performances
    "GR": "4 17",  # islands of the Aegean
}


@pytest.mark.parametrize("language", ["en", "de", "fr", "zh"])
def test_names_are_those_of_the_language(language: str) -> None:
    territories = Locale.parse(language).territories

    assert {c: NAMES[c][language] for c in MEMBERS} == {c: territories[c] for c in MEMBERS}


def test_goods_to_northern_ireland_bear_british_rates() -> None:
    rates = member_rates("XI")

    assert rates.rate_on("standard", TODAY).rate == Decimal(20)
    assert rates.rate_on(rates.key_of("books"), TODAY).category == "Z"


@pytest.mark.parametrize(
    ("area", "rates"),
    [("PT-20", {2020: "18", 2026: "16"}), ("PT-30", {2026: "22"}), ("", {2026: "23"})],
)
def test_portuguese_islands_have_rates_of_their_own(area: str, rates: dict[int, str]) -> None:
    history = member_rates("PT")

    found = {y: str(history.rate_on("standard", date(y, 1, 1), area).rate) for y in rates}

    assert found == rates


def test_a_law_that_is_named_is_that_of_the_row() -> None:
    row = member_rates("RO").rate_on("standard", date(2025, 8, 1))

    assert row.source == "Legea nr. 141/2025"
    assert member_rates("RO").rate_on("standard", date(2025, 7, 31)).source.startswith("https:")


def test_rows_of_a_key_follow_each_other() -> None:
    for country in sorted(MEMBERS - {"DE", "FR"}):
        for newer, older in pairwise(member_rates(country)):
            if (newer.key, newer.area) == (older.key, older.area):
                assert older.until is not None
                assert older.since <= older.until < newer.since, (country, newer, older)
