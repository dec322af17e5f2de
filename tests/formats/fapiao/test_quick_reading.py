"""Files of the bureau are read by learned patterns and by column, and say what the parser says."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.formats.fapiao.test_fapiao_xml import BUREAU

from invoicekit.binding import LIMITS, Reader
from invoicekit.errors import InputError
from invoicekit.formats._fapiao.einvoice import EINVOICE
from invoicekit.formats._fapiao.shape import SUPERVISED
from invoicekit.formats._tolerant import tolerant_invoice
from invoicekit.model import Invoice

Sample = Callable[[str], bytes]

GENERAL = Reader(replace(EINVOICE, runs=None, lines=""))
VALUE = re.compile(r"(?<=>)[^<>]+(?=</)")
LEAF = re.compile(r"<([\w-]+)>[^<>]*</\1>")
LINE = re.compile(r"\s*<IssuItemInformation>.*?</IssuItemInformation>", re.DOTALL)
TAG = re.compile(r"</?[\w-]+>")
ODD = [
    *("", " ", "x", "-1", "0", "-0.00", "1e3", "+3", ".5", "5.", "01", " 5 ", "1_0", "9" * 29),
    *("0.06", "0.060000", "6%", "免税", "不征税", "***", "*", "—", "1,000.00", "NaN", "٣", "1.2.3"),
    *(
        "*软件*开发",
        "**开发",
        "*软件",
        "*a*b*c",
        "\u3000",
        "\u00a0x",
        "é中",
        "\ufffe",
        "\x85",
        "]",
        "]]>",
    ),
    *(
        "&amp;",
        "&#65;",
        "&lt;b&gt;",
        "&x;",
        "<!--c-->",
        "<![CDATA[x]]>",
        "a\tb",
        "a\nb",
        "\r\n",
        "\r",
    ),
    *("2026-02-30", "2026-11-24 09:05:07", "20261124", "Y", "N", "01", "02", "差额征税：50.00元。"),
    *("<New/>", "<New>1</New>", "<Quantity>2</Quantity>", "<Label/>", "<IssuItemInformation/>"),
]


def told(reader: Reader, data: bytes) -> object:
    """All that a reader says of a file, to the digit; the error where it says nothing."""
    try:
        reading = reader.read(data)
    except InputError as problem:
        return str(problem)
    record = dict(reading.record)
    other = record.pop(SUPERVISED)
    invoice, faults = tolerant_invoice(record, Invoice.model_validate)
    content = invoice.model_dump_json(exclude_unset=True)
    return content, invoice, other, faults, reading.findings, reading.source


def knowing(*files: str) -> Reader:
    """A reader that has seen these files, and learns no more."""
    reader = Reader(EINVOICE)
    for text in files * 8:
        reader.read(text.encode())
    reader._straight.learn = lambda *_: None  # type: ignore[method-assign]
    return reader


def many(text: str) -> str:
    """A file with its lines again and again, enough of them for a run."""
    lines = "".join(LINE.findall(text))
    return LINE.sub("", text).replace("</BasicInformation>", f"</BasicInformation>{lines * 9}")


def damaged(text: str, chance: random.Random) -> str:
    """A file with one to three other values, or an element gone, twice or elsewhere."""
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        values, leaves = list(VALUE.finditer(text)), list(LEAF.finditer(text))
        value, leaf = chance.choice(values), chance.choice(leaves)
        way, (start, end) = chance.randrange(8), value.span()
        new = chance.choice([chance.choice(values)[0], f"{value[0]} ", *chance.choices(ODD, k=3)])
        if way in {0, 1, 2}:
            start, end = leaf.span()
            new = ("", leaf[0] * 2, chance.choice(leaves)[0])[way]
        elif way == 3:
            start = end = chance.choice(list(TAG.finditer(text))).end()
            new = chance.choice(["\n  ", "\r\n", "<!-- x -->", "<?pi x?>", " ", "x", "<x/>"])
        text = text[:start] + new + text[end:]
    return text


@pytest.mark.parametrize("name", BUREAU)
@pytest.mark.parametrize(
    "count", [pytest.param(4, id="4"), pytest.param(400, id="400", marks=pytest.mark.gate)]
)
def test_damaged_files_say_the_same_in_the_quick_and_the_general_way(
    sample: Sample, name: str, count: int
) -> None:
    whole = sample(name).decode()
    long, close = many(whole), many(re.sub(r">\s+<", "><", whole))
    reader, chance = knowing(whole, long, close), random.Random(name)
    quick = 0
    for text in (whole, long, close):
        for data in (text, *(damaged(text, chance) for _ in range(count))):
            file = data.encode()
            assert told(reader, file) == told(GENERAL, file), data
            cut = EINVOICE.runs.cut(file) if EINVOICE.runs else None
            rest = cut.rest if cut else file
            quick += reader._straight.read(rest, LIMITS) is not None
    assert quick >= count // 4 + 3
