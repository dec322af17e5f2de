"""The cursor of a page: where it ended, as opaque text that fits one list only."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import TypeVar

from invoicekit.errors import BadCursor
from invoicekit.model.stored import Kind, Row, Scalar
from invoicekit.ports.storage import Query

R = TypeVar("R", bound=Row)

DIGEST = 6
_JSON = json.JSONEncoder(separators=(",", ":"))


def encode(query: Query[R], kind: Kind, values: Sequence[Scalar]) -> str:
    """Returns the cursor of the row with these order values."""
    body = _JSON.encode([_text(value) for value in values]).encode()
    return urlsafe_b64encode(_seal(query, kind, body) + body).decode().rstrip("=")


def decode(query: Query[R], kind: Kind) -> tuple[Scalar, ...]:
    """Returns the order values of a query's cursor.

    Raises:
        BadCursor: It was made for another kind, order or direction, or was altered.
    """
    text = query.after or ""
    try:
        raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        seal, body = raw[:DIGEST], raw[DIGEST:]
        if seal != _seal(query, kind, body):
            raise _bad(kind, query)
        return _values(kind, query, json.loads(body))
    except (ValueError, TypeError, ArithmeticError) as problem:
        raise _bad(kind, query) from problem


def _values(kind: Kind, query: Query[R], texts: list[str | None]) -> tuple[Scalar, ...]:
    names = kind.order(query.order)
    types = {column.name: column.type for column in kind.columns if column.name in names}
    return tuple(
        None if text is None else _READERS.get(types[name], str)(text)
        for name, text in zip(names, texts, strict=True)
    )


def _seal(query: Query[R], kind: Kind, body: bytes) -> bytes:
    bound = f"{kind.table}|{query.order}|{query.descending}|".encode()
    return sha256(bound + body).digest()[:DIGEST]


def _text(value: Scalar) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _bad(kind: Kind, query: Query[R]) -> BadCursor:
    return BadCursor(
        "the cursor does not belong to this list",
        where=f"{kind.table} by {query.order}",
        expected="the cursor of the page before, with the same order and direction",
        hint="Start again from the first page.",
    )


_READERS: dict[type, Callable[[str], Scalar]] = {
    int: int,
    bool: lambda text: text == "True",
    Decimal: Decimal,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}
