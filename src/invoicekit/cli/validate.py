"""`invoicekit validate FILE…`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from invoicekit.documents import load, validate
from invoicekit.errors import InputError
from invoicekit.findings import Report


def validate_files(
    files: Annotated[list[Path], typer.Argument(help="Invoices in any known format.")],
    profile: Annotated[str, typer.Option(help="The rule set.")] = "auto",
    mode: Annotated[str, typer.Option(help="auto, official or strict.")] = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Judge invoices: exit 0 when all are valid, 1 when some are not, 2 for unusable input."""
    if mode not in {"auto", "official", "strict"}:
        raise InputError(f"no mode {mode!r}", where="--mode", expected="auto, official or strict")
    valid = True
    for file in files:
        document = load(file)
        chosen = cast("Literal['auto', 'official', 'strict']", mode)
        report = validate(document, profile, chosen)
        valid = valid and report.valid
        typer.echo(_json(file, document.format, report) if as_json else _text(file, report))
    if not valid:
        raise typer.Exit(1)


def _text(file: Path, report: Report) -> str:
    verdict = "valid" if report.valid else f"{len(report.errors)} error(s)"
    lines = [f"  {finding.severity}: {finding}" for finding in report.findings]
    return "\n".join([f"{file}: {verdict} ({report.profile}, {report.mode})", *lines])


def _json(file: Path, format: str, report: Report) -> str:
    findings = [
        {
            "rule": finding.rule,
            "severity": finding.severity.value,
            "message": finding.message,
            "path": finding.path,
            "terms": list(finding.terms),
        }
        for finding in report.findings
    ]
    told = {
        "file": str(file),
        "format": format,
        "profile": report.profile,
        "mode": report.mode,
        "valid": report.valid,
        "findings": findings,
    }
    return json.dumps(told, ensure_ascii=False)


COMMAND = validate_files
