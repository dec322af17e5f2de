"""A finding says which rule, where, and in words of the reader's language."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from invoicekit.findings import Finding, Severity, messages

FINDING = Finding(
    "IK-TEST-1",
    Severity.ERROR,
    "The total is 12.00, not 11.00.",
    path="totals.with_vat",
    terms=("BT-112",),
    params={"found": "12.00", "expected": "{found}"},
    location="line 7",
)


@pytest.fixture
def chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of texts where only Chinese knows the rule."""
    texts = {
        "mismatch": "：应为 {expected}，实为 {found}。",
        "families": {"IK-*-8": "{name}：{terms}。", "IK-DEC-*": "{terms} 见 {path}。"},
        "words": {"S": {"name": "标准"}},
        "rules": {
            "IK-TEST-1": "总额为{found}，应为{expected}，见{unknown}。",
            "IK-TEST-2": "总额相符。",
            "shared": "此处不用 {found}。",
        },
    }
    empty: dict[str, object] = {"mismatch": "", "families": {}, "words": {}, "rules": {}}
    (tmp_path / "zh.json").write_text(json.dumps(texts), encoding="utf-8")
    (tmp_path / "de.json").write_text(json.dumps(empty), encoding="utf-8")
    monkeypatch.setattr(messages, "FOLDER", tmp_path)
    messages._texts.cache_clear()
    monkeypatch.setattr(messages, "_texts", messages._texts.__wrapped__)


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("language", ["zh", "zh-CN", "ZH-hans"])
def test_a_text_is_filled_once_and_what_is_not_known_stays(language: str) -> None:
    assert FINDING.text(language) == "总额为12.00，应为{found}，见{unknown}。"


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("language", ["en", "en-GB", "de", "fr", "", "../zh", "zh/../zh"])
def test_without_a_text_the_message_is_english(language: str) -> None:
    assert FINDING.text(language) == "The total is 12.00, not 11.00."


@pytest.mark.usefixtures("chinese")
def test_languages_are_the_files_there_are() -> None:
    assert messages.languages() == ("de", "zh")


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("rule", "params", "text"),
    [
        ("IK-TEST-2", {}, "总额相符。"),
        ("IK-TEST-2", {"expected": "1", "found": "2"}, "总额相符：应为 1，实为 2。"),
        ("IK-S-8", {}, "标准：BT-1, BT-2。"),
        ("IK-Z-8", {}, "English."),  # no words for it
        ("IK-DEC-7", {}, "BT-1, BT-2 见 totals。"),
        ("X-1", {"text": "shared", "expected": "0", "found": "a/b"}, "此处不用 a/b。"),
        ("X-1", {"text": "nothing"}, "English."),
    ],
)
def test_families_and_endings_spare_a_text_for_each_rule(
    rule: str, params: dict[str, str], text: str
) -> None:
    finding = Finding(rule, Severity.ERROR, "English.", "totals", ("BT-1", "BT-2"), params)

    assert finding.text("zh") == text


def test_german_french_and_chinese_are_shipped() -> None:
    assert messages.languages() == ("de", "fr", "zh")


@pytest.mark.parametrize(
    ("location", "line", "xpath"),
    [
        ("", None, ""),
        ("line 12 /Invoice/cbc:ID[2]", 12, "/Invoice/cbc:ID[2]"),
        ("line 12", 12, ""),
        ("row 3", None, ""),
        ("/Invoice", None, "/Invoice"),
    ],
)
def test_a_place_in_a_file_has_a_line_and_an_xpath(
    location: str, line: int | None, xpath: str
) -> None:
    finding = Finding("A-1", Severity.ERROR, "No.", location=location)

    assert (finding.line, finding.xpath) == (line, xpath)


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (FINDING, "[IK-TEST-1] The total is 12.00, not 11.00. (line 7 totals.with_vat)"),
        (Finding("BR-02", Severity.ERROR, "No number."), "[BR-02] No number."),
        (
            Finding("BR-02", Severity.ERROR, "No number.", path="number"),
            "[BR-02] No number. (number)",
        ),
    ],
)
def test_as_text_it_names_the_place_where_there_is_one(finding: Finding, text: str) -> None:
    assert str(finding) == text


def test_findings_are_values() -> None:
    copy = pickle.loads(pickle.dumps(FINDING))

    assert copy == FINDING
    assert len({copy, FINDING}) == 1
    assert Finding("A", Severity.ERROR, "x") != Finding("A", Severity.WARNING, "x")
