"""Records that look alike are read by their shape; whatever is odd goes through the parser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.binding import Limits, Reader, Run, Runs, Shape, Syntax, Table, at, decimal, each
from invoicekit.errors import InputError

ROW = Table(at("Name", "name"), at("Price", "price", decimal))
RUNS = Runs("rows", "Row", {row.path: (row.field, row.codec) for row in ROW.rows})


def _plain(record: dict[str, object]) -> dict[str, object]:
    """The record with the rows of a run one by one, as the parser has them."""
    rows = record.get("rows")
    if isinstance(rows, Run):
        return {**record, "rows": rows.records(), "run": True}
    return record


SYNTAX = Syntax(
    name="toy",
    root="Doc",
    table=Table(each("Body/Row", "rows", ROW), at("Note", "note")),
    namespaces={},
    currency="Currency",
    shape=Shape(_plain, lambda value: value),
    runs=RUNS,
)
QUICK, SLOW = Reader(SYNTAX), Reader(replace(SYNTAX, runs=None))
MANY = "<Row><Name>x</Name></Row>" * 8
"""As many as make it a run."""
ONE, TWO = "<Row><Name>a</Name><Price>1.50</Price></Row>", "<Row><Name>b c</Name></Row>"


def doc(body: str, after: str = "") -> bytes:
    return f"<Doc><Body>{body}</Body>{after}</Doc>".encode()


@pytest.mark.parametrize(
    "body",
    [
        MANY + ONE + TWO,
        ONE * 9,
        ONE * 9 + TWO + ONE,
        f"\n  {ONE}\n  {TWO}\t\n" * 5,
        "<Row>\n <Name>示例</Name>\n <Price>-0.5</Price>\n</Row>" * 9,
        "<Row></Row>" + MANY + "<Row> </Row>",
    ],
    ids=["close", "whole", "not all whole", "indented", "pretty", "bare"],
)
def test_rows_of_one_shape_are_a_run(body: str) -> None:
    reading = QUICK.read(doc(body, "<Note>n</Note><New/>"))

    assert reading.record.pop("run")
    slow = SLOW.read(doc(body, "<Note>n</Note><New/>"))
    assert reading.record == slow.record
    assert reading.findings == slow.findings  # the line of what is unknown, too


ODD = [
    ONE * 7,
    "<Row/>" + MANY + TWO,
    MANY + "<Row x='1'><Name>a</Name></Row>" + TWO,
    MANY + "<Row><Name>a</Name><Name>b</Name></Row>",
    MANY + "<Row><Name>a &amp; b</Name></Row>",
    MANY + "<Row><Name>a\r\nb</Name></Row>",
    MANY + "<Row><Name> a</Name></Row>",
    MANY + "<Row><Name></Name></Row>",
    MANY + "<Row><Name/></Row>",
    MANY + "<Row><Price>1e5</Price></Row>",
    MANY + "<Row><Price> 1 </Price></Row>",
    MANY + "<Row><Price>.5</Price></Row>",
    MANY + "<Row><New>a</New></Row>",
    MANY + "<Row><Price>1</Price><Name>a</Name></Row>",
    MANY + "<!-- between -->" + TWO,
    MANY + "junk" + TWO,
    f"<!--{MANY}-->{MANY}",
    f"<!--{MANY}--><Row><Name>z</Name></Row >",
    f"<!--{MANY}--><Row ><Name>z</Name></Row>",
    f"<!--{MANY}-->{TWO}",
    f"<![CDATA[{MANY}]]>",
    f"<Deeper>{MANY}</Deeper>",
    f"{MANY}</Body><Body>{TWO}",
    MANY + "<Row><Name>a]b</Name></Row>",
]


@pytest.mark.parametrize("body", ODD)
def test_what_is_odd_is_read_by_the_parser(body: str) -> None:
    reading = QUICK.read(doc(body))

    slow = SLOW.read(doc(body))
    assert reading.record == slow.record
    assert (reading.findings, reading.source) == (slow.findings, slow.source)


@pytest.mark.parametrize(
    "body",
    [
        MANY + "<Row><Name>a\x01</Name></Row>",
        MANY + "<Row><Name>a]]></Name></Row>",
        MANY + "<Row><Name>\uffff</Name></Row>",
        MANY + "<Unclosed>",
        MANY + "<Row><Name>a</Row>",
    ],
)
def test_what_is_no_xml_is_refused_with_its_place(body: str) -> None:
    with pytest.raises(InputError) as told:
        QUICK.read(doc(body))

    with pytest.raises(InputError) as slow:
        SLOW.read(doc(body))
    assert str(told.value) == str(slow.value)


def test_bytes_that_are_no_utf8_are_refused() -> None:
    with pytest.raises(InputError, match="encoding"):
        QUICK.read(doc(MANY + "<Row><Name>?</Name></Row>").replace(b"?", b"\xff"))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "iso-8859-1"])
def test_a_file_in_another_encoding_is_no_run(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + doc(MANY).decode()
    data = text.encode(encoding)

    assert "run" not in QUICK.read(data).record
    assert QUICK.read(data).record == SLOW.read(data).record


@pytest.mark.parametrize("limits", [Limits(attachment=60), Limits(elements=10), Limits(size=50)])
def test_limits_hold(limits: Limits) -> None:
    data = doc((ONE + TWO) * 10)

    told = []
    for syntax in (SYNTAX, replace(SYNTAX, runs=None)):
        try:
            told.append(str(Reader(syntax, limits=limits).read(data).record))
        except InputError as error:
            told.append(str(error))

    assert told[0] == told[1]
    assert "run" not in told[0]


PARTS = st.sampled_from(
    [MANY, ONE, "<Row/>", "<Row>", "</Row>", "<!--", "-->", "<![CDATA[", "]]>", " ", "\n", "x"]
)


@given(st.lists(PARTS, max_size=7).map("".join))
def test_both_ways_say_the_same(body: str) -> None:
    told: list[object] = []
    for reader in (QUICK, SLOW):
        try:
            reading = reader.read(doc(body))
            reading.record.pop("run", None)
            told.append((reading.record, reading.findings, reading.source))
        except InputError as error:
            told.append(str(error))

    assert told[0] == told[1]
