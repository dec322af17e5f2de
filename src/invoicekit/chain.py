"""Canonical bytes and hash chains: what is sealed, and how each seal holds the one before.

Canonical form: RFC 8785 key order, UTF-8, no spaces, absent fields left out, decimals as strings in
plain notation with the digits given, dates in ISO 8601. Input is plain JSON data (what
`model.model_dump(mode="json")` gives); floats are refused, since their text is not exact.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from invoicekit.errors import InputError

GENESIS = "0" * 64
"""The head of a chain that has no link yet."""


def canonical(value: object) -> bytes:
    """Returns the canonical JSON bytes of plain data.

    Raises:
        InputError: The data holds a float, a key that is no string, or what JSON has no form for.
    """
    try:
        plain = _without_absent(value)
        return json.dumps(
            plain, ensure_ascii=False, separators=(",", ":"), sort_keys=False, allow_nan=False
        ).encode()
    except UnicodeEncodeError as problem:
        where = repr(problem.object)[:60]
        raise InputError("half a surrogate pair is no text", where=where) from problem


def digest(data: bytes) -> str:
    """Returns the SHA-256 of the bytes as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def link(previous: str, content_hash: str) -> str:
    """Returns the chain hash that ties a content hash to the head before it."""
    return digest(f"{previous}\n{content_hash}".encode())


def heads(contents: Iterable[str], start: str = GENESIS) -> Iterator[str]:
    """Yields the head after each content hash, in order."""
    for content in contents:
        start = link(start, content)
        yield start


def _without_absent(value: object) -> object:
    if isinstance(value, dict):
        kept = {key: _without_absent(value[key]) for key in sorted(value, key=_utf16)}
        return {key: item for key, item in kept.items() if not _absent(item)}
    if isinstance(value, list | tuple):
        return [_without_absent(item) for item in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    raise InputError(
        f"{type(value).__name__} has no canonical form",
        where=repr(value)[:60],
        expected="str, int, bool, None, dict or list",
        hint="Dump the model with mode='json'.",
    )


def _absent(value: object) -> bool:
    return value is None or (isinstance(value, list | tuple | dict) and not value)


def _utf16(key: object) -> bytes:
    if not isinstance(key, str):
        raise InputError("a JSON key must be a string", where=repr(key)[:60])
    return key.encode("utf-16-be")
