"""Summing up sales by day, from the events: outside of issuing, which would wait for one row."""

from __future__ import annotations

from collections.abc import Iterator

from invoicekit.lifecycle import sales
from invoicekit.lifecycle.sales import Cell, Sold, Sums
from invoicekit.model.rows import EventRow, SalesDayRow, WatermarkRow
from invoicekit.model.stored import Id, Key, changed
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services.read_events import rows_since


def roll_up(uow: UnitOfWork, *, limit: int) -> int:
    """Adds the next events to the sums of sales and returns how many; all, the first time."""
    mark = _locked(uow)
    if not mark.event:
        return rebuild(uow)
    rows = rows_since(uow, f"{mark.position}-{mark.event}", limit=limit)
    if rows:
        _write(uow, sales.changes(uow, ((row.subject, row.type) for row in rows)))
        uow.replace([_moved(mark, rows[-1])])
    return len(rows)


def behind(uow: UnitOfWork) -> bool:
    """Says whether something happened that the sums do not have in them yet."""
    mark = sales.watermark(uow)
    cursor = None if mark is None else f"{mark.position}-{mark.event}"
    return bool(rows_since(uow, cursor, limit=1))


def rebuild(uow: UnitOfWork) -> int:
    """Makes the sums again of the documents and returns how many documents there are.

    What others have under way, or did last, is left to the events that come after the watermark.
    """
    newest = uow.page(Query(of=EventRow, order="time", descending=True, limit=1)).items
    if not newest:
        return 0
    mark = _moved(_locked(uow), newest[0])
    uow.replace([mark])
    keys: list[Key] = [tuple(sales.cell_of(row)) for row in uow.stream(Query(of=SalesDayRow))]
    uow.remove(SalesDayRow, keys)
    documents = sales.of_documents(uow)
    _write(uow, sales.added(documents, sales.less(sales.since(uow, mark))))
    return sum(each.documents for each in documents.values())


def sales_faults(uow: UnitOfWork) -> tuple[int, list[str]]:
    """Returns how many sums there are, and each that is not what the documents add up to."""
    mark = sales.watermark(uow)
    if mark is None:
        return 0, []
    kept = sales.rolled_up(uow)
    told = sales.added(kept, sales.since(uow, mark))
    return len(kept), list(_differences(told, sales.of_documents(uow)))


def _locked(uow: UnitOfWork) -> WatermarkRow:
    """Returns the watermark, which one at a time moves on."""
    first = WatermarkRow(tenant_id=uow.tenant, name=sales.SALES, position=0, event=Id(""))
    uow.add([first], ignore_existing=True)
    [mark] = uow.get(WatermarkRow, [sales.SALES], lock=True)
    if mark is None:
        raise AssertionError("the watermark was just added")
    return mark


def _moved(mark: WatermarkRow, last: EventRow) -> WatermarkRow:
    return changed(mark, revision=mark.revision + 1, position=last.position, event=last.id)


def _differences(told: Sums, right: Sums) -> Iterator[str]:
    for cell in sorted(told.keys() | right.keys()):
        ours, theirs = told.get(cell, Sold()), right.get(cell, Sold())
        if ours != theirs:
            yield (
                f"sales of {_named(cell)} are summed up as {_said(ours)}, the documents say "
                f"{_said(theirs)}: kit.reports.rebuild() makes the sums again"
            )


def _named(cell: Cell) -> str:
    what = f"{cell.day} in {cell.currency}, kind {cell.kind}, to {cell.country or 'no country'}"
    return what if cell.voided == sales.NEVER else f"{what}, voided on {cell.voided}"


def _said(sold: Sold) -> str:
    return f"{sold.documents} document(s) of {sold.net} + {sold.vat} = {sold.total}"


def _write(uow: UnitOfWork, sums: Sums) -> None:
    cells = sorted(sums)
    there = uow.get(SalesDayRow, [tuple(cell) for cell in cells], lock=True)
    known = [(row, sums[cell]) for cell, row in zip(cells, there, strict=True) if row is not None]
    new = [cell for cell, row in zip(cells, there, strict=True) if row is None]
    uow.replace([_more(row, sold) for row, sold in known])
    uow.add([_row(uow.tenant, cell, sums[cell]) for cell in new])


def _more(row: SalesDayRow, sold: Sold) -> SalesDayRow:
    both = sales.sold_of(row) + sold
    return changed(
        row,
        revision=row.revision + 1,
        documents=both.documents,
        net=both.net,
        vat=both.vat,
        total=both.total,
    )


def _row(tenant: str, cell: Cell, sold: Sold) -> SalesDayRow:
    return SalesDayRow(
        tenant_id=tenant,
        **cell._asdict(),
        documents=sold.documents,
        net=sold.net,
        vat=sold.vat,
        total=sold.total,
    )
