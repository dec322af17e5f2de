"""Canonical bytes and hash chains: what is sealed, and how each seal holds the one before.

Canonical form: RFC 8785 key order, UTF-8, no spaces, absent fields left out, decimals as strings in
plain notation with the digits given, dates in ISO 8601. Input is plain JSON data (what
`model.model_dump(mode="json")` gives); floats are refused, since their text is not exact.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias, cast

from pydantic_core import PydanticSerializationError, from_json, to_json

from invoicekit.errors import InputError

Plain: TypeAlias = dict[str, object]

_EMPTY = hashlib.sha256()
"""Copied for each digest: OpenSSL looks the algorithm up whenever one is made anew."""

GENESIS = "0" * 64
"""The head of a chain that has no link yet."""


def canonical(value: object) -> bytes:
    """Returns the canonical JSON bytes of plain data.

    Raises:
        InputError: The data holds a float, a key that is no string, or what JSON has no form for.
    """
    return encoded(_without_absent(value))


def plain_of(text: str) -> Plain:
    """Returns the plain data of the canonical text of an object."""
    kept: Plain = from_json(text, cache_strings="keys")  # values are seldom met again
    return kept


def amended(kept: Mapping[str, object], changes: Mapping[str, object]) -> Plain:
    """Returns what is canonical already with some of its keys changed, to be `encoded`.

    What stays is not looked at again: on a document of a hundred lines that gets a number, most of
    the work.

    Args:
        kept: Such as `plain_of` or `amended` gave.
        changes: The new values; an absent one takes its key away.

    Raises:
        InputError: As `canonical`.
    """
    new = cast("Plain", _without_absent(changes))
    whole = {key: value for key, value in kept.items() if key not in changes} | new
    return {key: whole[key] for key in _in_order(whole)}


def encoded(plain: object) -> bytes:
    """Returns the bytes of what is canonical already, such as `plain_of` or `amended` gave.

    Raises:
        InputError: A text holds half a surrogate pair.
    """
    try:
        return to_json(plain)
    except PydanticSerializationError as problem:
        raise _half_a_pair(plain) from problem


def digest(data: bytes) -> str:
    """Returns the SHA-256 of the bytes as 64 lower-case hex digits."""
    made = _EMPTY.copy()
    made.update(data)
    return made.hexdigest()


def link(previous: str, content_hash: str) -> str:
    """Returns the chain hash that ties a content hash to the head before it."""
    return digest(f"{previous}\n{content_hash}".encode())


def heads(contents: Iterable[str], start: str = GENESIS) -> Iterator[str]:
    """Yields the head after each content hash, in order."""
    for content in contents:
        start = link(start, content)
        yield start


def _half_a_pair(text: object) -> InputError:
    return InputError("half a surrogate pair is no text", where=repr(text)[:60])


def _without_absent(value: object) -> object:
    if isinstance(value, dict):
        kept: dict[str, object] = {}
        for key in _in_order(value):
            item = value[key]
            if not isinstance(item, str):  # most are, and a call each would be half the cost
                item = _without_absent(item)
                if not item and not isinstance(item, int):
                    continue
            kept[key] = item
        return kept
    if isinstance(value, list | tuple):
        return [_without_absent(item) for item in value]
    if value is None or isinstance(value, str | int):
        return value
    raise InputError(
        f"{type(value).__name__} has no canonical form",
        where=repr(value)[:60],
        expected="str, int, bool, None, dict or list",
        hint="Dump the model with mode='json'.",
    )


def _in_order(keys: Mapping[Any, object]) -> list[str]:
    """Returns keys by their UTF-16 code units, as RFC 8785 sorts; ASCII sorts so by itself."""
    try:
        return sorted(keys) if "".join(keys).isascii() else sorted(keys, key=_utf16)
    except TypeError as problem:
        where = next(repr(key) for key in keys if not isinstance(key, str))
        raise InputError("a JSON key must be a string", where=where[:60]) from problem
    except UnicodeEncodeError as problem:
        raise _half_a_pair(problem.object) from problem


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")
