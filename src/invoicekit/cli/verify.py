"""`invoicekit verify --db URL`."""

from __future__ import annotations

from typing import Annotated

import typer

from invoicekit.cli._archive_at import Ring, Where, archive_at
from invoicekit.cli._existing import FieldKeys, existing
from invoicekit.cli._locale import Lang, say


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
    for name, count in found.counts.items():
        say(f"{name}: {count} checked", lang=lang)
    for notice in found.notices:
        say(f"notice: {notice}", lang=lang, err=True)
    for fault in found.faults:
        say(f"fault: {fault}", lang=lang, err=True)
    say("all intact" if found.intact else f"{len(found.faults)} fault(s)", lang=lang)
    if not found.intact:
        raise typer.Exit(1)


COMMAND = verify_database
