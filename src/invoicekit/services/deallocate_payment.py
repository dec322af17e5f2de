"""Taking a payment off an invoice again: a second row with the amount negated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from invoicekit.errors import NotFound
from invoicekit.model.event import Actor
from invoicekit.model.payment import Payment
from invoicekit.money import add, plain
from invoicekit.ports import UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened
from invoicekit.services._ledger import Booking, book, live_allocations
from invoicekit.services._payments import payment_of, payment_row
from invoicekit.services._records import locked
from invoicekit.services._tools import Tools, reason_of


def deallocate_payment(
    uow: UnitOfWork,
    tools: Tools,
    payment_id: str,
    invoice_id: str,
    *,
    actor: Actor | str,
    reason: str,
    booking_date: date | None = None,
) -> Payment:
    """Takes back all that a payment has on an invoice and returns the payment.

    Raises:
        NotFound: The payment has nothing on that invoice.
        InputError: No reason is given.
    """
    authorise(tools, actor, "payment.allocate")
    why = reason_of(reason)
    row = payment_row(uow, payment_id, lock=True)
    invoice = locked(uow, invoice_id)
    live = [a for a in live_allocations(uow, "source_id", row.id) if a.invoice_id == invoice.id]
    if not live:
        raise NotFound(
            f"payment {payment_id} has nothing on invoice {invoice.number or invoice_id}",
            where=invoice_id,
        )
    bookings = [
        Booking(
            invoice=invoice,
            amount=-entry.amount,
            source_id=row.id,
            booking_date=booking_date or entry.booking_date,
            reason=why,
            reverses=entry.id,
        )
        for entry in live
    ]
    book(uow, tools, bookings, actor=actor)
    back = add(entry.amount for entry in live)
    moved = replace(
        row, revision=row.revision + 1, version=row.version + 1, applied=row.applied - back
    )
    moved, event = happened(
        tools, moved, "payment.deallocated", actor, invoice=invoice_id, amount=plain(back)
    )
    uow.replace([moved])
    uow.add([event])
    return payment_of(moved)
