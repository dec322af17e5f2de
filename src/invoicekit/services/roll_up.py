"""Summing up by day, from the events: outside of issuing, which would wait for one row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from invoicekit.model.rows import EventRow, InvoiceRow, WatermarkRow
from invoicekit.model.stored import Id, changed
from invoicekit.ports import Query, UnitOfWork
from invoicekit.rollups import (
    COUNTED,
    NEVER,
    ROLLUPS,
    Amounts,
    Cell,
    Rollup,
    Sums,
    added,
    less,
    plus,
)
from invoicekit.services.read_events import rows_since


@dataclass(frozen=True, slots=True)
class Counted:
    """Every document counted, as of the newest event.

    Attributes:
        documents: How many there are.
        newest: The event; None where nothing ever happened.
    """

    sums: Sums
    documents: int
    newest: EventRow | None


def roll_up(uow: UnitOfWork, rollup: Rollup, *, limit: int) -> int:
    """Adds the next events to the sums and returns how many; all, the first time."""
    mark = _locked(uow, rollup)
    if not mark.event:
        return keep(uow, rollup, count(uow, rollup))
    rows = rows_since(uow, f"{mark.position}-{mark.event}", limit=limit)
    if rows:
        _write(uow, rollup, rollup.changes(uow, ((row.subject, row.type) for row in rows)))
        uow.replace([_moved(mark, rows[-1])])
    return len(rows)


def begun(uow: UnitOfWork, rollup: Rollup) -> bool:
    """Says whether there are sums already."""
    return rollup.watermark(uow) is not None


def behind(uow: UnitOfWork, rollup: Rollup) -> bool:
    """Says whether something happened that the sums do not have in them yet."""
    mark = rollup.watermark(uow)
    cursor = None if mark is None else f"{mark.position}-{mark.event}"
    return bool(rows_since(uow, cursor, limit=1))


def count(uow: UnitOfWork, rollup: Rollup) -> Counted:
    """Counts every document, and writes nothing: a million takes a while.

    What others have under way, or did last, is left to the events that come after the watermark.
    """
    newest = uow.page(Query(of=EventRow, order="time", descending=True, limit=1)).items
    if not newest:
        return Counted({}, 0, None)
    place = WatermarkRow(
        tenant_id=uow.tenant, name=rollup.name, position=newest[0].position, event=newest[0].id
    )
    documents = rollup.of_documents(uow)
    sums = added(documents, less(rollup.since(uow, place)))
    return Counted(sums, _documents(uow), newest[0])


def keep(uow: UnitOfWork, rollup: Rollup, counted: Counted) -> int:
    """Puts what was counted in the place of the sums, and returns how many documents there are."""
    if counted.newest is None:
        return 0
    uow.replace([_moved(_locked(uow, rollup), counted.newest)])
    uow.remove(rollup.of, [rollup.cell_of(row) for row in uow.stream(Query(of=rollup.of))])
    _write(uow, rollup, counted.sums)
    return counted.documents


def rollup_faults(uow: UnitOfWork) -> tuple[int, list[str]]:
    """Returns how many sums there are, and each that is not what the documents add up to."""
    seen, faults = 0, list[str]()
    for rollup in ROLLUPS:
        mark = rollup.watermark(uow)
        if mark is None:
            continue
        kept = rollup.kept(uow)
        told = added(kept, rollup.since(uow, mark))
        seen += len(kept)
        faults += _differences(rollup, told, rollup.of_documents(uow))
    return seen, faults


def _documents(uow: UnitOfWork) -> int:
    found = uow.totals(Query(of=InvoiceRow, where=COUNTED), by=(), sums=())
    return sum(each for (each,) in found if isinstance(each, int))


def _locked(uow: UnitOfWork, rollup: Rollup) -> WatermarkRow:
    """Returns the watermark, which one at a time moves on."""
    first = WatermarkRow(tenant_id=uow.tenant, name=rollup.name, position=0, event=Id(""))
    uow.add([first], ignore_existing=True)
    [mark] = uow.get(WatermarkRow, [rollup.name], lock=True)
    if mark is None:
        raise AssertionError("the watermark was just added")
    return mark


def _moved(mark: WatermarkRow, last: EventRow) -> WatermarkRow:
    return changed(mark, revision=mark.revision + 1, position=last.position, event=last.id)


def _differences(rollup: Rollup, told: Sums, right: Sums) -> Iterator[str]:
    nothing: Amounts = (0,) * len(rollup.amounts)
    for cell in sorted(told.keys() | right.keys(), key=str):
        ours, theirs = told.get(cell, nothing), right.get(cell, nothing)
        if ours != theirs:
            yield (
                f"the sums of {rollup.name} of {_named(rollup, cell)} are "
                f"{_said(rollup, ours)}, the documents say {_said(rollup, theirs)}: "
                "kit.reports.rebuild() makes the sums again"
            )


def _named(rollup: Rollup, cell: Cell) -> str:
    shown = [f"{name} {value}" for name, value in zip(rollup.key, cell, strict=True) if value != ""]
    return ", ".join(shown[:-1] if cell[-1] == NEVER else shown)


def _said(rollup: Rollup, amounts: Amounts) -> str:
    return ", ".join(f"{name} {each}" for name, each in zip(rollup.amounts, amounts, strict=True))


def _write(uow: UnitOfWork, rollup: Rollup, sums: Sums) -> None:
    cells = sorted(sums, key=str)
    there = uow.get(rollup.of, cells, lock=True)
    known = [(row, sums[cell]) for cell, row in zip(cells, there, strict=True) if row is not None]
    new = [cell for cell, row in zip(cells, there, strict=True) if row is None]
    uow.replace(
        [
            changed(
                row,
                revision=row.revision + 1,
                **dict(zip(rollup.amounts, plus(rollup.amounts_of(row), more), strict=True)),
            )
            for row, more in known
        ]
    )
    uow.add([rollup.row(uow.tenant, cell, sums[cell]) for cell in new])
