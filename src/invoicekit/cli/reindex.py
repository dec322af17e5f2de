"""`invoicekit reindex --db URL`."""

from __future__ import annotations

from typing import Annotated

import typer

from invoicekit.cli._existing import FieldKeys, existing
from invoicekit.cli._locale import say


def reindex(
    db: Annotated[str, typer.Option(help="Such as sqlite:///shop.db.")],
    tenant: Annotated[str, typer.Option(help="Whose data.")] = "default",
    field_keys: FieldKeys = None,
) -> None:
    """Write the words that `search` lacks: once, for a database from before there was one."""
    with existing(db, tenant=tenant, field_keys=field_keys) as kit:
        say(f"{kit.invoices.reindex()} words written")


COMMAND = reindex
