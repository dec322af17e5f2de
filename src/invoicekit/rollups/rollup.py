"""What issuing and voiding do to sums of documents, so that nobody counts every document again.

Sums are kept by day in cells, and brought up to date from the events; what happened since is added
when somebody asks. Counting the documents gives the same to the last digit: `verify` proves it,
cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from invoicekit.lifecycle.document import DOCUMENT
from invoicekit.model.rows import EventRow, InvoiceRow, SalesDayRow, VatDayRow, WatermarkRow
from invoicekit.model.status import DocumentStatus
from invoicekit.model.stored import Scalar, kind_of
from invoicekit.ports import Condition, Query, UnitOfWork

Cell: TypeAlias = tuple[Scalar, ...]
"""What a sum is of: the key of its row, which ends with the day of the void."""

Amounts: TypeAlias = tuple[int | Decimal, ...]
"""A count, and amounts, which are negative where documents reduce what is owed."""

Sums: TypeAlias = dict[Cell, Amounts]

DayRow: TypeAlias = SalesDayRow | VatDayRow
"""A row of sums."""

NEVER = date.max
"""The day on which what stands was voided."""

ISSUED = DocumentStatus.ISSUED
VOIDED = DocumentStatus.VOIDED
COUNTED: tuple[Condition, ...] = (("document_status", "in", (ISSUED.value, VOIDED.value)),)
"""Documents that sums are made of."""

CHUNK = 500
"""Documents read at once."""

_ISSUES = {m.emits for m in DOCUMENT if m.target == ISSUED != m.source}
_VOIDS = {m.emits for m in DOCUMENT if m.target == VOIDED}


@dataclass(frozen=True)
class Rollup:
    """One kind of sums.

    Attributes:
        name: What they are called, also their watermark.
        of: Their rows; the key begins with the day and ends with that of the void.
        amounts: The columns that are summed up; the first counts, and is 0 where nothing is left.
        parts: What a document adds to which cells, each without the day of its void.
        heavy: Whether that stands in the sealed text alone.
        grouped: Counts every document by the database; without it they are read one by one.
    """

    name: str
    of: type[DayRow]
    amounts: tuple[str, ...]
    parts: Callable[[InvoiceRow], Iterable[tuple[Cell, Amounts]]]
    heavy: bool = False
    grouped: Callable[[UnitOfWork], Sums] | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of a cell."""
        return kind_of(self.of).key

    def of_documents(self, uow: UnitOfWork) -> Sums:
        """Returns the sums by counting every document."""
        if self.grouped is not None:
            return self.grouped(uow)
        sums: Sums = {}
        for row in uow.stream(Query(of=InvoiceRow, where=COUNTED, heavy=self.heavy)):
            for cell, amounts in self._parts(row):
                whole = (*cell, day_of(row.voided_at))
                sums[whole] = plus(sums[whole], amounts) if whole in sums else amounts
        return added(sums)

    def kept(self, uow: UnitOfWork) -> Sums:
        """Returns the sums as they are kept."""
        return {self.cell_of(row): self.amounts_of(row) for row in uow.stream(Query(of=self.of))}

    def watermark(self, uow: UnitOfWork) -> WatermarkRow | None:
        """Returns the last event that the sums have in them; None where none was summed up yet."""
        [mark] = uow.get(WatermarkRow, [self.name])
        return mark if mark is not None and mark.event else None

    def since(self, uow: UnitOfWork, mark: WatermarkRow) -> Sums:
        """Returns what happened after an event, the transactions others still hold up, too."""
        found = uow.totals(
            Query(
                of=EventRow,
                where=(("position", ">=", mark.position), ("type", "in", tuple(_ISSUES | _VOIDS))),
            ),
            by=("position", "id", "subject", "type"),
            sums=(),
        )
        after = (mark.position, mark.event)
        return self.changes(uow, [(str(s), str(t)) for p, i, s, t, _ in found if (p, i) > after])

    def changes(self, uow: UnitOfWork, happened: Iterable[tuple[str, str]]) -> Sums:
        """Returns what events do to the sums: subject and type of each."""
        moves = [(subject, kind) for subject, kind in happened if kind in _ISSUES | _VOIDS]
        rows = self._rows(uow, sorted({subject for subject, _ in moves}))
        return added(
            *(self._change(rows[subject], kind) for subject, kind in moves if subject in rows)
        )

    def cell_of(self, row: DayRow) -> Cell:
        """Returns what the sums of a row are of."""
        return tuple(getattr(row, name) for name in self.key)

    def amounts_of(self, row: DayRow) -> Amounts:
        """Returns the sums of a row."""
        return tuple(getattr(row, name) for name in self.amounts)

    def row(self, tenant: str, cell: Cell, amounts: Amounts) -> DayRow:
        """Returns the row of a sum."""
        columns = zip((*self.key, *self.amounts), (*cell, *amounts), strict=True)
        return self.of(tenant_id=tenant, **dict(columns))  # type: ignore[arg-type]  # as the columns are

    def _change(self, row: InvoiceRow, event: str) -> Sums:
        """Issuing adds a document that stands; voiding makes of it one that was voided."""
        parts = [({(*cell, NEVER): amounts}, cell, amounts) for cell, amounts in self._parts(row)]
        if event in _ISSUES:
            return added(*(standing for standing, _, _ in parts))
        voided = day_of(row.voided_at)
        gone = (less(standing) for standing, _, _ in parts)
        return added(*gone, *({(*cell, voided): amounts} for _, cell, amounts in parts))

    def _parts(self, row: InvoiceRow) -> Iterable[tuple[Cell, Amounts]]:
        return self.parts(row) if row.issue_date is not None else ()

    def _rows(self, uow: UnitOfWork, ids: list[str]) -> dict[str, InvoiceRow]:
        found: dict[str, InvoiceRow] = {}
        for start in range(0, len(ids), CHUNK):
            chunk = tuple(ids[start : start + CHUNK])
            query = Query(
                of=InvoiceRow, where=(("id", "in", chunk),), limit=CHUNK, heavy=self.heavy
            )
            found |= {row.id: row for row in uow.page(query).items}
        return found


def signed(count: Scalar, direction: Scalar, sums: Iterable[Scalar]) -> Amounts:
    """Returns a group of the database as amounts: its count, and its sums by their direction."""
    return int(count), *(Decimal(each) * Decimal(direction) for each in sums)  # type: ignore[arg-type]  # as the columns are


def plus(one: Amounts, other: Amounts) -> Amounts:
    """Returns both together."""
    return tuple(a + b for a, b in zip(one, other, strict=True))


def added(*sums: Mapping[Cell, Amounts]) -> Sums:
    """Returns sums together; cells that nothing is left in are gone."""
    made: Sums = {}
    for each in sums:
        for cell, amounts in each.items():
            made[cell] = plus(made[cell], amounts) if cell in made else amounts
    return {cell: amounts for cell, amounts in made.items() if any(amounts)}


def less(sums: Mapping[Cell, Amounts]) -> Sums:
    """Returns sums to be taken away."""
    return {cell: tuple(-each for each in amounts) for cell, amounts in sums.items()}


def day_of(at: datetime | None) -> date:
    """Returns the day of a void, `NEVER` of what stands."""
    return at.date() if at is not None else NEVER
