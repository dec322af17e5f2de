"""Importing what reached the bank: each payment finds the invoice of the order it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicekit.model.event import Actor
from invoicekit.model.payment import Payment
from invoicekit.model.rows import InvoiceRow
from invoicekit.ports import UnitOfWork
from invoicekit.services import keep_profile
from invoicekit.services._authorise import authorise
from invoicekit.services._import_run import Imported, OnError, Write, store
from invoicekit.services._import_table import Cells, Table, read_table
from invoicekit.services._tools import Tools
from invoicekit.services.bill_order import invoices_of
from invoicekit.services.keep_profile import CUSTOMERS
from invoicekit.services.record_payment import record_payment

COLUMNS = ("date", "amount", "currency", "remittance", "bank_reference")
ORDER_NUMBER = re.compile(r"#\d+")
"""How the shop writes an order's number."""


@dataclass(frozen=True, kw_only=True)
class BankLine:
    """One amount received, as the bank tells it."""

    day: date | None
    amount: Decimal
    currency: str
    email: str | None
    remittance: str
    reference: str


def import_payments(
    write: Write,
    tools: Tools,
    content: str | bytes,
    *,
    actor: Actor | str,
    source: str = "shopify",
    on_error: OnError = "stop",
) -> Imported[Payment]:
    """Records the payments of a CSV file and returns them; the same file again adds nothing.

    A payment settles the invoice of the order its remittance names, as far as that is open; what is
    over, and what names no order, stays unapplied.

    Raises:
        InputError: The header lacks columns, or it is no CSV.
        ValidationFailed: A row is bad and `on_error` is `stop`; nothing was stored.
    """
    authorise(tools, actor, "payment.record")
    return store(
        write,
        read_payments(content),
        lambda uow, row: _keep(uow, tools, row, source, actor),
        on_error,
    )


def read_payments(content: str | bytes) -> Table[BankLine]:
    """Returns the payments of a CSV file without storing them. Raises as `import_payments`."""
    return read_table(content, COLUMNS, "the payment list", _bank_line)


def _bank_line(cells: Cells) -> BankLine:
    cells.needed("date")
    return BankLine(
        day=cells.day("date"),
        amount=cells.needed_amount("amount"),
        currency=cells.code("currency", "currencies"),
        email=cells.text("customer_email"),
        remittance=cells.text("remittance") or "",
        reference=cells.needed("bank_reference"),
    )


def _keep(
    uow: UnitOfWork, tools: Tools, line: BankLine, source: str, actor: Actor | str
) -> Payment:
    invoice = _invoice_of(uow, line, source)
    return record_payment(
        uow,
        tools,
        amount=line.amount,
        currency=line.currency,
        actor=actor,
        customer_id=_customer_of(uow, line, invoice),
        received_date=line.day,
        remittance=line.remittance,
        reference=line.reference,
        payer=line.email,
        allocate={invoice.id: min(line.amount, invoice.open_amount)} if invoice else "none",
        idempotency_key=f"import.payment:{line.reference}",
    )


def _invoice_of(uow: UnitOfWork, line: BankLine, source: str) -> InvoiceRow | None:
    named = ORDER_NUMBER.findall(line.remittance)
    rows = (row for number in named for row in invoices_of(uow, source, number))
    return next(
        (
            row
            for row in rows
            if row.direction > 0 and row.open_amount > 0 and row.currency == line.currency
        ),
        None,
    )


def _customer_of(uow: UnitOfWork, line: BankLine, invoice: InvoiceRow | None) -> str | None:
    if invoice is not None:
        return invoice.customer_id
    if line.email is None:
        return None
    known, _ = keep_profile.find(uow, CUSTOMERS, order="name", email=line.email, limit=1)
    return next((customer.id for customer in known), None)
