"""Values without bounds, in every field of an invoice: read or refused, judged, and never stuck.

A number of 40,000 digits costs a minute where it becomes an `int`; a text of a megabyte is a long
text. What is read can be judged, calculated and written again, or says why not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, TypeAlias

import pytest
from tests.formats.test_every_term import FULL

import invoicekit as ik
from invoicekit.errors import InvoiceKitError

Place: TypeAlias = tuple[str | int, ...]

WHOLE = json.loads(ik.write(FULL, "json"))
VALUES: dict[str, object] = {
    "10^27": "1" + "0" * 27,
    "10^30": "1" + "0" * 30,
    "29 decimals": "0." + "1" * 29,
    "1e999": "1e999",
    "NaN": "NaN",
    "-Infinity": "-Infinity",
    "negative zero": "-0.00",
    "40,000 digits": "9" * 40_000,
    "an int of 4,000 digits": 10**3_999,
    "a float": 1.5,
    "foreign digits": "١٢٣",
    "nothing but blanks": " " * 1_000,
    "a list in a list": [[["deep"]]],
}


def places(whole: object, here: Place = ()) -> Iterator[Place]:
    """Where a value stands."""
    if isinstance(whole, dict | list):
        inside = whole.items() if isinstance(whole, dict) else enumerate(whole)
        for key, value in inside:
            yield from places(value, (*here, key))
    else:
        yield here


def put(place: Place, value: object) -> bytes:
    """The invoice with another value at a place."""
    made: Any = json.loads(json.dumps(WHOLE))
    inner = made
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return json.dumps(made).encode()


def written(invoice: ik.Invoice) -> bytes:
    return ik.write(invoice, "ubl")


def shown(invoice: ik.Invoice) -> bytes:
    return ik.render(invoice, "text")


def told(data: bytes) -> bool:
    """Whether something is told of a file; everything is done with it that can be."""
    try:
        document = ik.load(data)
    except ik.InputError:
        return True
    assert all(finding.message for finding in ik.validate(document).findings)
    for do in (ik.calculate, ik.explain, written, shown):
        with suppress(InvoiceKitError):
            do(document.invoice)
    return bool(document.findings)


@pytest.mark.parametrize("every", [61, pytest.param(4, marks=pytest.mark.gate)])
def test_a_value_without_bounds_is_read_or_refused(every: int) -> None:
    cases = [(place, name) for place in places(WHOLE) for name in VALUES]
    seen = [told(put(place, VALUES[name])) for place, name in cases[::every]]

    assert len(cases) > 1_500
    assert any(seen)
    assert not all(seen)  # a text may be any


def test_a_description_of_a_megabyte_is_a_long_description() -> None:
    long = "Füller " * 150_000
    data = put(("lines", 0, "item", "description"), long)
    document = ik.load(data)

    assert document.invoice.lines[0].item is not None
    assert document.invoice.lines[0].item.description == long
    assert ik.load(ik.write(document.invoice, "ubl")).invoice.lines[0].item == (
        document.invoice.lines[0].item
    )


@pytest.mark.gate
def test_ten_thousand_lines_add_up() -> None:
    line = FULL.lines[0].replace(lines=())
    many = FULL.replace(lines=[line.replace(id=str(n)) for n in range(1, 10_001)])
    whole = ik.calculate(many)
    document = ik.load(ik.write(whole, "cii"))

    assert len(document.invoice.lines) == 10_000
    assert whole.totals is not None
    assert whole.lines[0].net_amount is not None
    assert whole.totals.line_total == 10_000 * whole.lines[0].net_amount
