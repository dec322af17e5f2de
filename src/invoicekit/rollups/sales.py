"""Sales by day: documents and their amounts, in a currency, to a country, of a kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from invoicekit.model.rows import InvoiceRow, SalesDayRow
from invoicekit.ports import Query, UnitOfWork
from invoicekit.rollups.rollup import COUNTED, Amounts, Cell, Rollup, Sums, added, day_of, signed

_SUMS = ("without_vat", "vat", "total")


def parts(row: InvoiceRow) -> Iterator[tuple[Cell, Amounts]]:
    """Yields the one cell of a document."""
    amounts = (row.direction * each for each in (row.without_vat, row.vat, row.total))
    yield (row.issue_date, row.currency, row.buyer_country or "", row.type_code), (1, *amounts)


def grouped(uow: UnitOfWork) -> Sums:
    """Returns the sums of every document; the database groups them."""
    by = ("issue_date", "currency", "buyer_country", "type_code", "voided_at", "direction")
    found = uow.totals(Query(of=InvoiceRow, where=COUNTED), by=by, sums=_SUMS)
    groups: list[Sums] = []
    for day, currency, country, kind, voided, direction, count, *amounts in found:
        at = voided if isinstance(voided, datetime) else None
        cell = (day, currency, country or "", kind, day_of(at))
        groups += [{cell: signed(count, direction, amounts)}] if day is not None else []
    return added(*groups)


ROLLUP = Rollup("sales", SalesDayRow, ("documents", "net", "vat", "total"), parts, grouped=grouped)
