"""Sums of documents: what they are added to, and what takes them away again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from invoicekit.model.rows import InvoiceRow, VatDayRow, WatermarkRow
from invoicekit.model.stored import Id
from invoicekit.rollups import NEVER, ROLLUPS, VAT, Amounts, Cell, added, less, plus
from invoicekit.storage.memory import MemoryStorage

DAY = date(2026, 3, 2)
CELL: Cell = (DAY, "EUR", "DE", "380", NEVER)
SOLD = (2, Decimal(10), Decimal("1.9"), Decimal("11.9"))


def row(**changes: object) -> InvoiceRow:
    one = InvoiceRow(
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
    return replace(one, **changes)  # type: ignore[arg-type]  # columns


def test_what_is_taken_away_leaves_no_cell() -> None:
    other: Cell = (*CELL[:-1], date(2026, 3, 9))
    assert added({CELL: SOLD}, {other: SOLD}, less({CELL: SOLD})) == {other: SOLD}
    assert (
        added({CELL: SOLD}, {CELL: SOLD})[CELL]
        == plus(SOLD, SOLD)
        == (4, 20, Decimal("3.8"), Decimal("23.8"))
    )


def test_amounts_that_cancel_each_other_are_two_documents() -> None:
    credit: Amounts = (1, *(-each for each in SOLD[1:]))
    assert added({CELL: SOLD}, {CELL: credit}) == {CELL: (3, 0, 0, 0)}


def test_one_more_and_one_less_are_no_document_and_still_a_change() -> None:
    other: Amounts = (2, *map(Decimal, (7, 1, 8)))
    assert added({CELL: SOLD}, less({CELL: other})) == {
        CELL: (0, 3, Decimal("0.9"), Decimal("3.9"))
    }


def test_a_document_that_is_gone_or_no_sale_changes_nothing() -> None:
    storage = MemoryStorage()
    events = [("nobody", "invoice.issued"), ("nobody", "invoice.submitted")]
    for rollup in ROLLUPS:
        assert storage.read("a", lambda uow: rollup.changes(uow, events)) == {}  # noqa: B023
        mark = WatermarkRow(tenant_id="a", name=rollup.name, position=0, event=Id(""))
        assert storage.read("a", lambda uow: rollup.since(uow, mark)) == {}  # noqa: B023
        assert storage.read("a", rollup.watermark) is None


def test_what_has_no_date_is_of_no_day() -> None:
    storage = MemoryStorage()
    storage.write("a", lambda uow: uow.add([row()]))
    for rollup in ROLLUPS:
        assert storage.read("a", rollup.of_documents) == {}
        issued = [("i", "invoice.issued")]
        assert storage.read("a", lambda uow: rollup.changes(uow, issued)) == {}  # noqa: B023


def test_a_sum_is_a_row_and_back() -> None:
    cell = (DAY, "EUR", "FR", "S", Decimal(20), NEVER)
    kept = VAT.row("a", cell, (1, Decimal(10), Decimal(2)))
    assert isinstance(kept, VatDayRow)
    assert (VAT.cell_of(kept), VAT.amounts_of(kept)) == (cell, (1, 10, 2))
