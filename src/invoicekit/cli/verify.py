"""`invoicekit verify --db URL`."""

from __future__ import annotations

from typing import Annotated

import typer

from invoicekit.cli._archive_at import Ring, Where, archive_at
from invoicekit.cli._existing import FieldKeys, existing
from invoicekit.cli._locale import Lang, spoken
from invoicekit.findings import said


def verify_database(
    db: Annotated[str, typer.Option(help="Such as sqlite:///shop.db.")],
    tenant: Annotated[str, typer.Option(help="Whose data.")] = "default",
    archive: Where = None,
    keys: Ring = None,
    field_keys: FieldKeys = None,
    lang: Lang = "",
) -> None:
    """Prove that series, hash chains, projections and archive are intact: exit 0, else 1."""
    at = archive_at(archive, keys)
    with existing(db, tenant=tenant, archive=at, field_keys=field_keys) as kit:
        found = kit.audit.verify(archive=archive is not None)
    tongue = spoken({"lang": lang})
    for name, count in found.counts.items():
        typer.echo(said(f"{name}: {count} checked", tongue))
    for notice in found.notices:
        typer.echo(said(f"notice: {notice}", tongue), err=True)
    for fault in found.faults:
        typer.echo(said(f"fault: {fault}", tongue), err=True)
    typer.echo(said("all intact" if found.intact else f"{len(found.faults)} fault(s)", tongue))
    if not found.intact:
        raise typer.Exit(1)


COMMAND = verify_database
