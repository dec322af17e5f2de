"""Sums of sales: what they are added to, and what takes them away again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from invoicekit.lifecycle.sales import (
    NEVER,
    Cell,
    Sold,
    added,
    changes,
    less,
    of_documents,
    since,
    watermark,
)
from invoicekit.model.rows import InvoiceRow, WatermarkRow
from invoicekit.model.stored import Id
from invoicekit.storage.memory import MemoryStorage

CELL = Cell(date(2026, 3, 2), "EUR", "DE", "380", NEVER)
SOLD = Sold(2, Decimal(10), Decimal("1.9"), Decimal("11.9"))


def test_what_is_taken_away_leaves_no_cell() -> None:
    other = CELL._replace(voided=date(2026, 3, 9))
    assert added({CELL: SOLD}, {other: SOLD}, less({CELL: SOLD})) == {other: SOLD}
    assert added({CELL: SOLD}, {CELL: SOLD})[CELL] == SOLD.times(2)


def test_a_document_that_is_gone_or_no_sale_changes_nothing() -> None:
    storage = MemoryStorage()
    events = [("nobody", "invoice.issued"), ("nobody", "invoice.submitted")]
    assert storage.read("a", lambda uow: changes(uow, events)) == {}
    mark = WatermarkRow(tenant_id="a", name="sales", position=0, event=Id(""))
    assert storage.read("a", lambda uow: since(uow, mark)) == {}
    assert storage.read("a", watermark) is None


def test_what_has_no_date_is_no_sale_of_any_day() -> None:
    storage = MemoryStorage()
    row = InvoiceRow(
        tenant_id="a",
        id=Id("i"),
        issuer_id=Id("us"),
        type_code="380",
        document_status="issued",
        currency="EUR",
        without_vat=Decimal(1),
        vat=Decimal(0),
        total=Decimal(1),
        amount_due=Decimal(1),
        created_by="a",
        created_at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    storage.write("a", lambda uow: uow.add([row]))
    assert storage.read("a", of_documents) == {}
    assert storage.read("a", lambda uow: changes(uow, [("i", "invoice.issued")])) == {}
