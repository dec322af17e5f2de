"""Putting a recorded payment on invoices, later or by hand."""

from __future__ import annotations

from invoicekit.model.event import Actor
from invoicekit.model.payment import Payment
from invoicekit.ports import UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._payments import payment_of, payment_row
from invoicekit.services._tools import Tools
from invoicekit.services.record_payment import Allocate, allocated, chosen


def allocate_payment(
    uow: UnitOfWork, tools: Tools, payment_id: str, allocate: Allocate, *, actor: Actor | str
) -> Payment:
    """Allocates what a payment has left (invoice id → amount, or a strategy) and returns it.

    Raises:
        OverAllocated: An amount exceeds what the payment or the invoice has left.
        NotFound, TransitionNotAllowed, InputError.
    """
    authorise(tools, actor, "payment.allocate")
    row = payment_row(uow, payment_id, lock=True)
    return payment_of(allocated(uow, tools, row, chosen(uow, row, allocate), actor=actor))
