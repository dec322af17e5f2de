"""A verdict needs no validated model: plain objects and models have the same fields and report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice

import pytest
from tests import conformance
from tests.rules.invoices import CLEAN

import invoicekit as ik
from invoicekit import Report, validate
from invoicekit.documents import load
from invoicekit.model import Invoice
from invoicekit.model.line import InvoiceLine, Price, SubInvoiceLine
from invoicekit.model.party import Party
from invoicekit.model.plain import IncompleteRecord, plain, with_numbers
from invoicekit.model.value import Value

Needs = Callable[[str, object], None]
SYNTAXES: tuple[conformance.Syntax, ...] = ("ubl", "cii")


def both(data: bytes) -> tuple[Report, Report]:
    """The verdict of the bytes, and of the document that was loaded from them."""
    return validate(data), validate(load(data))


def damaged(syntax: conformance.Syntax, every: int) -> Iterator[bytes]:
    yield from (case.data for case in islice(conformance.documents(syntax), 0, None, every))
    yield from (case.data for case in islice(conformance.units(syntax), 0, None, 5 * every))
    yield from (case.data for case in conformance.mutants(syntax, every=40 * every))


@pytest.mark.no_cover  # the official tests walk the same lines
@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.gate)])
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_the_report_is_the_same(syntax: conformance.Syntax, every: int, needs: Needs) -> None:
    needs(conformance.WHAT, conformance.available())

    for data in damaged(syntax, every):
        of_bytes, of_document = both(data)
        assert of_bytes == of_document


@pytest.mark.parametrize("model", [Invoice, InvoiceLine, Party])
def test_a_plain_object_has_the_fields_of_its_model(model: type[Value]) -> None:
    made = plain(model, {})

    for name, field in model.model_fields.items():
        expected = None if field.is_required() else field.get_default()
        assert getattr(made, name) == expected, name
    properties = [name for name, each in vars(model).items() if isinstance(each, property)]
    assert all(hasattr(made, name) for name in properties)


def test_groups_are_plain_too() -> None:
    made = plain(Invoice, {"seller": {"name": "Shop", "tax_ids": [{"value": "DE1"}]}})

    assert made.seller.name == "Shop"
    assert [tax_id.kind for tax_id in made.seller.tax_ids] == ["vat"]
    assert made.lines == ()


def test_what_no_model_could_be_is_refused() -> None:
    with pytest.raises(IncompleteRecord, match="TaxId"):
        plain(Invoice, {"seller": {"tax_ids": [{"kind": "vat"}]}})


LONG = Decimal("1." + 40 * "3")


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("totals.amount_due", ()),
        ("lines[1].price.net", (InvoiceLine(id="1"), InvoiceLine(id="2", price=Price(gross="2")))),
        ("lines[0].price.net", (InvoiceLine(id="1"),)),
        ("lines[0].lines[0].net_amount", (InvoiceLine(id="1", lines=(SubInvoiceLine(id="2"),)),)),
    ],
)
def test_a_verdict_sees_numbers_that_no_model_holds(
    path: str, lines: tuple[InvoiceLine, ...]
) -> None:
    invoice = Invoice(number="1", lines=lines)

    seen = with_numbers(Invoice, invoice, {path: LONG})

    assert eval(f"seen.{path}", {"seen": seen}) == LONG
    assert seen.number == "1"
    assert invoice == Invoice(number="1", lines=lines)


def test_what_is_not_there_gets_no_number() -> None:
    seen = with_numbers(Invoice, Invoice(), {"lines[3].net_amount": LONG})

    assert seen.lines == ()


def test_both_ways_judge_a_long_number() -> None:
    due = re.compile(rb"(PayableAmount [^>]*>)([0-9]+\.[0-9]+)")
    data = ik.write(CLEAN, "ubl")
    for before, after, holds in ((b"", b"0" * 40, True), (b"1" * 40, b"", False)):
        of_bytes, of_document = both(due.sub(rb"\g<1>" + before + rb"\g<2>" + after, data))
        assert of_bytes == of_document
        assert ("BR-CO-16" not in {each.rule for each in of_bytes.errors}) is holds
