"""Everything issued, as lines: each document once, as it was sealed, in pieces of any size."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from pyarrow import parquet
from tests.services.conftest import ISSUER, NOW

import invoicekit as ik
from invoicekit.errors import ConfigurationError, InputError
from invoicekit.services.export_invoices import COLUMNS

CALCULATES = "=HYPERLINK(1)"


@pytest.fixture(params=["memory", "sqlite"])
def kit(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ik.InvoiceKit]:
    url = "memory://" if request.param == "memory" else f"sqlite:///{tmp_path / 'shop.db'}"
    with ik.InvoiceKit.from_url(url, issuer=ISSUER, clock=lambda: NOW) as kit:
        yield kit


@pytest.fixture
def issued(kit: ik.InvoiceKit) -> list[ik.InvoiceRecord]:
    """Five documents, and a draft beside them."""
    buyer = kit.customers.create(name=CALCULATES, country="DE", actor="alice")
    drafts = []
    for number in range(6):
        line = ik.OrderLine(name=f"Tinte {number}", quantity="1", unit_price="10.00", vat="S 19")
        order = ik.Order(reference=f"{number}", customer_id=buyer.id, currency="EUR", lines=[line])
        drafts.append(kit.invoices.create_from_order(order, actor="alice").id)
    for draft in drafts[:5]:
        kit.invoices.submit(draft, actor="alice")
        kit.invoices.approve(draft, actor="bob")
    return kit.invoices.issue_many(drafts[:5], actor="bob")


@pytest.mark.parametrize("chunk", [1, 2, 5, 1000])
def test_each_document_stands_in_a_line_as_it_was_sealed(
    kit: ik.InvoiceKit, issued: list[ik.InvoiceRecord], chunk: int
) -> None:
    lines = b"".join(kit.invoices.export(chunk=chunk)).decode().splitlines()
    read = [json.loads(line) for line in lines]
    assert [each["number"] for each in read] == [record.number for record in issued]
    assert {each["total"] for each in read} == {"11.90"}
    for line, each in zip(lines, read, strict=True):
        sealed = line.partition('"sealed":')[2].removesuffix("}")
        assert sha256(sealed.encode()).hexdigest() == each["content_hash"]
        assert ik.Invoice.model_validate(each["sealed"]["invoice"]).number == each["number"]


def test_a_spreadsheet_calculates_nothing(
    kit: ik.InvoiceKit, issued: list[ik.InvoiceRecord]
) -> None:
    rows = list(csv.DictReader(io.StringIO(b"".join(kit.invoices.export("csv")).decode())))
    assert len(rows) == len(issued)
    assert {row["buyer_name"] for row in rows} == {"'" + CALCULATES}
    assert (rows[0]["without_vat"], rows[0]["issue_date"]) == ("10.00", "2026-03-02")


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"issued_from": date(2026, 3, 2), "issued_to": date(2026, 3, 2)}, 5),
        ({"issued_from": date(2026, 3, 3)}, 0),
        ({"currency": "USD"}, 0),
        ({"customer_id": "nobody"}, 0),
    ],
)
def test_only_what_was_asked_for(
    kit: ik.InvoiceKit, issued: list[ik.InvoiceRecord], asked: dict[str, object], count: int
) -> None:
    assert len(issued) == 5
    lines = b"".join(kit.invoices.export(**asked)).splitlines()  # type: ignore[arg-type]  # a case
    assert len(lines) == count


def test_an_unknown_form_is_refused(kit: ik.InvoiceKit) -> None:
    with pytest.raises(ConfigurationError, match="'xml'"):
        list(kit.invoices.export("xml"))


def test_the_awaited_kit_hands_out_the_same_pieces() -> None:
    async def pieces() -> list[bytes]:
        async with await ik.AsyncInvoiceKit.in_memory(issuer=ISSUER) as kit:
            return [piece async for piece in kit.invoices.export("csv")]

    head, rest = asyncio.run(pieces())
    assert head.startswith(b"id,number,series,")
    assert rest == b""


@pytest.mark.parametrize("chunk", [2, 1000])
def test_a_parquet_file_has_the_types_of_the_columns(
    kit: ik.InvoiceKit, issued: list[ik.InvoiceRecord], chunk: int
) -> None:
    table = parquet.read_table(io.BytesIO(b"".join(kit.invoices.export("parquet", chunk=chunk))))
    assert table.num_rows == len(issued)
    first = table.to_pylist()[0]
    assert first["number"] == issued[0].number
    assert (first["total"], first["issue_date"]) == (Decimal("11.9000"), date(2026, 3, 2))
    assert (first["issued_at"], first["sequence"], first["buyer_name"]) == (NOW, 1, CALCULATES)
    assert tuple(table.column_names) == COLUMNS


def test_a_parquet_file_of_lines_says_whose_they_are(
    kit: ik.InvoiceKit, issued: list[ik.InvoiceRecord]
) -> None:
    data = b"".join(kit.invoices.export("parquet-lines", chunk=2))
    rows = parquet.read_table(io.BytesIO(data)).to_pylist()
    assert [row["invoice_id"] for row in rows] == [record.id for record in issued]
    assert [row["name"] for row in rows] == [f"Tinte {number}" for number in range(5)]
    facts = ("quantity", "unit", "price", "net_amount", "vat_category", "vat_rate", "currency")
    one, ten = Decimal(1), Decimal(10)
    assert [rows[0][each] for each in facts] == [one, "C62", ten, ten, "S", Decimal(19), "EUR"]


def test_a_parquet_file_of_nothing_is_whole(kit: ik.InvoiceKit) -> None:
    data = b"".join(kit.invoices.export("parquet"))
    assert parquet.read_table(io.BytesIO(data)).num_rows == 0


def test_a_number_that_does_not_fit_is_refused(kit: ik.InvoiceKit) -> None:
    line = ik.InvoiceLine(
        quantity="0.12345678901234567",
        price=ik.Price(net="1"),
        vat_category="S",
        vat_rate="19",
        item=ik.Item(name="Dust"),
    )
    buyer = ik.Party(name="ACME", address=ik.Address(city="Bonn", postcode="53111", country="DE"))
    draft = kit.invoices.create(
        ik.Invoice(currency="EUR", buyer=buyer, lines=[line], payment_terms="now"), actor="alice"
    )
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")
    kit.invoices.issue(draft.id, actor="bob")
    with pytest.raises(InputError, match="does not fit its column"):
        list(kit.invoices.export("parquet-lines"))
