"""Verdicts as text, JSON lines, CSV or SARIF: written one after another, none is kept."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

from invoicekit.cells import as_text
from invoicekit.cli._judging import Verdict
from invoicekit.errors import InputError
from invoicekit.findings import Finding, Report, error_text, said

Lines = Iterator[str]

_HEADER = (
    *("file", "format", "profile", "mode", "valid", "rule", "severity", "message", "path"),
    *("terms", "line", "xpath"),
)
_LEVELS = {"error": "error", "warning": "warning", "information": "note"}
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


class TextLines:
    """For people: a line a file, and one for each finding."""

    def __init__(self, language: str, *, quiet: bool = False) -> None:
        self._language, self._quiet = language, quiet

    def head(self) -> Lines:
        """Yields nothing."""
        yield from ()

    def each(self, verdict: Verdict) -> Lines:
        """Yields the file and its findings; of a valid one nothing when quiet."""
        report = verdict.report
        if report is None:
            yield f"{self._said(f'{verdict.file}: unreadable')}\n  {self._why(verdict)}"
            return
        if self._quiet and report.valid:
            return
        told = "valid" if report.valid else f"{len(report.errors)} error(s)"
        yield self._said(f"{verdict.file}: {told} ({report.profile}, {report.mode})")
        for finding in report.findings:
            yield "  " + self._said(f"{finding.severity}: {sentence(finding, self._language)}")

    def _said(self, text: str) -> str:
        return said(text, self._language)

    def _why(self, verdict: Verdict) -> str:
        return "" if verdict.problem is None else error_text(verdict.problem, self._language)

    def tail(self) -> Lines:
        """Yields nothing."""
        yield from ()


class JsonLines(TextLines):
    """For programs: one object a line and file."""

    def each(self, verdict: Verdict) -> Lines:
        """Yields the object of a file; one that cannot be used has an `error`."""
        report = verdict.report
        told: dict[str, object] = {"file": verdict.file, "format": verdict.format}
        if report is None:
            told |= {"profile": "", "mode": "", "valid": False, "findings": []}
            told["error"] = _problem(verdict.problem)
        elif self._quiet and report.valid:
            return
        else:
            told |= {"profile": report.profile, "mode": report.mode, "valid": report.valid}
            told["findings"] = [self._finding(finding) for finding in report.findings]
        yield json.dumps(told, ensure_ascii=False)

    def _finding(self, finding: Finding) -> dict[str, object]:
        return {
            "rule": finding.rule,
            "severity": finding.severity.value,
            "message": finding.text(self._language),
            "path": finding.path,
            "terms": list(finding.terms),
            "line": finding.line,
            "xpath": finding.xpath,
        }


class CsvLines(TextLines):
    """For spreadsheets: a row a finding, and one for each file without."""

    def head(self) -> Lines:
        """Yields the names of the columns."""
        yield _row(_HEADER)

    def each(self, verdict: Verdict) -> Lines:
        """Yields the rows of a file."""
        report = verdict.report
        if report is None:
            told = str(verdict.problem)
            yield _row((verdict.file, "", "", "", "no", "input.unusable", "error", told))
            return
        if self._quiet and report.valid:
            return
        start = (verdict.file, verdict.format, report.profile, report.mode)
        rows = [*map(self._cells, report.findings)] or [()]
        for row in rows:
            yield _row((*start, "yes" if report.valid else "no", *row))

    def _cells(self, finding: Finding) -> tuple[str, ...]:
        terms, line = ", ".join(finding.terms), str(finding.line or "")
        text = finding.text(self._language)
        return (finding.rule, finding.severity, text, finding.path, terms, line, finding.xpath)


class SarifLines(TextLines):
    """For code hosts and editors: SARIF 2.1.0, one run, a result a finding."""

    def __init__(self, language: str, *, quiet: bool = False) -> None:
        super().__init__(language, quiet=quiet)
        self._comma = ""

    def head(self) -> Lines:
        """Yields everything before the results."""
        driver = json.dumps({"driver": {"name": "invoicekit"}})
        yield f'{{"$schema": "{_SARIF}", "version": "2.1.0",'
        yield f' "runs": [{{"tool": {driver}, "results": ['

    def each(self, verdict: Verdict) -> Lines:
        """Yields the results of a file."""
        for result in self._results(verdict.file, verdict.report, verdict.problem):
            yield self._comma + json.dumps(result, ensure_ascii=False)
            self._comma = ","

    def _results(
        self, file: str, report: Report | None, problem: InputError | None
    ) -> Iterator[dict[str, object]]:
        if report is None:
            yield _result(file, "input.unusable", "error", str(problem))
            return
        for finding in report.findings:
            text = finding.text(self._language)
            yield _result(file, finding.rule, _LEVELS[finding.severity], text, finding)

    def tail(self) -> Lines:
        """Yields the end of the document."""
        yield "]}]}"


def sentence(finding: Finding, language: str) -> str:
    """Returns a finding as one line: rule, text, and where."""
    if language == "en":
        return str(finding)
    location = said(finding.location, language)
    place = " ".join(part for part in (location, finding.path) if part)
    return f"[{finding.rule}] {finding.text(language)}" + (f" ({place})" if place else "")


FORMS: dict[str, Callable[..., TextLines]] = {
    "text": TextLines,
    "json": JsonLines,
    "csv": CsvLines,
    "sarif": SarifLines,
}
"""Name → what writes it; each takes the language and `quiet`."""


def _problem(problem: InputError | None) -> dict[str, object]:
    return problem.to_problem() if problem else {}


def _row(cells: tuple[str, ...]) -> str:
    out = StringIO()
    filled = (*cells, *[""] * (len(_HEADER) - len(cells)))
    csv.writer(out, lineterminator="").writerow(map(as_text, filled))
    return out.getvalue()


def _result(
    file: str, rule: str, level: str, text: str, finding: Finding | None = None
) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": Path(file).as_posix()}}
    if finding and finding.line:
        place["region"] = {"startLine": finding.line}
    location: dict[str, object] = {"physicalLocation": place}
    names = [name for name in (finding.path, finding.xpath) if name] if finding else []
    if names:
        location["logicalLocations"] = [{"fullyQualifiedName": name} for name in names]
    return {"ruleId": rule, "level": level, "message": {"text": text}, "locations": [location]}
