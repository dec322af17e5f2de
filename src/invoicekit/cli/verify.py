"""`invoicekit verify --db URL`."""

from __future__ import annotations

from typing import Annotated

import typer

from invoicekit.cli._archive_at import Ring, Where, archive_at
from invoicekit.cli._existing import FieldKeys, existing


def verify_database(
    db: Annotated[str, typer.Option(help="Such as sqlite:///shop.db.")],
    tenant: Annotated[str, typer.Option(help="Whose data.")] = "default",
    archive: Where = None,
    keys: Ring = None,
    field_keys: FieldKeys = None,
) -> None:
    """Prove that series, hash chains, projections and archive are intact: exit 0, else 1."""
    at = archive_at(archive, keys)
    with existing(db, tenant=tenant, archive=at, field_keys=field_keys) as kit:
        found = kit.audit.verify(archive=archive is not None)
    for name, count in found.counts.items():
        typer.echo(f"{name}: {count} checked")
    for notice in found.notices:
        typer.echo(f"notice: {notice}", err=True)
    for fault in found.faults:
        typer.echo(f"fault: {fault}", err=True)
    typer.echo("all intact" if found.intact else f"{len(found.faults)} fault(s)")
    if not found.intact:
        raise typer.Exit(1)


COMMAND = verify_database
