"""What issuing and voiding do to the sums of sales, so that nobody counts every document again.

The sums are kept by day in cells, and brought up to date from the events; what happened since is
added when somebody asks. Counting the documents gives the same to the last digit: `verify` proves
it, cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from invoicekit.lifecycle.document import DOCUMENT
from invoicekit.model.rows import EventRow, InvoiceRow, SalesDayRow, WatermarkRow
from invoicekit.model.status import DocumentStatus
from invoicekit.money import ZERO
from invoicekit.ports import Condition, Query, UnitOfWork

SALES = "sales"
"""The name of the watermark."""

NEVER = date.max
"""The day on which what stands was voided."""

ISSUED = DocumentStatus.ISSUED
VOIDED = DocumentStatus.VOIDED
COUNTED: tuple[Condition, ...] = (("document_status", "in", (ISSUED.value, VOIDED.value)),)
"""Documents that sales are made of."""

CHUNK = 500
"""Documents read at once."""

_SUMS = ("without_vat", "vat", "total")
_ISSUES = {m.emits for m in DOCUMENT if m.target == ISSUED != m.source}
_VOIDS = {m.emits for m in DOCUMENT if m.target == VOIDED}


class Cell(NamedTuple):
    """What a sum is of."""

    day: date
    currency: str
    country: str
    kind: str
    voided: date


@dataclass(frozen=True, slots=True)
class Sold:
    """Documents and their amounts, which are negative where they reduce what is owed."""

    documents: int = 0
    net: Decimal = ZERO
    vat: Decimal = ZERO
    total: Decimal = ZERO

    def __add__(self, other: Sold) -> Sold:
        """Returns both together."""
        return Sold(
            self.documents + other.documents,
            self.net + other.net,
            self.vat + other.vat,
            self.total + other.total,
        )

    def times(self, factor: int) -> Sold:
        """Returns so many of it: -1 takes it away."""
        return Sold(*(factor * each for each in (self.documents, self.net, self.vat, self.total)))  # type: ignore[arg-type]  # a count and amounts, as they were


Sums = dict[Cell, Sold]


def added(*sums: Mapping[Cell, Sold]) -> Sums:
    """Returns sums together; cells that nothing is left in are gone."""
    made: Sums = {}
    for each in sums:
        for cell, sold in each.items():
            made[cell] = made.get(cell, Sold()) + sold
    return {cell: sold for cell, sold in made.items() if sold != Sold()}


def less(sums: Mapping[Cell, Sold]) -> Sums:
    """Returns sums to be taken away."""
    return {cell: sold.times(-1) for cell, sold in sums.items()}


def of_documents(uow: UnitOfWork) -> Sums:
    """Returns the sums by counting every document."""
    by = ("issue_date", "currency", "buyer_country", "type_code", "voided_at", "direction")
    found = uow.totals(Query(of=InvoiceRow, where=COUNTED), by=by, sums=_SUMS)
    return added(*({cell: sold} for cell, sold in map(_group, found) if cell is not None))


def rolled_up(uow: UnitOfWork) -> Sums:
    """Returns the sums as they are kept."""
    return {cell_of(row): sold_of(row) for row in uow.stream(Query(of=SalesDayRow))}


def watermark(uow: UnitOfWork) -> WatermarkRow | None:
    """Returns the last event that the sums have in them; None where nothing was summed up yet."""
    [mark] = uow.get(WatermarkRow, [SALES])
    return mark if mark is not None and mark.event else None


def since(uow: UnitOfWork, mark: WatermarkRow) -> Sums:
    """Returns what happened after an event, the transactions that others still hold up, too."""
    found = uow.totals(
        Query(
            of=EventRow,
            where=(("position", ">=", mark.position), ("type", "in", tuple(_ISSUES | _VOIDS))),
        ),
        by=("position", "id", "subject", "type"),
        sums=(),
    )
    after = (mark.position, mark.event)
    return changes(uow, [(str(s), str(t)) for p, i, s, t, _ in found if (p, i) > after])


def changes(uow: UnitOfWork, happened: Iterable[tuple[str, str]]) -> Sums:
    """Returns what events do to the sums: subject and type of each."""
    moves = [(subject, kind) for subject, kind in happened if kind in _ISSUES | _VOIDS]
    rows = _light(uow, sorted({subject for subject, _ in moves}))
    return added(*(_change(rows[subject], kind) for subject, kind in moves if subject in rows))


def cell_of(row: SalesDayRow) -> Cell:
    """Returns what the sums of a row are of."""
    return Cell(row.day, row.currency, row.country, row.kind, row.voided)


def sold_of(row: SalesDayRow) -> Sold:
    """Returns the sums of a row."""
    return Sold(row.documents, row.net, row.vat, row.total)


def _change(row: InvoiceRow, event: str) -> Sums:
    """Issuing adds a document that stands; voiding makes of it one that was voided."""
    if row.issue_date is None:
        return {}
    amounts = (row.direction * each for each in (row.without_vat, row.vat, row.total))
    sold = Sold(1, *amounts)
    country = row.buyer_country or ""
    standing = Cell(row.issue_date, row.currency, country, row.type_code, NEVER)
    if event in _ISSUES:
        return {standing: sold}
    return {standing: sold.times(-1), standing._replace(voided=_day(row.voided_at)): sold}


def _group(group: tuple[object, ...]) -> tuple[Cell | None, Sold]:
    match group:
        case (date() as day, str() as currency, country, str() as kind, voided, *rest):
            direction, count, *amounts = rest
            at = voided if isinstance(voided, datetime) else None
            cell = Cell(day, currency, str(country or ""), kind, _day(at))
            return cell, Sold(count, *(direction * each for each in amounts))  # type: ignore[arg-type,operator]  # as the columns are
        case _:
            return None, Sold()


def _day(at: datetime | None) -> date:
    return at.date() if at is not None else NEVER


def _light(uow: UnitOfWork, ids: list[str]) -> dict[str, InvoiceRow]:
    found: dict[str, InvoiceRow] = {}
    for start in range(0, len(ids), CHUNK):
        chunk = tuple(ids[start : start + CHUNK])
        page = uow.page(Query(of=InvoiceRow, where=(("id", "in", chunk),), limit=CHUNK))
        found |= {row.id: row for row in page.items}
    return found
