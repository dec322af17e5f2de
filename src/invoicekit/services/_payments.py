"""Reading payments, and what must hold before one is put on an invoice."""

from __future__ import annotations

from decimal import Decimal

from invoicekit.errors import InputError, NotFound, OverAllocated, TransitionNotAllowed
from invoicekit.model.payment import Payment
from invoicekit.model.rows import InvoiceRow, PaymentRow
from invoicekit.model.stored import Id
from invoicekit.ports import UnitOfWork


def payment_of(row: PaymentRow) -> Payment:
    """Returns the model of a stored payment."""
    return Payment(**{name: getattr(row, name) for name in Payment.model_fields})


def payment_row(uow: UnitOfWork, payment_id: str, *, lock: bool = False) -> PaymentRow:
    """Returns a payment's row.

    Raises:
        NotFound: No payment has the id.
    """
    [row] = uow.get(PaymentRow, [Id(payment_id)], lock=lock)
    if row is None:
        raise NotFound(f"no payment {payment_id!r}", where=payment_id)
    return row


def fits(payment: PaymentRow, invoice: InvoiceRow) -> InvoiceRow:
    """Returns the invoice when the payment may go on it.

    Raises:
        TransitionNotAllowed: It is not issued, or nothing is to be paid on it.
        InputError: The currencies differ.
    """
    if invoice.document_status != "issued" or invoice.direction < 0:
        raise TransitionNotAllowed(
            f"invoice {invoice.number or invoice.id} takes no payment: it is "
            + ("a credit note" if invoice.direction < 0 else invoice.document_status),
            where=invoice.id,
            expected="an issued invoice",
            hint="The payment is kept, unapplied.",
        )
    if invoice.currency != payment.currency:
        raise InputError(
            f"a payment in {payment.currency} does not settle an invoice in {invoice.currency}",
            where=invoice.id,
            expected=invoice.currency,
        )
    return invoice


def over_payment(row: PaymentRow, total: Decimal) -> OverAllocated:
    """Returns the error for allocating more than a payment has left."""
    left = row.amount - row.applied
    return OverAllocated(
        f"{total} {row.currency} is more than the {left} that payment {row.id} has left",
        where=row.id,
        expected=f"at most {left}",
    )
