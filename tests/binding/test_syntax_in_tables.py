"""What CII asks of tables: nested indicators, fixed attributes, kept groups, rules that look."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from invoicekit.binding import (
    Codec,
    Reader,
    Shape,
    Syntax,
    SyntaxRules,
    Table,
    Writer,
    at,
    choice,
    code,
    const,
    each,
    kept,
    one,
)

DAY = Codec("a day", str, str, fixed=(("format", "102"),))
NAMES = {"x": "urn:x"}
TABLE = Table(
    at("x:Day", "day", DAY),
    at("x:Country", "country", code),
    choice("x:Part", "x:Flag/x:Is", {"false": "less", "true": "more"}, Table(at("x:Sum", "sum"))),
    each(
        "x:Line",
        "lines",
        Table(at("x:Id", "id"), one("x:Price", "price", Table(at("x:Net", "net")))),
    ),
    each("x:Key", "keys", Table(at(".", "value"), at("@scheme", "scheme"))),
    at("x:Terms/x:Text", "terms"),
    at("x:Terms/x:Due", "due"),
    const("x:Tax/x:Type", "VAT", marks="category"),
    at("x:Tax/x:Category", "category"),
    kept("x:Wanted"),
    at("x:Wanted/x:More", "more_text"),
)
RULES = {
    "unused": {"x:Color": "T-1"},
    "bounds": [
        {
            "id": "T-2",
            "context": "",
            "path": "x:Day[@format = '102']",
            "least": 1,
            "keys": ["x:Day", "x:Doc"],
        },
        {
            "id": "T-3",
            "context": "//x:Country",
            "path": "self::*",
            "codes": "countries",
            "keys": ["x:Country"],
        },
        {
            "id": "T-4",
            "context": "//x:Line",
            "path": "x:Id | x:Name",
            "least": 1,
            "keys": ["x:Line"],
        },
        {"id": "T-5", "context": "//x:Key", "path": "@scheme", "least": 1, "keys": ["x:Key"]},
        {"id": "T-6", "context": "", "path": "x:Terms", "most": 1, "keys": ["x:Terms"]},
        {
            "id": "T-7",
            "context": "//x:Tax",
            "path": "x:Type[. = 'VAT']",
            "least": 1,
            "keys": ["x:Type"],
        },
        {"id": "T-8", "context": "//x:Part", "path": "x:Flag", "least": 1, "keys": ["x:Part"]},
        {
            "id": "T-9",
            "context": "//x:Key",
            "path": "@scheme",
            "codes": "vat_categories",
            "keys": ["x:Key"],
            "upper": True,
        },
    ],
    "needed": {"": ["day"], "x:Line": ["id|name"], "x:Line/x:Price": ["net"], "x:Key": ["scheme"]},
    "coded": {"x:Country": "countries", "x:Key/@scheme": "vat_categories"},
    "several": ["x:Terms"],
    "by_group": True,
}
PART = "<x:Part><x:Flag><x:Is>{}</x:Is></x:Flag><x:Sum>{}</x:Sum></x:Part>"
FINE = '<x:Day format="102">1</x:Day>'


def syntax() -> Syntax:
    return Syntax(
        name="toy",
        root="{urn:x}Doc",
        table=TABLE,
        namespaces=NAMES,
        currency="x:Currency",
        shape=Shape(lambda record: record, lambda document: document),
        rules=SyntaxRules(RULES, NAMES, "cii"),
    )


def file(body: str) -> bytes:
    return f'<x:Doc xmlns:x="urn:x">{body}</x:Doc>'.encode()


def written(**fields: object) -> str:
    names = ("day", "country", "terms", "due", "category", "more_text")
    empty = {**dict.fromkeys(names), "less": (), "more": (), "lines": (), "keys": ()}
    data = Writer(syntax()).write(SimpleNamespace(**{**empty, **fields}), None).decode()
    head, _, body = data.partition('<x:Doc xmlns:x="urn:x">')
    assert head == '<?xml version="1.0" encoding="UTF-8"?>\n'
    return body.removesuffix("</x:Doc>\n")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "<x:Wanted></x:Wanted>"),
        ({"day": "1"}, f"{FINE}<x:Wanted></x:Wanted>"),
        (
            {"more": (SimpleNamespace(sum="2"),)},
            f"{PART.format('true', 2)}<x:Wanted></x:Wanted>",
        ),
        ({"more_text": "m"}, "<x:Wanted><x:More>m</x:More></x:Wanted>"),
    ],
)
def test_writes(fields: dict[str, object], expected: str) -> None:
    assert written(**fields) == expected


def test_reads_a_nested_indicator() -> None:
    parts = PART.format("true", 1) + PART.format("0", 2)
    record = Reader(syntax()).read(file(parts)).record
    assert (record["more"], record["less"]) == ([{"sum": "1"}], [{"sum": "2"}])


@pytest.mark.parametrize(
    ("body", "day", "findings"),
    [
        (FINE, "1", []),
        ("<x:Day>1</x:Day>", "1", ["IK-ATTRIBUTE"]),
        ('<x:Day format="610">1</x:Day>', None, ["IK-ATTRIBUTE", "IK-UNREADABLE"]),
    ],
)
def test_an_attribute_that_is_always_there(body: str, day: str | None, findings: list[str]) -> None:
    reading = Reader(syntax()).read(file(body))
    assert reading.record.get("day") == day
    assert [finding.rule for finding in reading.findings] == findings


LINE = "<x:Line><x:Id>1</x:Id></x:Line>"
KEY = '<x:Key scheme="{}">1</x:Key>'


@pytest.mark.parametrize(
    ("body", "broken"),
    [
        ("", []),
        (LINE + KEY.format("S") + "<x:Country>DE</x:Country>", []),
        ("<x:Color/>", ["T-1"]),
        ("<x:Country>ZZ</x:Country>", ["T-3"]),
        ("<x:Country> DE </x:Country>", []),
        ("<x:Country/>", ["T-3"]),
        ("<x:Line/>", ["T-4"]),
        ("<x:Line><x:Name/></x:Line>", []),
        ("<x:Key>1</x:Key>", ["T-5"]),
        (KEY.format(""), ["T-9"]),
        (KEY.format("Q"), ["T-9"]),
        (KEY.format("s"), []),
        ("<x:Terms><x:Text>a</x:Text></x:Terms><x:Terms><x:Due>b</x:Due></x:Terms>", ["T-6"]),
        ("<x:Tax><x:Type>vat</x:Type><x:Category>S</x:Category></x:Tax>", ["T-7"]),
        ("<x:Part><x:Sum>1</x:Sum></x:Part>", ["T-8"]),
    ],
)
def test_rules_are_asked_of_what_is_odd(body: str, broken: list[str]) -> None:
    source = Reader(syntax()).read(file(FINE + body)).source
    assert [finding.rule for finding in source.broken] == broken


def test_what_the_document_itself_wants_is_asked() -> None:
    assert [f.rule for f in Reader(syntax()).read(file("")).source.broken] == ["T-2"]
    data = b'<x:Doc xmlns:x="urn:x" version="1">' + FINE.encode() + b"</x:Doc>"
    reading = Reader(syntax()).read(data)
    assert [finding.rule for finding in reading.findings] == ["IK-ATTRIBUTE"]


def test_the_longest_end_of_a_path_says_what_is_needed() -> None:
    rules = SyntaxRules(RULES, NAMES, "cii")
    assert rules.needed("") == (frozenset({"day"}),)
    assert rules.needed("x:Line") == (frozenset({"id", "name"}),)
    assert rules.needed("x:Line/x:Price") == (frozenset({"net"}),)
    assert rules.needed("x:Other") == ()
    assert rules.codes_of("x:Other") is None
