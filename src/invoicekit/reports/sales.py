"""Sales by month, quarter or year and currency, per customer, country or product where asked."""

from __future__ import annotations

from decimal import Decimal
from operator import itemgetter

from invoicekit.errors import InputError
from invoicekit.ports import UnitOfWork
from invoicekit.reports._asked import Asked
from invoicekit.reports._ledger import shown
from invoicekit.reports._panel import Bars, Panel, periods
from invoicekit.reports._products import by_product
from invoicekit.reports._ranking import ranked
from invoicekit.reports._report import Report
from invoicekit.reports._rows import Rows
from invoicekit.reports._sold import sold
from invoicekit.reports._table import Table
from invoicekit.reports._words import Words

AMOUNTS = ("net", "vat", "total")
PER = ("customer", "country", "product")


def make(uow: UnitOfWork, asked: Asked) -> Table:
    """Returns documents, net, VAT and total for each period and currency; credits are negative.

    Raises:
        InputError: Sales are not told by this dimension.
    """
    if asked.per not in {None, *PER}:
        raise InputError(f"no sales per {asked.per!r}", where="per", expected=", ".join(PER))
    if asked.per == "product":
        return by_product(uow, asked)
    head = ("period", *((asked.per,) if asked.per else ()), "currency")
    rows = [
        (
            period,
            *((who,) if asked.per else ()),
            currency,
            int(documents),
            *(shown(Decimal(amount), currency) for amount in amounts),
        )
        for (period, who, currency), (documents, *amounts) in sorted(
            sold(uow, asked).items(), key=itemgetter(0)
        )
    ]
    columns = (*head, "documents", *AMOUNTS)
    return Table("sales", columns, tuple(rows), sums=("documents", *AMOUNTS), chart=panels)


def panels(table: Rows, words: Words) -> tuple[Panel, ...]:
    """Returns net and VAT on it for each period, a panel a currency.

    Sales per customer or country are ranked: bars of each in every period would be too many.
    """
    for per in PER:
        if per in table.columns:
            return ranked(table, words, per)
    names = periods([str(period) for period in table.values("period")])
    return tuple(
        Panel(
            words.text("chart.in", what=words.text("chart.sales"), currency=currency),
            tuple(words.period(name) for name in names),
            tuple(
                Bars(
                    words.heading(column),
                    tuple(table.added(column, period=name, currency=currency) for name in names),
                )
                for column in ("net", "vat")
            ),
            currency,
            "stacked",
        )
        for currency in table.currencies
    )


REPORT = Report("sales", "Sales", make)
