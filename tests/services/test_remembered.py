"""What was read is read once, and of so much text no more than fits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import invoicekit as ik
from invoicekit.services import _remembered
from invoicekit.services._records import RecordFile, file_text, record_of
from invoicekit.services._records import read as row_of
from invoicekit.services._remembered import Remembered


class Reader:
    """Reads notes, and tells how often."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, text: str) -> ik.Note:
        self.read.append(text)
        return ik.Note(text=text)


def test_a_text_is_read_once() -> None:
    reader = Reader()
    notes = Remembered(reader)

    assert notes.of("a") is notes.of("a")
    assert notes.of("b") == ik.Note(text="b")
    assert reader.read == ["a", "b"]


def test_what_was_written_is_not_read() -> None:
    reader, said = Reader(), ik.Note(text="a")
    notes = Remembered(reader)

    notes.note("a", said)

    assert notes.of("a") is said
    assert reader.read == []


def test_so_much_is_remembered_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_remembered, "MOST", 4)
    reader = Reader()
    notes = Remembered(reader)

    for text in ("aa", "bb", "aa", "c", "aa"):
        notes.of(text)

    assert reader.read == ["aa", "bb", "c", "aa"]


def test_what_is_remembered_is_what_would_be_read() -> None:
    kit = ik.InvoiceKit.in_memory(
        issuer=ik.Party(
            name="Shop GmbH",
            tax_ids=[ik.TaxId(country="DE", value="136695976")],
            address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
        ),
        clock=lambda: datetime(2026, 3, 2, 10, tzinfo=UTC),
    )
    buyer = kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
    line = ik.OrderLine(name="Keyboard", quantity="1", unit_price="10")
    order = ik.Order(reference="1", customer_id=buyer.id, currency="EUR", lines=[line])
    draft = kit.invoices.create_from_order(order, actor="alice", payment_terms="net 30")
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob", comment="fine")
    row = kit._runtime.read(lambda uow: row_of(uow, draft.id))

    kept = record_of(row)

    anew = RecordFile.model_validate_json(row.file or "")
    assert kept.approvals == anew.approvals
    assert kept.rates == anew.rates
    assert file_text(anew) == row.file
    assert kept.invoice == ik.Invoice.model_validate_json(row.document or "")
