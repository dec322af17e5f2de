"""`invoicekit reindex --db URL`."""

from __future__ import annotations

from typing import Annotated

import typer

from invoicekit.cli._existing import existing


def reindex(
    db: Annotated[str, typer.Option(help="Such as sqlite:///shop.db.")],
    tenant: Annotated[str, typer.Option(help="Whose data.")] = "default",
) -> None:
    """Write the words that `search` lacks: once, for a database from before there was one."""
    with existing(db, tenant=tenant) as kit:
        typer.echo(f"{kit.invoices.reindex()} words written")


COMMAND = reindex
