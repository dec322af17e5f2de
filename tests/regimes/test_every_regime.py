"""What holds for every regime at once."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from invoicekit.codelists import countries, currencies, document_types
from invoicekit.findings.messages import text_of
from invoicekit.identifiers import check_tax_id
from invoicekit.jurisdiction import DatedRate, Regime
from invoicekit.numbering import parse_pattern
from invoicekit.regimes import REGIMES, regime_of
from invoicekit.rules import check


def _beside(name: str) -> ModuleType:
    """The module of this folder that holds a table or a tool of the tests."""
    path = Path(__file__).parent / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"_regimes_{name}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


GOLDEN = _beside("golden")
TABLE = _beside("breaks")
ALL: list[tuple[str, Regime]] = list(GOLDEN.regimes())

every = pytest.mark.parametrize("regime", [r for _, r in ALL], ids=[name for name, _ in ALL])


def by_key(regime: Regime) -> dict[tuple[str, str], list[DatedRate]]:
    found: dict[tuple[str, str], list[DatedRate]] = {}
    for rate in regime.rates:
        found.setdefault((rate.key, rate.area), []).append(rate)
    return found


@pytest.mark.parametrize(("name", "regime"), ALL, ids=[name for name, _ in ALL])
def test_it_is_what_the_golden_file_says(name: str, regime: Regime) -> None:
    golden = GOLDEN.FOLDER / f"{name}.json"

    assert json.loads(GOLDEN.dump(regime)) == json.loads(golden.read_text("utf-8")), (
        "if the law changed: python tests/regimes/golden.py --update"
    )


def test_no_golden_file_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.FOLDER.glob("*.json")} == {name for name, _ in ALL}


@every
def test_dates_of_a_key_run_strictly_down_and_do_not_overlap(regime: Regime) -> None:
    for rates in by_key(regime).values():
        for newer, older in pairwise(rates):
            assert older.until is not None
            assert older.since <= older.until < newer.since


@every
def test_there_is_exactly_one_standard_rate_on_each_day_since_the_first(regime: Regime) -> None:
    standard = [rate for rate in regime.rates if rate.key == "standard" and not rate.area]
    if not standard:
        assert regime.country in {"", "US"}
        return
    day, last = standard[-1].since, date(2035, 12, 31)
    counts = Counter[int]()
    while day <= last:
        counts[sum(day in rate for rate in standard)] += 1
        day += timedelta(days=7)
    for newer, older in pairwise(standard):
        assert older.until == newer.since - timedelta(days=1)
    assert set(counts) == {1}


@every
def test_every_row_has_a_source_and_a_percentage(regime: Regime) -> None:
    for rate in regime.rates:
        assert rate.source
        assert Decimal(0) <= rate.rate <= Decimal(100)
        assert (rate.category == "Z") == (rate.rate == 0)


@every
def test_the_keys_of_a_row_stand_together(regime: Regime) -> None:
    runs = [key for key, _ in groupby((rate.area, rate.key) for rate in regime.rates)]

    assert len(runs) == len(set(runs))


@every
def test_every_class_has_a_key_that_exists(regime: Regime) -> None:
    assert set(regime.rates.classes.values()) <= set(regime.rates.keys)


@every
def test_it_speaks_of_known_things(regime: Regime) -> None:
    assert regime.country in countries() | {"", "XI"}
    assert regime.currency in currencies()
    assert ZoneInfo(regime.time_zone).key == regime.time_zone
    assert regime.names["en"]
    assert regime.languages
    assert regime.sources
    assert regime.rates.country == regime.country
    assert set(regime.corrections.titles) <= document_types()
    assert regime.small_enterprise is None or regime.small_enterprise in regime.rates.keys


@every
def test_its_policies_name_their_law_and_its_pattern_is_one(regime: Regime) -> None:
    assert regime.numbering.source
    assert regime.corrections.source
    parse_pattern(regime.numbering.pattern)


@every
def test_every_text_is_there_in_english_at_least(regime: Regime) -> None:
    texts = [*regime.notes.values(), *regime.corrections.titles.values()]

    assert all(text.get("en") for text in texts)


@every
def test_each_boundary_day_has_its_own_rate(regime: Regime) -> None:
    for rate in regime.rates:
        assert regime.rates.rate_on(rate.key, rate.since, rate.area) is rate
        if rate.until is not None:
            assert regime.rates.rate_on(rate.key, rate.until, rate.area) is rate


FAPIAO = "IK-CN-"
"""Rules of 发票 hold without the regime too; their edits are in `tests/rules/fapiao_breaks`."""

RULES = [
    pytest.param(regime.country, rule.id, id=f"{regime.country}-{rule.id}")
    for regime in (*REGIMES, regime_of("PL"))
    if regime.rules is not None
    for rule in regime.rules
    if not rule.id.startswith(FAPIAO)
]


@pytest.mark.parametrize("country", sorted(TABLE.CLEAN))
def test_a_clean_invoice_of_a_country_has_no_finding(country: str) -> None:
    rules = regime_of(country).rules
    assert rules is not None

    assert check(TABLE.CLEAN[country], rules).findings == ()


@pytest.mark.parametrize(("country", "rule"), RULES)
def test_an_edit_breaks_its_rule_and_no_other(country: str, rule: str) -> None:
    rules = regime_of(country).rules
    assert rules is not None

    report = check(TABLE.BREAKS[rule](TABLE.CLEAN[country]), rules)

    assert [finding.rule for finding in report.findings] == [rule]


@pytest.mark.parametrize(("country", "rule"), RULES)
def test_a_rule_is_told_in_chinese(country: str, rule: str) -> None:
    text = text_of(rule, "zh")

    assert text is not None
    assert text.endswith("。")


def test_members_without_a_file_have_the_unions_rules() -> None:
    polish = regime_of("PL")

    assert (polish.country, polish.currency, polish.names["en"]) == ("PL", "PLN", "Poland")
    assert polish.corrections.void == "never"


def test_everywhere_else_is_neutral_and_knows_no_rate() -> None:
    brazilian = regime_of("BR")

    assert (brazilian.country, brazilian.corrections.void) == ("BR", "before_delivery")
    assert brazilian.rates.keys == ()


def test_a_countrys_file_is_found_whatever_the_letters() -> None:
    assert regime_of("de") is REGIMES["de"]


# A tax id of each country, one digit of which is changed below; synthetic, or published examples.
TAX_IDS = {
    "AT": "ATU13585627", "BE": "BE0403019261", "BG": "BG175074752", "CH": "CHE107787577MWST",
    "CN": "91110000802100433B", "CY": "CY10259033P", "CZ": "CZ25123891", "DE": "DE136695976",
    "DK": "DK13585628", "EE": "EE100594102", "ES": "ESB58378431", "FI": "FI20774740",
    "FR": "FR83404833048", "GB": "GB980780684", "GR": "EL094259216", "HR": "HR33392005961",
    "HU": "HU12892312", "IE": "IE6433435F", "IT": "IT00743110157", "LT": "LT119511515",
    "LU": "LU15027442", "LV": "LV40003521600", "MT": "MT11679112", "NL": "NL004495445B01",
    "NO": "NO995525828MVA", "PL": "PL8567346215", "PT": "PT501964843", "RO": "RO18547290",
    "SE": "SE123456789701", "SI": "SI50223054", "SK": "SK2022749619", "XI": "XI980780684",
}  # fmt: skip


@pytest.mark.parametrize("country", sorted(TAX_IDS))
def test_its_tax_ids_are_checked_digit_by_digit(country: str) -> None:
    tax_id = TAX_IDS[country]
    place = next(place for place in range(6, 0, -1) if tax_id[place].isdigit())
    other = str((int(tax_id[place]) + 1) % 10)

    assert check_tax_id(country, tax_id).valid
    assert not check_tax_id(country, tax_id[:place] + other + tax_id[place + 1 :]).valid


def test_every_country_we_have_a_regime_of_has_a_tax_id_above() -> None:
    # An EIN of the United States has no check digit.
    assert set(TAX_IDS) == {regime.country for _, regime in ALL} - {"", "US"}
