"""Sales as sums: of those that are kept by day and what happened since, or of every document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import TypeAlias

from invoicekit.model.rows import InvoiceRow
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.reports._asked import Asked
from invoicekit.reports._ledger import span
from invoicekit.reports._sums import by_period, told
from invoicekit.rollups import COUNTED, SALES, Amounts, Cell, signed

Key: TypeAlias = tuple[str, str, str]
"""Period, who or where, currency."""

COLUMNS = {"customer": "buyer_name", "country": "buyer_country"}
"""What sales are told per: the column of a document that says it."""


def sold(uow: UnitOfWork, asked: Asked) -> dict[Key, Amounts]:
    """Returns documents, net, VAT and total of each period; voided ones left out.

    Sums that are kept know no customers: those are told by counting the documents.
    """
    if asked.per != "customer" and SALES.watermark(uow) is not None:
        by = ("day", *(["country"] if asked.per else []), "currency")
        found = told(uow, asked, SALES, by)
    else:
        found = _of_documents(uow, asked)
    return {
        (str(period), str((who[0] if who else "") or ""), str(currency)): amounts
        for (period, *who, currency), amounts in by_period(found, asked).items()
    }


def _of_documents(uow: UnitOfWork, asked: Asked) -> Iterator[tuple[Cell, Amounts]]:
    """Yields groups that the database makes, which is quicker than reading each document."""
    who = [COLUMNS[asked.per]] if asked.per in COLUMNS else []
    last = datetime.combine(asked.as_of, time.max, UTC)
    stands: Condition = ("voided_at", "=", None)
    later: Condition = ("voided_at", ">", last)
    for voided in (stands, later):
        query = Query(of=InvoiceRow, where=(*COUNTED, *span(asked, "issue_date"), voided))
        by = ("issue_date", *who, "currency", "direction")
        for *cell, direction, count, net, vat, total in uow.totals(
            query, by=by, sums=("without_vat", "vat", "total")
        ):
            yield tuple(cell), signed(count, direction, (net, vat, total))
