"""`invoicekit doctor [--db URL] [--archive FOLDER]`."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from invoicekit.cli import _checks
from invoicekit.cli._existing import FieldKeys
from invoicekit.cli._locale import say, spoken
from invoicekit.findings import said
from invoicekit.reports._rows import width

MARKS = {"ok": "✓", "note": "·", "bad": "✗"}


def look_over(
    db: Annotated[str | None, typer.Option(help="Such as sqlite:///shop.db.")] = None,
    archive: Annotated[Path | None, typer.Option(help="The archive's folder.")] = None,
    tenant: Annotated[str, typer.Option(help="Whose data.")] = "default",
    field_keys: FieldKeys = None,
) -> None:
    """Look over this machine, a database and an archive: exit 0 when all is well, else 1."""
    checks = list(
        chain(
            _checks.machine(),
            _checks.extras(),
            _checks.database(db, tenant, field_keys) if db else (),
            _checks.archive(archive) if archive else (),
        )
    )
    tongue = spoken({})
    named = [(check, said(check.what, tongue)) for check in checks]
    wide = max(width(what) for _, what in named)
    for check, what in named:
        gap = " " * (wide - width(what))
        typer.echo(f"{MARKS[check.grade]} {what}{gap}  {said(check.said, tongue)}")
    bad = [check for check in checks if check.grade == "bad"]
    say(f"{len(bad)} problem(s)" if bad else "all is well")
    if bad:
        raise typer.Exit(1)


COMMAND = look_over
