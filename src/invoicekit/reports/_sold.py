"""Sales as sums: of those that are kept by day and what happened since, or of every document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from invoicekit.lifecycle import sales
from invoicekit.lifecycle.sales import Sold
from invoicekit.model.rows import InvoiceRow, SalesDayRow, WatermarkRow
from invoicekit.model.stored import Scalar
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.reports._asked import Asked
from invoicekit.reports._ledger import period_of, span

Key: TypeAlias = tuple[str, str, str]
"""Period, who or where, currency."""

Group: TypeAlias = tuple[date, str, str, Sold]
"""Day, who or where, currency, and what was sold."""

COLUMNS = {"customer": "buyer_name", "country": "buyer_country"}
"""What sales are told per: the column of a document that says it."""

SUMS = ("net", "vat", "total")


def sold(uow: UnitOfWork, asked: Asked) -> dict[Key, Sold]:
    """Returns what was sold in each period; voided documents left out, credits negative.

    Sums that are kept know no customers: those are told by counting the documents.
    """
    mark = sales.watermark(uow) if asked.per != "customer" else None
    found = _of_documents(uow, asked) if mark is None else _of_sums(uow, asked, mark)
    made: dict[Key, Sold] = {}
    names: dict[tuple[int, int], str] = {}
    for day, who, currency, each in found:
        month = (day.year, day.month)  # no period is shorter, and years have thousands of days
        if month not in names:
            names[month] = period_of(day, asked)
        key = (names[month], who, currency)
        made[key] = made[key] + each if key in made else each
    return {key: each for key, each in made.items() if each.documents}


def _of_documents(uow: UnitOfWork, asked: Asked) -> Iterator[Group]:
    who = [COLUMNS[asked.per]] if asked.per in COLUMNS else []
    last = datetime.combine(asked.as_of, time.max, UTC)
    stands: Condition = ("voided_at", "=", None)
    later: Condition = ("voided_at", ">", last)
    for voided in (stands, later):
        query = Query(of=InvoiceRow, where=(*sales.COUNTED, *span(asked, "issue_date"), voided))
        by = ("issue_date", *who, "currency", "direction")
        yield from _groups(uow.totals(query, by=by, sums=("without_vat", "vat", "total")))


def _of_sums(uow: UnitOfWork, asked: Asked, mark: WatermarkRow) -> Iterator[Group]:
    first, last = asked.start or date.min, min(asked.end or asked.as_of, asked.as_of)
    where: tuple[Condition, ...] = (*span(asked, "day"), ("voided", ">", asked.as_of))
    by = ("day", *(["country"] if asked.per else []), "currency")
    kept = uow.totals(Query(of=SalesDayRow, where=where), by=by, sums=("documents", *SUMS))
    for day, *who, currency, _, documents, net, vat, total in kept:
        yield day, who[0] if who else "", currency, Sold(documents, net, vat, total)  # type: ignore[misc,arg-type]  # as the columns are
    for cell, each in sales.since(uow, mark).items():
        if first <= cell.day <= last and cell.voided > asked.as_of:
            yield cell.day, cell.country if asked.per else "", cell.currency, each


def _groups(found: Iterable[tuple[Scalar, ...]]) -> Iterator[Group]:
    for day, *who, currency, direction, count, net, vat, total in found:
        amounts = [Decimal(each) * Decimal(direction) for each in (net, vat, total)]  # type: ignore[arg-type]  # as the columns are
        yield day, str((who[0] if who else "") or ""), str(currency), Sold(count, *amounts)  # type: ignore[misc,arg-type]  # the same
