"""Every official document and thousands of damaged ones: read straight, they say the same."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

import pytest
from tests import conformance
from tests.conformance import Syntax
from tests.formats.test_straight import READERS, general, said

from invoicekit.binding import LIMITS, Reader

MUTANTS = 25
"""Of a document: as many again with other tags, which the official mutator makes."""
VALUE = re.compile(r'(?<=>)[^<>]+(?=</)|(?<=[Dea]=")[^"<>]*(?=")')
ELEMENT = re.compile(r"<([\w:]+)[^<>]*>[^<>]*</\1>")
TAG = re.compile(r"<[\w:]+[^<>]*>")
ODD = [
    *("", " ", "x", "-1", "1e3", "0.00", " 5 ", "&amp;", "&#65;", "&lt;b&gt;", "<!--c-->", "é中"),
    *("<![CDATA[x]]>", "\u00a0", "1.123456789012345", "9" * 20, "+3", "01", "A\tB", "\r\n", ".5"),
    *("2026-02-30", "2026-01-31", "2026-01-31Z", "20260131", "19991231", "102", "true", "1"),
    *("VAT", "vat", "TAX", "VA", "FC", "SEPA", "130", "50", "916", "30", "58", "59", "48", "EUR"),
    *("0088", "0192", "9906", "7300010000001", "S", "Z", "USD", "HUF", "#AAI#x", "NA", "DE1 "),
]


@pytest.fixture(autouse=True)
def _data(needs: Callable[[str, object], None]) -> None:
    needs(conformance.WHAT, conformance.available())


def knowing(form: str, *files: bytes) -> Reader:
    """A reader that learned what it can of these files, and learns no more."""
    reader = READERS[form]()
    reader._straight._credit = 10**9
    for data in files * 3:
        assert reader.read(data).source.sights is not None  # what is asked of a piece is looked at
    reader._straight.learn = lambda *_: None  # type: ignore[method-assign]
    return reader


def damaged(text: str, chance: random.Random) -> str:
    """A file with one to three other values, or an element gone, twice or elsewhere."""
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        values = list(VALUE.finditer(text))
        first, second = chance.choice(values), chance.choice(values)
        element = chance.choice(list(ELEMENT.finditer(text)))
        old, (start, end) = first[0], first.span()
        new = chance.choice([second[0], chance.choice(ODD), f"{old} ", f" {old}", old.swapcase()])
        if (way := chance.randrange(8)) < 3:
            old, (start, end) = element[0], element.span()
            new = ("", old * 2, chance.choice(list(ELEMENT.finditer(text)))[0])[way]
        elif way == 3:
            start = end = chance.choice(list(TAG.finditer(text))).end()
            new = chance.choice(["\n  ", "<!-- x -->", "<?pi x?>", " ", "x", "<x/>"])
        text = text[:start] + new + text[end:]
    return text


def files(syntax: Syntax) -> Iterator[tuple[str, list[bytes]]]:
    """Yields each document's name, and it with its mutants."""
    mutate = conformance._mutator()
    for case in conformance.documents(syntax):
        chance = random.Random(case.name)
        text = case.data.decode()
        mutants = [mutate(case.data, f"straight-{seed}")[0] for seed in range(MUTANTS)]
        mutants += [damaged(text, chance).encode() for _ in range(MUTANTS)]
        yield case.name, [case.data, *mutants]


@pytest.mark.gate
@pytest.mark.parametrize("syntax", ["ubl", "cii"])
def test_damaged_documents_say_the_same_read_straight(syntax: Syntax) -> None:
    parsed = general(syntax)
    differing, straight = [], 0
    for name, made in files(syntax):
        reader = knowing(syntax, *made[: MUTANTS // 4])
        for number, data in enumerate(made):
            straight += reader._straight.read(data, LIMITS) is not None
            if said(reader, data) != said(parsed, data):
                differing.append(f"{name} {number}")

    assert not differing
    assert straight > MUTANTS
