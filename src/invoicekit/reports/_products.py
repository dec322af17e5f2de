"""Sales by product, from the lines of the sealed documents.

Lines carry no VAT of their own: it is reckoned on the sum of a rate, so products are told net.
What a document takes off or adds as a whole has a row of its own, and the rows add up to the net of
the documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from invoicekit.model.invoice import Invoice
from invoicekit.model.record import Seal
from invoicekit.money import ZERO
from invoicekit.ports import UnitOfWork
from invoicekit.reports._asked import Asked
from invoicekit.reports._ledger import issued, period_of, shown
from invoicekit.reports._panel import Panel
from invoicekit.reports._ranking import ranked
from invoicekit.reports._rows import Rows
from invoicekit.reports._table import Table
from invoicekit.reports._words import Words

COLUMNS = ("period", "part", "sku", "product", "currency", "documents", "net")


@dataclass(slots=True)
class _Sold:
    """What is known of a product in a period so far."""

    documents: set[str] = field(default_factory=set)
    net: Decimal = ZERO


def by_product(uow: UnitOfWork, asked: Asked) -> Table:
    """Returns documents and net for each period, product and currency; credits are negative.

    A product is known by the seller's item number (BT-155), without one by its name. Charges and
    allowances of whole documents, such as shipping and discounts, stand under their reason.
    """
    names: dict[str, str] = {}  # of a number: the name it was last sold by
    sold: dict[tuple[str, str, str, str, str], _Sold] = {}
    for row in issued(uow, asked, heavy=True):
        if row.issue_date is None or row.document is None:
            continue
        period = period_of(row.issue_date, asked)
        for part, sku, name, net in _parts(Seal.model_validate_json(row.document).invoice):
            key = (period, part, sku, "" if sku else name, row.currency)
            entry = sold.setdefault(key, _Sold())
            names[sku or name] = name
            entry.documents.add(row.id)
            entry.net += net * row.direction
    rows = tuple(
        (
            period,
            part,
            sku,
            names[sku or name],
            currency,
            len(each.documents),
            shown(each.net, currency),
        )
        for (period, part, sku, name, currency), each in sorted(
            sold.items(), key=lambda item: item[0]
        )
    )
    return Table("sales", COLUMNS, rows, sums=("net",), chart=panels)


def panels(table: Rows, words: Words) -> tuple[Panel, ...]:
    """Returns the products that sold best over all periods, a panel a currency."""
    return ranked(table, words, "product", part="product")


def _parts(invoice: Invoice) -> Iterator[tuple[str, str, str, Decimal]]:
    """A document's net: what each part is, its number, name and amount."""
    for line in invoice.lines:
        sku, name = (line.item.seller_id, line.item.name) if line.item else (None, None)
        yield "product", sku or "", name or "", line.net_amount or ZERO
    for charge in invoice.charges:
        yield "charge", "", charge.reason or "", charge.amount or ZERO
    for allowance in invoice.allowances:
        yield "allowance", "", allowance.reason or "", -(allowance.amount or ZERO)
