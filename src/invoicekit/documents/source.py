"""Where a document comes from: a path, bytes, or a binary file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, TypeAlias

from invoicekit.binding import check_size, current
from invoicekit.errors import InputError

Source: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO
"""A path as text or `Path`, the bytes themselves, or a file opened for reading bytes."""

_PIECE = 1_048_576
"""Bytes asked of a stream at once: some set memory aside for all that they are asked for."""


def bytes_of(source: Source) -> bytes:
    """Returns the bytes of a source; of one that is too large no more than shows it.

    Raises:
        InputError: The file cannot be read, is empty or too large, the source is text instead of a
            path, or it gives text instead of bytes.
    """
    data = _read(source)
    check_size(data)
    return data


def _read(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | os.PathLike):
        return _file(os.fspath(source))
    data: object = _stream(source) if hasattr(source, "read") else source
    if not isinstance(data, bytes):
        raise InputError(
            f"the source gives {type(data).__name__}",
            expected="a path, bytes, or a file opened in binary mode",
            hint="Open the file with mode 'rb'.",
        )
    return data


def _stream(source: BinaryIO) -> object:
    """Returns what a stream gives: no more than shows that it is too large, piece by piece."""
    pieces: list[bytes] = []
    left = current().bytes + 1
    while left > 0:
        piece: object = source.read(min(left, _PIECE))
        if not isinstance(piece, bytes):
            return piece
        if not piece:
            break
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _file(path: str) -> bytes:
    if path.lstrip()[:1] in {"<", "{"}:
        raise InputError(
            "the source is the text of a document",
            where=path.strip()[:40],
            expected="a path, or bytes",
            hint="Encode it: load(text.encode()).",
        )
    try:
        with Path(path).open("rb") as file:
            return file.read(min(os.fstat(file.fileno()).st_size, current().bytes) + 1)
    except (OSError, ValueError) as problem:
        raise InputError(
            f"the file cannot be read: {getattr(problem, 'strerror', None) or problem}",
            where=path[:200],
            expected="a file that exists and may be read",
        ) from problem
