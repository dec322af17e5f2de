"""Input tax: what received invoices carry, and what it is used for (进项税额)."""

from __future__ import annotations

from collections.abc import Iterator

from invoicekit.model.rows import ReceivedRow
from invoicekit.ports import Query, UnitOfWork
from invoicekit.reports._asked import Asked
from invoicekit.reports._cell import Cell
from invoicekit.reports._ledger import shown
from invoicekit.reports._report import Report
from invoicekit.reports._table import Table

AMOUNTS = ("net", "vat", "total")


def make(uow: UnitOfWork, asked: Asked) -> Table:
    """Returns one row a received invoice of the span: amounts, use, month of use, booking mark."""
    rows = tuple(_row(row) for row in sorted(_rows(uow, asked), key=_order))
    return Table(
        "input-tax",
        ("date", "number", "seller", "currency", *AMOUNTS, "use", "use_period", "booking"),
        rows,
        sums=AMOUNTS,
    )


def _rows(uow: UnitOfWork, asked: Asked) -> Iterator[ReceivedRow]:
    for row in uow.stream(Query(of=ReceivedRow)):
        day = row.issue_date
        if day is None or (
            (asked.start is None or day >= asked.start) and (asked.end is None or day <= asked.end)
        ):
            yield row


def _order(row: ReceivedRow) -> tuple[str, str]:
    return (row.issue_date.isoformat() if row.issue_date else "", row.number)


def _row(row: ReceivedRow) -> tuple[Cell, ...]:
    amounts = (row.without_vat, row.vat, row.total)
    return (
        row.issue_date,
        row.number,
        row.seller_name,
        row.currency,
        *(shown(amount * row.direction, row.currency) for amount in amounts),
        row.use,
        row.use_period,
        row.booking,
    )


REPORT = Report("input-tax", "Input tax", make)
