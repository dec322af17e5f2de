"""The words of reports: every language has every label."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from invoicekit.reports._words import LABELS, words_of

LANGUAGES = ("de", "en", "fr", "zh-CN")


def labels(language: str) -> dict[str, str]:
    read: dict[str, str] = json.loads((LABELS / f"{language}.json").read_text("utf-8"))
    return read


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_label_with_its_places(language: str) -> None:
    ours, english = labels(language), labels("en")

    assert ours.keys() == english.keys()
    places = {key: set(re.findall(r"{\w+}", text)) for key, text in ours.items()}
    assert places == {key: set(re.findall(r"{\w+}", text)) for key, text in english.items()}


@pytest.mark.parametrize(
    ("language", "month", "quarter", "year"),
    [
        ("en", "Mar 2026", "Q1 2026", "2026"),
        ("de", "März 2026", "Q1 2026", "2026"),
        ("fr", "mars 2026", "T1 2026", "2026"),
        ("zh-CN", "2026年3月", "2026年第1季度", "2026年"),
        ("zh", "2026年3月", "2026年第1季度", "2026年"),
        ("tlh", "Mar 2026", "Q1 2026", "2026"),
        ("sv", "Mar 2026", "Q1 2026", "2026"),
    ],
)
def test_periods(language: str, month: str, quarter: str, year: str) -> None:
    words = words_of(language)

    assert words.period("2026-03") == month
    assert words.period("2026-Q1") == quarter
    assert words.period("2026") == year


@pytest.mark.parametrize(
    ("tax", "said"),
    [
        (("DE", "S", "19"), "Deutschland 19 %"),
        (("FR", "S", "5.5"), "Frankreich 5,5 %"),
        (("", "S", "20"), "20 %"),
        (("", "L", "7"), "L 7 %"),
        (("DE", "G", "0"), "Ausfuhr"),
        (("DE", "AE", "0"), "Reverse Charge"),
    ],
)
def test_a_rate_is_named_by_its_country_or_reason(tax: tuple[str, str, str], said: str) -> None:
    country, category, rate = tax

    name = words_of("de").tax(country, category, Decimal(rate))

    assert re.sub(r"\s", " ", name) == said


@pytest.mark.parametrize(
    ("language", "code", "said"),
    [
        ("en", "S", "Taxed"),
        ("en", "G", "Export"),
        ("en", "K", "Intra-EU supply"),
        ("de", "E", "Steuerfrei"),
        ("fr", "K", "Livraison intra-UE"),
        ("zh", "E", "免税"),
    ],
)
def test_a_category_begins_its_cell(language: str, code: str, said: str) -> None:
    assert words_of(language).value("category", code) == said


def test_what_has_no_label_says_its_key() -> None:
    assert words_of("de").heading("cost_centre") == "cost centre"
    assert words_of("de").text("report.my_own") == "my_own"


def test_a_language_without_labels_of_ours_is_told_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "en.json").write_text((LABELS / "en.json").read_text("utf-8"), "utf-8")
    monkeypatch.setattr("invoicekit.reports._words.LABELS", tmp_path)

    words = words_of.__wrapped__("de")

    assert (words.text("report.sales"), words.language.tag) == ("Sales", "en")
