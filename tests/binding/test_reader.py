"""Reading builds the record and tells everything odd, whatever the order of elements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from invoicekit.binding import Limits, Reader, Reading, Syntax
from invoicekit.errors import InputError


def doc(body: str) -> bytes:
    return f'<Doc xmlns="urn:root" xmlns:x="urn:x">{body}</Doc>'.encode()


WHOLE = """
<x:Total currencyID="EUR">12.50</x:Total><x:Number>7</x:Number><x:Date>2026-01-31</x:Date>
<x:Note>one</x:Note><x:Note>two</x:Note><x:Currency>EUR</x:Currency>
<x:Party><x:ID scheme="0088">55</x:ID></x:Party>
<x:Other><x:ID>1</x:ID></x:Other><x:Other><x:ID scheme="9">2</x:ID></x:Other>
<x:Tag><x:Word>red</x:Word></x:Tag><x:Tag/>
<x:Line><x:ID>1</x:ID><x:Quantity unit="H87">2.0</x:Quantity>
 <x:Adjust><x:Charge>false</x:Charge><x:Amount currencyID="EUR">1</x:Amount></x:Adjust>
 <x:Adjust><x:Amount currencyID="EUR">2</x:Amount><x:Charge>1</x:Charge></x:Adjust>
 <x:Item><x:Name>Key</x:Name><x:Tax><x:Category>S</x:Category>
  <x:Scheme><x:ID>VAT</x:ID></x:Scheme></x:Tax></x:Item></x:Line>
