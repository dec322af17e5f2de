"""A report is valid without errors, and stops a service with all of them at once."""

from __future__ import annotations

import pickle

import pytest

from invoicekit.findings import Finding, Report, Severity, ValidationFailed

ERROR = Finding("BR-02", Severity.ERROR, "No number.", path="number", terms=("BT-1",))
WARNING = Finding("IK-1", Severity.WARNING, "Odd unit.")
NOTE = Finding("IK-2", Severity.INFORMATION, "Rounded.")


@pytest.mark.parametrize(
    ("findings", "valid"),
    [((), True), ((WARNING, NOTE), True), ((ERROR,), False), ((WARNING, ERROR), False)],
)
def test_only_errors_make_a_document_invalid(findings: tuple[Finding, ...], *, valid: bool) -> None:
    assert Report(findings).valid is valid


def test_findings_are_sorted_by_severity_on_demand() -> None:
    report = Report((WARNING, ERROR, NOTE))

    assert report.errors == (ERROR,)
    assert report.warnings == (WARNING,)


def test_a_valid_document_passes() -> None:
    Report((WARNING,)).ensure_valid()


def test_an_invalid_one_fails_with_every_finding() -> None:
    report = Report((WARNING, ERROR))
    with pytest.raises(ValidationFailed) as caught:
        report.ensure_valid("the draft")

    assert caught.value.report is report
    assert caught.value.message == "the draft has 1 error(s): [BR-02] No number. (number)"
    assert caught.value.where == "the draft"
    assert caught.value.to_problem()["params"] == {
        "findings": [
            {
                "rule": "IK-1",
                "severity": "warning",
                "message": "Odd unit.",
                "path": "",
                "terms": [],
            },
            {
                "rule": "BR-02",
                "severity": "error",
                "message": "No number.",
                "path": "number",
                "terms": ["BT-1"],
            },
        ]
    }


def test_the_message_lists_five_and_counts_the_rest() -> None:
    many = tuple(Finding(f"R-{place}", Severity.ERROR, "Bad.") for place in range(7))
    failed = ValidationFailed(Report(many))

    assert failed.message.startswith("the document has 7 error(s): [R-0] Bad.; [R-1] Bad.")
    assert failed.message.endswith("[R-4] Bad.; and 2 more")


def test_a_failure_comes_whole_out_of_another_process() -> None:
    failed = ValidationFailed(Report((ERROR,)))
    copy = pickle.loads(pickle.dumps(failed))

    assert copy == failed
    assert copy.report == failed.report


def test_places_are_looked_up_when_findings_are_asked_for_and_once() -> None:
    asked = []

    def placed() -> tuple[Finding, ...]:
        asked.append(1)
        return (Finding("BR-1", Severity.WARNING, "w", location="line 2 /Invoice"),)

    report = Report((Finding("BR-1", Severity.WARNING, "w"),), placed=placed)

    assert report.valid
    assert asked == []
    assert [finding.line for finding in report.findings] == [2]
    assert report.warnings == report.findings
    assert asked == [1]


def test_a_report_is_a_value() -> None:
    finding = Finding("BR-1", Severity.ERROR, "e")
    late = Report((finding,), "core", "strict", placed=lambda: (finding,))

    assert late == Report((finding,))
    assert hash(late) == hash(Report((finding,)))
    assert late != Report((finding,), "peppol")
    assert late != "report"
    assert pickle.loads(pickle.dumps(late)) == late
    assert "profile='core'" in repr(late)
