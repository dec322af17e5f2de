"""`invoicekit convert IN OUT --to FORMAT`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from invoicekit.cli._locale import Lang, spoken
from invoicekit.cli._verdicts import sentence
from invoicekit.documents import Loss, convert, load
from invoicekit.documents.findings import terms_at
from invoicekit.findings import Finding, said
from invoicekit.whole_files import write_whole


def convert_file(
    source: Annotated[Path, typer.Argument(metavar="IN", help="An invoice in any known format.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    to: Annotated[str, typer.Option(help="The format, such as ubl or json.")],
    report: Annotated[
        Path | None, typer.Option(help="Write what could not be carried as JSON too.")
    ] = None,
    lang: Lang = "",
) -> None:
    """Write an invoice in another format; what could not be carried is told on stderr."""
    document = load(source)
    conversion = convert(document, to)
    write_whole(target, conversion.data)
    tongue = spoken({"lang": lang})
    for finding in document.findings:
        typer.echo(said(f"not read: {sentence(finding, tongue)}", tongue), err=True)
    for loss in conversion.losses:
        terms = ", ".join(terms_at(loss.path))
        lost = said(f"lost: {said(str(loss), tongue)}", tongue)
        typer.echo(lost + (f" ({terms})" if terms else ""), err=True)
    told = len(document.findings) + len(conversion.losses)
    typer.echo(said(f"{document.format} to {to}: {_summary(told)}", tongue), err=True)
    if report is not None:
        facts = {
            "source": str(source),
            "target": str(target),
            "format": document.format,
            "to": to,
            "not_read": [_not_read(finding) for finding in document.findings],
            "lost": [_lost(loss) for loss in conversion.losses],
        }
        text = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
        write_whole(report, text.encode())


def _summary(told: int) -> str:
    if not told:
        return "everything was carried"
    return "1 value could not be carried" if told == 1 else f"{told:,} values could not be carried"


def _not_read(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "message": finding.message,
        "path": finding.path,
        "terms": list(finding.terms or terms_at(finding.path)),
        "line": finding.line,
        "xpath": finding.xpath,
    }


def _lost(loss: Loss) -> dict[str, object]:
    terms = list(terms_at(loss.path))
    return {"path": loss.path, "terms": terms, "value": loss.value, "written": loss.written}


COMMAND = convert_file