<x:Line/>
"""


def test_reads_every_kind_of_row(syntax: Syntax) -> None:
    reading = Reader(syntax).read(doc(WHOLE))

    assert reading.findings == ()
    assert reading.source.syntax == "toy"
    assert reading.record == {
        "number": "7",
        "date": date(2026, 1, 31),
        "notes": ["one", "two"],
        "currency": "EUR",
        "party_id": {"value": "55", "scheme": "0088"},
        "others": [{"value": "1"}, {"value": "2", "scheme": "9"}],
        "tags": ["red"],
        "lines": [
            {
                "id": "1",
                "quantity": Decimal("2.0"),
                "unit": "H87",
                "allowances": [{"amount": Decimal(1)}],
                "charges": [{"amount": Decimal(2)}],
                "item": {"name": "Key"},
                "category": "S",
            },
            {},
        ],
        "total": Decimal("12.50"),
    }


LINE_TAX = "<x:Line><x:Item><x:Tax>{}</x:Tax></x:Item></x:Line>"
CHARGED = "<x:Adjust><x:Charge>true</x:Charge>{}</x:Adjust>"
ODD = [
    (
        "<x:Other><x:ID>1</x:ID></x:Other><x:Other><x:ID a='1'>2</x:ID></x:Other>",
        "IK-ATTRIBUTE",
        "others[1]",
        "x:Other[2]/x:ID",
    ),
    ("<x:New><x:Sub/></x:New>", "IK-UNKNOWN", "", "/Doc/x:New"),
    ("<Number/>", "IK-UNKNOWN", "", "/Doc/Number"),
    ("<x:Number>1</x:Number><x:Number>2</x:Number>", "IK-REPEATED", "number", "x:Number[2]"),
    ("<x:Number>1<x:Sub/></x:Number>", "IK-UNKNOWN", "number", "/Doc/x:Number"),
    ('<x:Number a="1">1</x:Number>', "IK-ATTRIBUTE", "number", "/Doc/x:Number"),
    ('<x:Date a="1">2026-01-01</x:Date>', "IK-ATTRIBUTE", "date", "/Doc/x:Date"),
    ('<x:Party a="1"/>', "IK-ATTRIBUTE", "", "/Doc/x:Party"),
    ('<x:Party><x:ID a="1">5</x:ID></x:Party>', "IK-ATTRIBUTE", "party.id", "x:Party/x:ID"),
    ("<x:Date>soon<x:Sub/></x:Date>", "IK-UNREADABLE", "date", "/Doc/x:Date"),
    ("<x:Total>1</x:Total><x:Currency>EUR</x:Currency>", "IK-CURRENCY", "total", "/Doc/x:Total"),
    ('<x:Total currencyID="EUR">1</x:Total>', "IK-CURRENCY", "total", "/Doc/x:Total"),
    (
        "<x:Line><x:ID>1</x:ID></x:Line><x:Line><x:Quantity>1e5</x:Quantity></x:Line>",
        "IK-UNREADABLE",
        "lines[1].quantity",
        "x:Line[2]/x:Quantity",
    ),
    (
        "<x:Line><x:Item/><x:Item/></x:Line>",
        "IK-REPEATED",
        "lines[0].item",
        "x:Item[2]",
    ),
    (
        LINE_TAX.format("<x:Scheme><x:ID>GST</x:ID></x:Scheme>"),
        "IK-UNREADABLE",
        "lines[0].item",
        "x:Scheme/x:ID",
    ),
    (
        LINE_TAX.format("<x:Category>S</x:Category><x:Category>E</x:Category>"),
        "IK-REPEATED",
        "lines[0].category",
        "x:Category[2]",
    ),
    (
        "<x:Line><x:Adjust><x:Charge>maybe</x:Charge></x:Adjust></x:Line>",
        "IK-UNREADABLE",
        "lines[0].allowances[0]",
        "x:Charge",
    ),
    (
        f"<x:Line>{CHARGED.format('')}{CHARGED.format('<x:Amount>1.2.3</x:Amount>')}</x:Line>",
        "IK-UNREADABLE",
        "lines[0].charges[1].amount",
        "x:Adjust[2]/x:Amount",
    ),
]


@pytest.mark.parametrize(("body", "rule", "path", "location"), ODD)
def test_tells_what_is_odd(syntax: Syntax, body: str, rule: str, path: str, location: str) -> None:
    reading = Reader(syntax).read(doc(body))

    found = [f for f in reading.findings if f.rule == rule]
    assert [f.path for f in found] == [path]
    assert found[0].location.endswith(location)
    assert found[0].location.startswith("line 1 ")


def test_facts_of_the_source(syntax: Syntax) -> None:
    source = (
        Reader(syntax)
        .read(doc("<x:Date>123</x:Date><x:Number>1</x:Number><x:Number>2</x:Number><x:New/>"))
        .source
    )

    assert source.present == {"date"}
    assert source.raw == {"date": "123"}
    assert source.extra == {"number": ("2",)}
    assert source.unknown == ("/Doc/x:New",)


def test_many_oddities_are_counted(syntax: Syntax) -> None:
    reading = Reader(syntax, limits=Limits(findings=3)).read(doc("<x:New/>" * 10))

    assert [f.rule for f in reading.findings] == ["IK-UNKNOWN"] * 3 + ["IK-MORE"]
    assert "7 more" in reading.findings[-1].message


def test_another_root_is_refused(syntax: Syntax) -> None:
    with pytest.raises(InputError, match="urn:root"):
        Reader(syntax).read(b"<Doc/>")


NAMES = st.sampled_from(
    """Number Date Note Currency Party ID Other Tag Word Line Quantity Adjust Charge Amount Item
    Name Tax Category Scheme Total New""".split()
)
TREES = st.recursive(
    st.tuples(NAMES, st.sampled_from(["", "1", "true", "2026-01-01", "EUR"])),
    lambda inner: st.tuples(NAMES, st.lists(inner, max_size=4)),
    max_leaves=25,
)


def element(parent: etree._Element, tree: tuple[str, object]) -> None:
    name, content = tree
    made = etree.SubElement(parent, f"{{urn:x}}{name}")
    if isinstance(content, str):
        made.text = content
    else:
        assert isinstance(content, list)
        for each in content:
            element(made, each)


@given(st.lists(TREES, max_size=5), st.booleans())
def test_any_tree_is_read(
    syntax: Syntax, trees: list[tuple[str, object]], attributed: bool
) -> None:
    root = etree.Element("{urn:root}Doc", nsmap={"x": "urn:x"})
    for tree in trees:
        element(root, tree)
    for each in root.iter() if attributed else ():
        each.set("currencyID", "EUR")

    reading = Reader(syntax).read(etree.tostring(root))

    assert isinstance(reading, Reading)
    assert all(f.location for f in reading.findings)
