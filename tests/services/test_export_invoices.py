"""Everything issued, as lines: each document once, as it was sealed, in pieces of any size."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from tests.services.conftest import ISSUER, NOW

import invoicekit as ik
from invoicekit.errors import ConfigurationError

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
        sealed = line.partition('"sealed": ')[2].removesuffix("}")
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
