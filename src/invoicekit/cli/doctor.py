"""`invoicekit doctor [--db URL] [--archive FOLDER]`."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from invoicekit.cli import _checks
from invoicekit.cli._existing import FieldKeys

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
    wide = max(len(check.what) for check in checks)
    for check in checks:
        typer.echo(f"{MARKS[check.grade]} {check.what:<{wide}}  {check.said}")
    bad = [check for check in checks if check.grade == "bad"]
    typer.echo(f"{len(bad)} problem(s)" if bad else "all is well")
    if bad:
        raise typer.Exit(1)


COMMAND = look_over
