"""Sums by day as reports read them: those that are kept and what happened since, or every document.

A report is the same either way: sums that were never made, or are behind, only make it slower.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from invoicekit.model.rows import WatermarkRow
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.reports._asked import Asked
from invoicekit.reports._ledger import issued, period_of, span
from invoicekit.rollups import Amounts, Cell, Rollup, Sums, plus


def told(
    uow: UnitOfWork, asked: Asked, rollup: Rollup, by: tuple[str, ...]
) -> Iterator[tuple[Cell, Amounts]]:
    """Yields what was issued in the span and is not voided on the day asked, by some columns."""
    mark = rollup.watermark(uow)
    return (
        of_documents(uow, asked, rollup, by)
        if mark is None
        else _kept(uow, asked, rollup, by, mark)
    )


def of_documents(
    uow: UnitOfWork, asked: Asked, rollup: Rollup, by: tuple[str, ...]
) -> Iterator[tuple[Cell, Amounts]]:
    """Yields it of every document, one by one."""
    for row in issued(uow, asked, heavy=rollup.heavy):
        for cell, amounts in rollup.parts(row):
            yield _of(rollup, cell, by), amounts


def _kept(
    uow: UnitOfWork, asked: Asked, rollup: Rollup, by: tuple[str, ...], mark: WatermarkRow
) -> Iterator[tuple[Cell, Amounts]]:
    where: tuple[Condition, ...] = (*span(asked, "day"), ("voided", ">", asked.as_of))
    for row in uow.totals(Query(of=rollup.of, where=where), by=by, sums=rollup.amounts):
        yield row[: len(by)], row[len(by) + 1 :]  # type: ignore[misc]  # amounts, after the count
    first, last = asked.start or date.min, min(asked.end or asked.as_of, asked.as_of)
    for cell, amounts in rollup.since(uow, mark).items():
        day, voided = cell[0], cell[-1]
        assert isinstance(day, date)
        assert isinstance(voided, date)
        if first <= day <= last and voided > asked.as_of:
            yield _of(rollup, cell, by), amounts


def _of(rollup: Rollup, cell: Cell, by: tuple[str, ...]) -> Cell:
    return tuple(cell[rollup.key.index(name)] for name in by)


def by_period(found: Iterable[tuple[Cell, Amounts]], asked: Asked) -> Sums:
    """Returns what was found with the name of its period in the place of its day.

    What no document is left in is gone.

    Raises:
        InputError: Periods are cut otherwise.
    """
    names: dict[tuple[int, int], str] = {}  # years have thousands of days
    made: Sums = {}
    for (day, *rest), amounts in found:
        assert isinstance(day, date)
        month = (day.year, day.month)  # no period is shorter
        if month not in names:
            names[month] = period_of(day, asked)
        key = (names[month], *rest)
        made[key] = plus(made[key], amounts) if key in made else amounts
    return {key: amounts for key, amounts in made.items() if amounts[0]}
