"""Open items by age as of a day, from the ledger: a later payment changes no earlier report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from invoicekit.model.rows import AllocationRow, InvoiceRow
from invoicekit.money import add
from invoicekit.ports import Query, UnitOfWork
from invoicekit.receivables import bucket_names, bucket_place, days_past_due
from invoicekit.reports._asked import Asked
from invoicekit.reports._cell import Cell
from invoicekit.reports._ledger import TWO, issued, shown
from invoicekit.reports._panel import Bars, Panel
from invoicekit.reports._report import Report
from invoicekit.reports._rows import Rows
from invoicekit.reports._table import Table
from invoicekit.reports._words import Words

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
    columns = ("customer", "currency", *BUCKETS, "open")
    return Table("aging", columns, rows, sums=(*BUCKETS, "open"), chart=panels)


def panels(table: Rows, words: Words) -> tuple[Panel, ...]:
    """Returns what is open in each bucket, a panel a currency."""
    labels = tuple(words.heading(bucket) for bucket in BUCKETS)
    return tuple(
        Panel(
            words.text("chart.in", what=words.text("chart.open_items"), currency=currency),
            labels,
            (
                Bars(
                    words.heading("open"),
                    tuple(table.added(bucket, currency=currency) for bucket in BUCKETS),
                    ages=True,
                ),
            ),
            currency,
        )
        for currency in table.currencies
    )


def _days(row: InvoiceRow, as_of: date) -> int:
    due = row.due_date or row.issue_date
    return days_past_due(due, as_of) if due else 0


def _settled(uow: UnitOfWork, as_of: date) -> dict[str, Decimal]:
    query = Query(of=AllocationRow, where=(("booking_date", "<=", as_of),))
    sums = uow.totals(query, by=("invoice_id",), sums=("amount",))
    return {str(invoice): amount for invoice, _, amount in sums if isinstance(amount, Decimal)}


REPORT = Report("aging", "Aging", make)
