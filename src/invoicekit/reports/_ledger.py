"""Issued documents as reports count them: credit notes negative, voided ones left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from invoicekit.dates import month_of, quarter_of, year_of
from invoicekit.errors import InputError
from invoicekit.model.rows import InvoiceRow
from invoicekit.money import quantum, round_to
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.reports._asked import Asked

TWO = Decimal("0.00")


def issued(uow: UnitOfWork, asked: Asked, *, heavy: bool = False) -> Iterator[InvoiceRow]:
    """Yields the documents issued in the span that are not voided on the day asked."""
    return (row for row in numbered(uow, asked, heavy=heavy) if counted(row, asked))


def numbered(uow: UnitOfWork, asked: Asked, *, heavy: bool = False) -> Iterator[InvoiceRow]:
    """Yields the documents issued in the span, voided ones too."""
    status: Condition = ("document_status", "in", ("issued", "voided"))
    where = (status, *span(asked, "issue_date"))
    return uow.stream(Query(of=InvoiceRow, where=where, order="issued", heavy=heavy))


def span(asked: Asked, column: str) -> tuple[Condition, ...]:
    """Returns that a day is in the span, and not after the day asked."""
    end: Condition = (column, "<=", min(asked.end or asked.as_of, asked.as_of))
    return (end,) if asked.start is None else ((column, ">=", asked.start), end)


def counted(row: InvoiceRow, asked: Asked) -> bool:
    """Returns whether a document is not voided on the day asked."""
    return row.voided_at is None or row.voided_at.date() > asked.as_of


def shown(amount: Decimal, currency: str) -> Decimal:
    """Returns an amount with the digits its currency has: stored amounts keep none at the end."""
    return round_to(amount, quantum(currency))


def period_of(day: date, asked: Asked) -> str:
    """Returns the name of the month, quarter or year of a day.

    Raises:
        InputError: Periods are cut otherwise.
    """
    if asked.by == "month":
        return month_of(day).name
    if asked.by == "quarter":
        return quarter_of(day, asked.fiscal_start).name
    if asked.by == "year":
        return year_of(day, asked.fiscal_start).name
    raise InputError(f"no periods by {asked.by!r}", where="by", expected="month, quarter or year")
