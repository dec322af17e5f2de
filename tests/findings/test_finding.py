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
    texts = {"IK-TEST-1": "总额为{found}，应为{expected}，见{unknown}。"}
    (tmp_path / "zh.json").write_text(json.dumps(texts), encoding="utf-8")
    (tmp_path / "de.json").write_text("{}", encoding="utf-8")
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


def test_chinese_is_shipped() -> None:
    assert "zh" in messages.languages()


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
