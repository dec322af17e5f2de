"""A small syntax that has every kind of row."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from invoicekit.binding import (
    Shape,
    Syntax,
    Table,
    amount,
    at,
    choice,
    code,
    const,
    custom,
    decimal,
    each,
    iso_date,
    one,
)

IDENTIFIER = Table(at(".", "value"), at("@scheme", "scheme"))
ITEM = Table(
    at("x:Name", "name"),
    at("x:Tax/x:Category", "^category", code),
    const("x:Tax/x:Scheme/x:ID", "VAT"),
)
LINE = Table(
    at("x:ID", "id"),
    at("x:Quantity", "quantity", decimal),
    at("x:Quantity/@unit", "unit"),
    choice(
        "x:Adjust",
        "x:Charge",
        {"false": "allowances", "true": "charges"},
        Table(at("x:Amount", "amount", amount)),
    ),
    one("x:Item", "item", ITEM),
)


def _read_tag(found: dict[str, Any]) -> str | None:
    return found.get("word")


def _write_tag(tag: str) -> object:
    return SimpleNamespace(word=tag) if tag != "hidden" else None


TABLE = Table(
    at("x:Number", "number"),
    at("x:Date", "date", iso_date),
    at("x:Note", "notes", many=True),
    at("x:Currency", "currency", code),
    one("x:Party/x:ID", "party_id", IDENTIFIER),
    each("x:Other/x:ID", "others", IDENTIFIER),
    custom("x:Tag", "tags", Table(at("x:Word", "word")), Shape(_read_tag, _write_tag), many=True),
    each("x:Line", "lines", LINE),
    at("x:Total", "total", amount),
)


@pytest.fixture(scope="session")
def syntax() -> Syntax:
    return Syntax(
        name="toy",
        root="{urn:root}Doc",
        table=TABLE,
        namespaces={"x": "urn:x"},
        currency="x:Currency",
        shape=Shape(lambda record: record, lambda document: document),
        paths=((r"^party_id", "party.id"),),
    )
