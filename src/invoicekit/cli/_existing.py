"""Opening a database that is there: a command that reads never makes one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

import typer

from invoicekit.encryption import KeyRing
from invoicekit.errors import InputError
from invoicekit.kit import InvoiceKit
from invoicekit.ports import Archive

FieldKeys: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--field-keys",
        envvar="INVOICEKIT_FIELD_KEYS",
        help="The key ring's file, where the database's fields are encrypted.",
    ),
]


def existing(
    db: str, *, tenant: str, archive: Archive | None = None, field_keys: Path | None = None
) -> InvoiceKit:
    """Returns a kit on a database with something of the tenant in it.

    Raises:
        InputError: There is no such file, or nothing of the tenant: a typing error would otherwise
            make an empty file and call it intact.
        ConfigurationError: Its fields are encrypted, and the keys are missing or wrong.
    """
    parts = urlsplit(db)
    file = parts.path.removeprefix("/")
    if parts.scheme.startswith("sqlite") and not Path(file).is_file():
        raise InputError(
            "there is no such database file",
            where=file or db,
            expected="the file of an earlier run, such as sqlite:///shop.db",
            hint="Four slashes make an absolute path: sqlite:////srv/shop.db.",
        )
    ring = None if field_keys is None else KeyRing.read(field_keys)
    kit = InvoiceKit.from_url(db, tenant=tenant, archive=archive, field_keys=ring)
    if not kit.issuers.list(limit=1).items:
        kit.close()
        raise InputError(
            f"nothing is stored for the tenant {tenant!r}",
            where=db,
            hint="Check --db and --tenant.",
        )
    return kit
