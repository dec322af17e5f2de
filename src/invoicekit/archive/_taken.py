"""What a put does where its name is taken: nothing for the same bytes, an error for others."""

from __future__ import annotations

from collections.abc import Iterable

from invoicekit.errors import ArchiveConflict


def settled(name: str, stored: Iterable[bytes], data: bytes) -> str:
    """Returns the name, where what is stored is what is put; it is read in pieces.

    Raises:
        ArchiveConflict: Other bytes are stored under the name.
    """
    place = 0
    for chunk in stored:
        if chunk != data[place : place + len(chunk)]:
            break
        place += len(chunk)
    else:
        if place == len(data):
            return name
    raise ArchiveConflict(
        f"the archive holds another {name}",
        where=name,
        hint="What is archived never changes; store a correction under its own name.",
    )
