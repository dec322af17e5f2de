"""The waist: load, read, validate, calculate, write, convert and render together."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import invoicekit as ik
from invoicekit.errors import ConfigurationError, InputError
from invoicekit.money import Rounding

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


@pytest.mark.parametrize("name", ["ubl", "peppol", "json"])
def test_tells_the_most_specific_format(name: str) -> None:
    assert ik.detect(ik.write(INVOICE, name)) == name
    assert ik.load(ik.write(INVOICE, name)).format == name


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<Invoice/>", "text of a document"),
        (' {"number": "1"}', "text of a document"),
        ("a\0b", "cannot be read"),
        (io.StringIO("{}"), "gives str"),
        (7, "gives int"),
    ],
)
def test_a_wrong_source_is_explained(source: object, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        ik.load(source)  # type: ignore[arg-type]  # as a user without a type checker would


@pytest.mark.parametrize("data", [b"", b" \n"])
def test_nothing_has_no_format(data: bytes) -> None:
    with pytest.raises(InputError, match="empty"):
        ik.detect(data)


@pytest.mark.parametrize(
    ("specification", "format", "profile"),
    [
        ("urn:cen.eu:en16931:2017", "json", "en16931"),
        (None, "json", "core"),
        (None, "ubl", "en16931"),
    ],
)
def test_the_profile_goes_by_the_document(
    specification: str | None, format: str, profile: str
) -> None:
    invoice = INVOICE.replace(specification=specification)
    assert ik.validate(ik.write(invoice, format)).profile == profile
    if format == "json":
        assert ik.validate(invoice).profile == profile


def test_a_mode_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="official"):
        ik.validate(INVOICE, mode="fast")  # type: ignore[arg-type]  # a user's mistake


def test_converting_tells_what_the_target_cannot_say() -> None:
    line = INVOICE.lines[0].replace(order_reference="SO-1")
    document = INVOICE.replace(lines=(line, line), vat_exchange_rate="1.1")
    document = document.replace(notes=(ik.Note(text=""),))

    losses = ik.convert(document, "ubl").losses

    assert [loss.path for loss in losses] == [
        "vat_exchange_rate",
        "notes[0]",
        "seller.tax_ids[0].value",
        "lines[0].order_reference",
        "lines[1].order_reference",
    ]
    assert str(losses[0]) == "vat_exchange_rate: 1.1 became nothing"
    assert str(losses[2]).endswith("136695976 became DE136695976")


def test_converts_documents_as_loaded() -> None:
    loaded = ik.load(ik.write(INVOICE, "ubl"))
    assert ik.read(ik.convert(loaded, "json").data) == loaded.invoice


def test_rounds_by_the_policy_that_is_given() -> None:
    line = INVOICE.lines[0].replace(quantity="1", price=ik.Price(net="0.50"), vat_rate="1")
    invoice = INVOICE.replace(seller=None, lines=(line,))
    half_up = ik.calculate(invoice).totals
    down = ik.calculate(invoice, ik.RoundingPolicy(rounding=Rounding.DOWN)).totals
    assert half_up is not None
    assert down is not None
    assert (half_up.vat, down.vat) == (Decimal("0.01"), Decimal("0.00"))


def test_renders_in_the_sellers_language_by_a_built_in_template() -> None:
    invoice = ik.calculate(INVOICE)
    assert b'lang="de"' in ik.render(invoice, "html", template="standard")
    assert b'lang="en"' in ik.render(invoice.replace(seller=None), "html")
