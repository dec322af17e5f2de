"""The archive that a command line names: a folder or a URL, and the keys it is encrypted under."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from invoicekit.archive import open_archive
from invoicekit.archive.encrypted import EncryptedArchive
from invoicekit.encryption import KeyRing
from invoicekit.errors import InputError
from invoicekit.ports import Archive

Where: TypeAlias = Annotated[
    str | None, typer.Option("--archive", help="The archive's folder or URL: s3://bucket/folder.")
]
Ring: TypeAlias = Annotated[
    Path | None, typer.Option("--keys", help="The key ring's file, where it is encrypted.")
]


def archive_at(where: str | None, keys: Path | None) -> Archive | None:
    """Returns the archive, None where none is named; files of before encryption are read, too.

    Raises:
        InputError: Keys are given, and no archive.
    """
    if where is None:
        if keys is not None:
            raise InputError("keys are of no use without an archive", expected="--archive")
        return None
    archive = open_archive(where)
    if keys is None:
        return archive
    return EncryptedArchive(archive, KeyRing.read(keys), reads_plain=True)
