"""VAT summary: base and tax for each period, category and rate, from the sealed breakdowns."""

from __future__ import annotations

from decimal import Decimal

from invoicekit.money import ZERO
from invoicekit.ports import UnitOfWork
from invoicekit.reports._asked import Asked
from invoicekit.reports._cell import Cell
from invoicekit.reports._ledger import shown
from invoicekit.reports._panel import Bars, Panel
from invoicekit.reports._report import Report
from invoicekit.reports._rows import Rows
from invoicekit.reports._sums import by_period, told
from invoicekit.reports._table import Table
from invoicekit.reports._words import Words
from invoicekit.rollups import VAT

AMOUNTS = ("taxable", "tax")
KINDS = ("country", "category", "rate")
"""What a tax group is told by."""

BY = ("day", *KINDS, "currency")


def make(uow: UnitOfWork, asked: Asked) -> Table:
    """Returns base and tax by period, country whose rate it is, category, rate and currency.

    Credit notes reduce their own period, not that of the invoice.
    """
    sums = by_period(told(uow, asked, VAT, BY), asked)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (*key, *(shown(Decimal(amount), str(key[-1])) for amount in amounts))
        for key, (_, *amounts) in sorted(sums.items())
    )
    columns = ("period", *KINDS, "currency", *AMOUNTS)
    return Table("vat", columns, rows, rates=("rate",), sums=AMOUNTS, chart=panels)


def panels(table: Rows, words: Words) -> tuple[Panel, ...]:
    """Returns base and tax for each rate or reason, the largest first, a panel a currency."""
    return tuple(_panel(table, words, currency) for currency in table.currencies)


def _panel(table: Rows, words: Words, currency: str) -> Panel:
    sums: dict[str, list[Decimal]] = {}
    for row in table.records(currency=currency):
        name = words.tax(str(row["country"]), str(row["category"]), Decimal(str(row["rate"])))
        entry = sums.setdefault(name, [ZERO, ZERO])
        for place, column in enumerate(AMOUNTS):
            entry[place] += Decimal(str(row[column]))
    groups = sorted(sums.items(), key=lambda group: (-group[1][0], group[0]))
    return Panel(
        words.text("chart.in", what=words.text("chart.tax"), currency=currency),
        tuple(name for name, _ in groups),
        tuple(
            Bars(words.heading(column), tuple(amounts[place] for _, amounts in groups))
            for place, column in enumerate(AMOUNTS)
        ),
        currency,
        "lying",
    )


REPORT = Report("vat", "VAT summary", make)
