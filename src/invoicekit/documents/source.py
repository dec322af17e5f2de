"""Where a document comes from: a path, bytes, or a binary file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, TypeAlias

from invoicekit.errors import InputError

Source: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO
"""A path as text or `Path`, the bytes themselves, or a file opened for reading bytes."""


def bytes_of(source: Source) -> bytes:
    """Returns the bytes of a source.

    Raises:
        InputError: The file cannot be read, the source is text instead of a path, or it gives
            text instead of bytes.
    """
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | os.PathLike):
        return _file(os.fspath(source))
    data: object = source.read() if hasattr(source, "read") else source
    if not isinstance(data, bytes):
        raise InputError(
            f"the source gives {type(data).__name__}",
            expected="a path, bytes, or a file opened in binary mode",
            hint="Open the file with mode 'rb'.",
        )
    return data


def _file(path: str) -> bytes:
    if path.lstrip()[:1] in {"<", "{"}:
        raise InputError(
            "the source is the text of a document",
            where=path.strip()[:40],
            expected="a path, or bytes",
            hint="Encode it: load(text.encode()).",
        )
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as problem:
        raise InputError(
            f"the file cannot be read: {getattr(problem, 'strerror', None) or problem}",
            where=path[:200],
            expected="a file that exists and may be read",
        ) from problem
