"""Findings speak the reader's language and fall back to English."""

from __future__ import annotations

import pytest

from invoicekit.findings import Finding, Severity
from invoicekit.findings.messages import languages, text_of

FOUND = Finding(
    rule="BR-02",
    severity=Severity.ERROR,
    message="An invoice has a number (BT-1).",
    path="number",
    location="line 3",
)


def test_texts() -> None:
    assert FOUND.text() == FOUND.text("en-GB") == FOUND.message
    assert FOUND.text("xx") == FOUND.message
    assert FOUND.text("../x") == FOUND.message
    assert str(FOUND) == "[BR-02] An invoice has a number (BT-1). (line 3 number)"


def test_params_fill_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "invoicekit.findings.finding.text_of", lambda rule, language: "应为{expected}"
    )
    finding = Finding("X-1", Severity.WARNING, "m", params={"expected": "5"})
    assert finding.text("zh") == "应为5"


def test_chinese_is_there() -> None:
    assert "zh" in languages()
    assert text_of("NO-SUCH-RULE", "zh") is None
