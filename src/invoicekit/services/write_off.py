"""Giving up what an invoice has open, with a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from invoicekit.errors import InputError
from invoicekit.model.event import Actor
from invoicekit.model.record import InvoiceRecord
from invoicekit.ports import UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._ledger import Booking, book
from invoicekit.services._profiles import issuer_of
from invoicekit.services._records import locked, read, record_of
from invoicekit.services._tools import Tools, reason_of
from invoicekit.services.record_payment import positive


def write_off(
    uow: UnitOfWork,
    tools: Tools,
    invoice_id: str,
    *,
    actor: Actor | str,
    reason: str,
    amount: Decimal | str | int | None = None,
    booking_date: date | None = None,
) -> InvoiceRecord:
    """Writes off an amount, all that is open where none is given, and returns the record.

    Raises:
        OverAllocated: More than is open.
        InputError: Nothing is open, or no reason is given.
    """
    authorise(tools, actor, "payment.write_off")
    why = reason_of(reason)
    row = locked(uow, invoice_id)
    value = row.open_amount if amount is None else positive(amount)
    if value <= 0:
        raise InputError("nothing is open on this invoice", where=invoice_id)
    booking = Booking(
        invoice=row,
        amount=value,
        kind="write_off",
        booking_date=booking_date or tools.today(issuer_of(uow, row.issuer_id)),
        reason=why,
    )
    book(uow, tools, [booking], actor=actor)
    return record_of(read(uow, invoice_id))
