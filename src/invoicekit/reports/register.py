"""The invoice register: every issued document in the order of its number."""

from __future__ import annotations

from invoicekit.ports import UnitOfWork
from invoicekit.reports._ledger import issued, shown
from invoicekit.reports._report import Asked, Report, Table

COLUMNS = ("number", "date", "due", "kind", "customer", "country", "currency")


def make(uow: UnitOfWork, asked: Asked) -> Table:
    """Returns one row a document: number, dates, customer, net, VAT, total, open, status."""
    documents = sorted(issued(uow, asked), key=lambda row: (row.series or "", row.sequence or 0))
    rows = tuple(
        (
            row.number,
            row.issue_date,
            row.due_date,
            row.type_code,
            row.buyer_name,
            row.buyer_country,
            row.currency,
            shown(row.without_vat * row.direction, row.currency),
            shown(row.vat * row.direction, row.currency),
            shown(row.total * row.direction, row.currency),
            shown(row.open_amount, row.currency),
            row.payment_status,
        )
        for row in documents
    )
    return Table("register", (*COLUMNS, "net", "vat", "total", "open", "payment"), rows)


REPORT = Report("register", "Invoice register", make)
