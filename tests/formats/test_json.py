"""Our JSON: bad values are findings with their paths, never an exception."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.errors import InputError
from invoicekit.formats import FORMATS
from invoicekit.model import Invoice, InvoiceLine, Price

JSON = FORMATS["json"]


def test_round_trip_is_exact() -> None:
    invoice = Invoice(
        number="1",
        issue_date=date(2026, 1, 2),
        lines=[InvoiceLine(quantity="2.00", price=Price(net="49.900"))],
    )
    again = JSON.read(JSON.write(invoice))
    assert again.invoice == invoice
    assert again.findings == ()
    assert JSON.write(again.invoice) == JSON.write(invoice)
    assert JSON.detects(JSON.write(invoice))


@pytest.mark.parametrize(
    ("document", "path", "rule"),
    [
        ({"lines": [{"quantity": 2.5}]}, "lines[0].quantity", "IK-UNREADABLE"),
        ({"issue_date": "soon"}, "issue_date", "IK-UNREADABLE"),
        ({"colour": "red"}, "colour", "IK-UNKNOWN"),
        ({"lines": 5}, "lines", "IK-UNREADABLE"),
        ({"lines": [7]}, "lines[0]", "IK-UNREADABLE"),
    ],
)
def test_bad_values_are_findings(document: object, path: str, rule: str) -> None:
    reading = JSON.read(json.dumps({"number": "7", **document}).encode())  # type: ignore[dict-item]
    assert [(f.path, f.rule) for f in reading.findings] == [(path, rule)]
    assert reading.invoice.number == "7"


@pytest.mark.parametrize("data", [b"", b"[1]", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        JSON.read(data)


@given(
    st.dictionaries(
        st.sampled_from(["number", "lines", "seller", "totals", "currency", "x"]),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=3),
            lambda v: st.lists(v, max_size=2) | st.dictionaries(st.text(max_size=3), v, max_size=2),
            max_leaves=6,
        ),
    )
)
def test_any_object_is_read(document: dict[str, object]) -> None:
    assert isinstance(JSON.read(json.dumps(document).encode()).invoice, Invoice)


@pytest.mark.parametrize(
    ("text", "path", "rule"),
    [
        ('{"number":"7","number":"8"}', "number", "IK-REPEATED"),
        ('{"number":"7","seller":{"tax_ids":[{}]}}', "seller.tax_ids[0].value", "IK-INCOMPLETE"),
        ('{"number":"7","totals":{"vat":19.00}}', "totals.vat", "IK-UNREADABLE"),
        ('{"number":"7","totals":{"vat":"1e2"}}', "totals.vat", "IK-UNREADABLE"),
    ],
)
def test_text_that_only_json_can_hold(text: str, path: str, rule: str) -> None:
    reading = JSON.read(text.encode())
    assert [(f.path, f.rule) for f in reading.findings] == [(path, rule)]
    assert reading.invoice.number == "7"


def test_facts_of_the_source() -> None:
    source = JSON.read(b'{"totals":{"vat":19},"colour":"red"}').source
    assert source.syntax == "json"
    assert source.present == {"totals.vat"}
    assert source.unknown == ("colour",)
    assert source.raw == {"totals.vat": "19"}


@pytest.mark.parametrize("data", [b'{"a":NaN}', b'{"a":' * 50_000])
def test_what_json_forbids_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        JSON.read(data)
