"""The waist: load, read, validate, calculate, write, convert and render together."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import invoicekit as ik
from invoicekit.errors import ConfigurationError, InputError

INVOICE = ik.Invoice(
    number="2026-1",
    issue_date=date(2026, 3, 2),
    due_date=date(2026, 4, 1),
    currency="EUR",
    seller=ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(city="Berlin", country="DE"),
    ),
    buyer=ik.Party(name="ACME GmbH", address=ik.Address(city="Bonn", country="DE")),
    lines=[
        ik.InvoiceLine(
            id="1",
            quantity="2",
            unit="H87",
            price=ik.Price(net="49.90"),
            vat_category="S",
            vat_rate="19",
            item=ik.Item(name="Keyboard"),
        )
    ],
)


def test_calculates_by_the_sellers_rounding() -> None:
    done = ik.calculate(INVOICE)
    assert done.totals is not None
    assert done.totals.with_vat == Decimal("118.76")
    assert ik.calculate(done) == done


def test_loads_paths_bytes_and_files(tmp_path: Path) -> None:
    data = ik.write(INVOICE, "json")
    path = tmp_path / "a.json"
    path.write_bytes(data)
    for source in (path, str(path), data, io.BytesIO(data)):
        assert ik.read(source) == INVOICE
    assert ik.load(data).format == "json"


@pytest.mark.parametrize("source", [b"", b"\x00\x01", b"hello", "no/such/file.xml"])
def test_unusable_input_says_so(source: bytes | str) -> None:
    with pytest.raises(InputError):
        ik.load(source)


def test_validates_invoices_documents_and_files() -> None:
    done = ik.calculate(INVOICE)
    assert ik.validate(done).valid
    assert ik.validate(done).mode == "strict"
    data = ik.write(done, "json")
    assert ik.validate(data).mode == "official"
    assert ik.validate(ik.load(data), mode="strict").mode == "strict"
    wrong = done.replace(currency=None)
    assert not ik.validate(wrong).valid
    with pytest.raises(ConfigurationError, match="core"):
        ik.validate(done, profile="nothing")


def test_reader_findings_are_part_of_the_verdict() -> None:
    data = ik.write(ik.calculate(INVOICE), "json").replace(b'"number":"2026-1"', b'"number":5')
    assert "IK-UNREADABLE" in [finding.rule for finding in ik.validate(data).findings]


def test_converting_to_our_json_loses_nothing() -> None:
    assert ik.convert(ik.write(INVOICE, "json"), "json").losses == ()


def test_renders_for_people() -> None:
    page = ik.render(ik.calculate(INVOICE), "html", locale="de").decode()
    assert "118,76" in page
    with pytest.raises(ConfigurationError):
        ik.render(INVOICE, "papyrus")
