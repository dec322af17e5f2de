"""Open items by age as of a day, from the ledger: a later payment changes no earlier report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from invoicekit.model.rows import AllocationRow, InvoiceRow
from invoicekit.money import add
from invoicekit.ports import Query, UnitOfWork
from invoicekit.receivables import bucket_names, bucket_place, days_past_due
from invoicekit.reports._ledger import TWO, issued, shown
from invoicekit.reports._report import Asked, Cell, Report, Table

BUCKETS = bucket_names()


def make(uow: UnitOfWork, asked: Asked) -> Table:
    """Returns open amounts by customer and currency in buckets of days past due."""
    settled = _settled(uow, asked.as_of)
    sums: dict[tuple[str, str], list[Decimal]] = {}
    for row in issued(uow, asked):
        if row.direction < 0:
            continue
        left = row.amount_due - settled.get(row.id, TWO)
        if left:
            entry = sums.setdefault((row.buyer_name or "", row.currency), [TWO] * len(BUCKETS))
            entry[bucket_place(_days(row, asked.as_of))] += left
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (*key, *(shown(each, key[1]) for each in (*amounts, add(amounts))))
        for key, amounts in sorted(sums.items())
    )
    return Table("aging", ("customer", "currency", *BUCKETS, "open"), rows)


def _days(row: InvoiceRow, as_of: date) -> int:
    due = row.due_date or row.issue_date
    return days_past_due(due, as_of) if due else 0


def _settled(uow: UnitOfWork, as_of: date) -> dict[str, Decimal]:
    query = Query(of=AllocationRow, where=(("booking_date", "<=", as_of),))
    sums = uow.totals(query, by=("invoice_id",), sums=("amount",))
    return {str(invoice): amount for invoice, _, amount in sums if isinstance(amount, Decimal)}


REPORT = Report("aging", "Aging", make)
