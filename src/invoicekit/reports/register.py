"""The invoice register: every issued document in the order of its number, its series audited."""

from __future__ import annotations

from decimal import Decimal

from invoicekit.model.rows import InvoiceRow
from invoicekit.money import ZERO, add
from invoicekit.ports import UnitOfWork
from invoicekit.reports._asked import Asked
from invoicekit.reports._cell import Cell
from invoicekit.reports._ledger import counted, numbered, shown
from invoicekit.reports._panel import Bars, Panel, periods
from invoicekit.reports._report import Report
from invoicekit.reports._rows import Rows
from invoicekit.reports._series import audited
from invoicekit.reports._table import Table
from invoicekit.reports._words import Words

COLUMNS = ("number", "date", "due", "kind", "customer", "country", "currency")
AMOUNTS = ("net", "vat", "total", "open")
MONTH = len("2026-01")


def make(uow: UnitOfWork, asked: Asked) -> Table:
    """Returns one row a document: number, dates, customer, net, VAT, total, open, payment.

    A voided document keeps its number, so it has its row: without amounts, payment `voided`.
    The audit of every series stands in the appendix, whatever span is asked for: a span alone
    cannot show that nothing is missing in front of it.
    """
    documents = sorted(numbered(uow, asked), key=lambda row: (row.series or "", row.sequence or 0))
    return Table(
        "register",
        (*COLUMNS, *AMOUNTS, "payment"),
        tuple(_row(document, asked) for document in documents),
        sums=AMOUNTS,
        chart=panels,
        appendix=(audited(uow, asked.as_of),),
    )


def _row(row: InvoiceRow, asked: Asked) -> tuple[Cell, ...]:
    valid = counted(row, asked)
    amounts = (
        row.without_vat * row.direction,
        row.vat * row.direction,
        row.total * row.direction,
        row.open_amount,
    )
    return (
        row.number,
        row.issue_date,
        row.due_date,
        row.type_code,
        row.buyer_name,
        row.buyer_country,
        row.currency,
        *(shown(amount if valid else ZERO, row.currency) for amount in amounts),
        row.payment_status if valid else "voided",
    )


def panels(table: Rows, words: Words) -> tuple[Panel, ...]:
    """Returns documents of each kind a month, then what is settled and open of their amounts."""
    by_month = _by_month(table.records())
    months = periods(tuple(by_month))
    labels = tuple(words.period(month) for month in months)
    counts = tuple(
        Bars(
            words.value("kind", kind),
            tuple(sum(row["kind"] == kind for row in by_month.get(month, ())) for month in months),
        )
        for kind in sorted({str(kind) for kind in table.values("kind")})
    )
    documents = Panel(words.text("chart.documents"), labels, counts, None, "stacked")
    amounts = (_amounts(table, words, months, currency) for currency in table.currencies)
    return (documents, *amounts) if months else ()


def _amounts(table: Rows, words: Words, months: tuple[str, ...], currency: str) -> Panel:
    by_month = _by_month(table.records(currency=currency))
    totals = [_added(by_month.get(month, []), "total") for month in months]
    rests = [_added(by_month.get(month, []), "open") for month in months]
    settled = tuple(total - rest for total, rest in zip(totals, rests, strict=True))
    return Panel(
        words.text("chart.in", what=words.text("chart.invoiced"), currency=currency),
        tuple(words.period(month) for month in months),
        (
            Bars(words.text("chart.settled"), settled),
            Bars(words.heading("open"), tuple(rests)),
        ),
        currency,
        "stacked",
    )


def _by_month(records: list[dict[str, Cell]]) -> dict[str, list[dict[str, Cell]]]:
    found: dict[str, list[dict[str, Cell]]] = {}
    for record in records:
        found.setdefault(str(record["date"])[:MONTH], []).append(record)
    return found


def _added(records: list[dict[str, Cell]], column: str) -> Decimal:
    return add(cell for record in records if isinstance(cell := record[column], Decimal))


REPORT = Report("register", "Invoice register", make)
