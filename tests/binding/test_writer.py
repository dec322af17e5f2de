"""Writing: rows in their order, nothing empty, constants only beside something."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from invoicekit.binding import Reader, Syntax, Writer
from invoicekit.errors import RenderFailed

NOTHING: dict[str, object] = {
    "number": None,
    "date": None,
    "notes": (),
    "currency": None,
    "party_id": None,
    "others": (),
    "tags": (),
    "lines": (),
    "total": None,
}
TAX = "<x:Tax><x:Category>S</x:Category><x:Scheme><x:ID>VAT</x:ID></x:Scheme></x:Tax>"
AMOUNT = '<x:Amount currencyID="EUR">3</x:Amount>'
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<Doc xmlns="urn:root" xmlns:x="urn:x">'


def written(syntax: Syntax, fields: dict[str, object], currency: str | None = "EUR") -> str:
    data = Writer(syntax).write(SimpleNamespace(**{**NOTHING, **fields}), currency)
    assert data.startswith(HEAD)
    return data.removeprefix(HEAD).removesuffix(b"</Doc>\n").decode()


def line(**fields: object) -> SimpleNamespace:
    names = ("id", "quantity", "unit", "item", "category")
    empty = dict.fromkeys(names) | {"allowances": (), "charges": ()}
    return SimpleNamespace(**{**empty, **fields})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ""),
        ({"number": "<7>"}, "<x:Number>&lt;7&gt;</x:Number>"),
        ({"number": ""}, ""),
        ({"date": date(2026, 1, 2)}, "<x:Date>2026-01-02</x:Date>"),
        ({"notes": ("a", "b")}, "<x:Note>a</x:Note><x:Note>b</x:Note>"),
        ({"total": Decimal("1.50")}, '<x:Total currencyID="EUR">1.50</x:Total>'),
        (
            {"party_id": SimpleNamespace(value="1", scheme='"')},
            '<x:Party><x:ID scheme="&quot;">1</x:ID></x:Party>',
        ),
        ({"party_id": SimpleNamespace(value=None, scheme="1")}, ""),
        ({"tags": ("red", "hidden")}, "<x:Tag><x:Word>red</x:Word></x:Tag>"),
        ({"lines": (line(),)}, ""),
        (
            {"lines": (line(quantity=Decimal(2), unit="H87"),)},
            '<x:Line><x:Quantity unit="H87">2</x:Quantity></x:Line>',
        ),
        (
            {"lines": (line(item=SimpleNamespace(name="Key"), category="S"),)},
            f"<x:Line><x:Item><x:Name>Key</x:Name>{TAX}</x:Item></x:Line>",
        ),
        (
            {"lines": (line(item=SimpleNamespace(name="Key")),)},
            "<x:Line><x:Item><x:Name>Key</x:Name></x:Item></x:Line>",
        ),
        (
            {"lines": (line(charges=(SimpleNamespace(amount=Decimal(3)),)),)},
            f"<x:Line><x:Adjust><x:Charge>true</x:Charge>{AMOUNT}</x:Adjust></x:Line>",
        ),
    ],
)
def test_writes(syntax: Syntax, fields: dict[str, object], expected: str) -> None:
    assert written(syntax, fields) == expected


def test_without_a_currency_amounts_name_none(syntax: Syntax) -> None:
    assert written(syntax, {"total": Decimal(1)}, None) == "<x:Total>1</x:Total>"


def test_each_identifier_has_its_own_element_around_it(syntax: Syntax) -> None:
    """`Other/ID` repeats `Other`, not the `ID` inside one."""
    others = (SimpleNamespace(value="1", scheme=None), SimpleNamespace(value="2", scheme=None))
    body = written(syntax, {"others": others})

    assert body == "<x:Other><x:ID>1</x:ID></x:Other><x:Other><x:ID>2</x:ID></x:Other>"
    assert Reader(syntax).read(HEAD + body.encode() + b"</Doc>").record["others"] == [
        {"value": "1"},
        {"value": "2"},
    ]


def test_control_characters_are_refused(syntax: Syntax) -> None:
    with pytest.raises(RenderFailed, match=r"U\+0007"):
        written(syntax, {"number": "bell \x07"})


TEXTS = st.sampled_from([None, "", "1", "a & b", '<"2">'])
AMOUNTS = st.sampled_from([None, Decimal(0), Decimal("1.50")])
LINES = st.lists(
    st.builds(
        line,
        id=TEXTS,
        quantity=AMOUNTS,
        unit=TEXTS,
        category=TEXTS,
        item=st.none() | st.builds(SimpleNamespace, name=TEXTS),
        charges=st.lists(st.builds(SimpleNamespace, amount=AMOUNTS), max_size=2),
    ),
    max_size=6,
)
PATHS = {
    "id": "x:ID/text()",
    "quantity": "x:Quantity/text()",
    "unit": "x:Quantity/@unit",
    "category": "x:Item/x:Tax/x:Category/text()",
    "item": "x:Item/x:Name/text()",
    "charges": "x:Adjust[x:Charge='true']/x:Amount[@currencyID='EUR']/text()",
}


@given(LINES)
def test_a_line_is_written_alike_whatever_stood_before_it(
    syntax: Syntax, lines: list[SimpleNamespace]
) -> None:
    body = written(syntax, {"lines": tuple(lines)})
    root = etree.fromstring(f'<Doc xmlns:x="urn:x">{body}</Doc>')
    found = [
        {name: element.xpath(path, namespaces={"x": "urn:x"}) for name, path in PATHS.items()}
        for element in root
    ]

    assert found == [said for each in lines if any((said := _said(each)).values())]


def _said(line: SimpleNamespace) -> dict[str, list[str]]:
    """What a parser finds of a line; there is no unit without a quantity."""
    said = {
        "id": [line.id],
        "quantity": [line.quantity],
        "unit": [line.unit] if line.quantity is not None else [],
        "category": [line.category],
        "item": [line.item.name] if line.item else [],
        "charges": [charge.amount for charge in line.charges],
    }
    return {
        name: [str(value) for value in values if value not in {None, ""}]
        for name, values in said.items()
    }
