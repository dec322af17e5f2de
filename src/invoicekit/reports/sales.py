"""Sales by month, quarter or year and currency, per customer or country where asked."""

from __future__ import annotations

from decimal import Decimal

from invoicekit.model.rows import InvoiceRow
from invoicekit.ports import UnitOfWork
from invoicekit.reports._ledger import TWO, issued, period_of, shown
from invoicekit.reports._report import Asked, Report, Table


def make(uow: UnitOfWork, asked: Asked) -> Table:
    """Returns documents, net, VAT and total for each period and currency; credits are negative."""
    sums: dict[tuple[str, str, str], list[Decimal]] = {}
    for row in issued(uow, asked):
        if row.issue_date is None:
            continue
        key = (period_of(row.issue_date, asked), _who(row, asked), row.currency)
        entry = sums.setdefault(key, [Decimal(0), TWO, TWO, TWO])
        for place, amount in enumerate((Decimal(1), row.without_vat, row.vat, row.total)):
            entry[place] += amount if place == 0 else amount * row.direction
    head = ("period", *((asked.per,) if asked.per else ()), "currency")
    rows = [
        (
            period,
            *((who,) if asked.per else ()),
            currency,
            int(count),
            *(shown(each, currency) for each in amounts),
        )
        for (period, who, currency), (count, *amounts) in sorted(sums.items())
    ]
    return Table("sales", (*head, "documents", "net", "vat", "total"), tuple(rows))


def _who(row: InvoiceRow, asked: Asked) -> str:
    return {"customer": row.buyer_name, "country": row.buyer_country}.get(asked.per or "") or ""


REPORT = Report("sales", "Sales", make)
