"""A report is valid without errors; failing raises with every finding."""

from __future__ import annotations

import pytest

from invoicekit.findings import Finding, Report, Severity, ValidationFailed

ERRORS = tuple(Finding(f"R-{n}", Severity.ERROR, f"fault {n}", path="x") for n in range(7))
WARNING = Finding("W-1", Severity.WARNING, "look")


def test_warnings_do_not_fail() -> None:
    report = Report((WARNING,))
    report.ensure_valid()
    assert report.valid
    assert report.warnings == (WARNING,)


def test_errors_raise_with_all_findings() -> None:
    report = Report((*ERRORS, WARNING))
    with pytest.raises(ValidationFailed, match=r"7 error\(s\).*and 2 more") as caught:
        report.ensure_valid("invoice 1")
    findings = caught.value.to_problem()["params"]["findings"]  # type: ignore[index]
    assert len(findings) == 8
    assert caught.value.report is report
