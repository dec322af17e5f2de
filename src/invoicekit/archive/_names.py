"""What may name an archived file, where no file system says it."""

from __future__ import annotations

from invoicekit.errors import InputError


def checked(name: str) -> str:
    """Returns the name.

    Raises:
        InputError: It is empty, begins or ends with `/`, or steps out of the archive.
    """
    if "\0" in name or any(part in {"", ".", ".."} for part in name.split("/")):
        raise InputError(f"{name!r} is outside the archive", where=name)
    return name
