"""`kit.payments`: money received, and the invoices it settles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicekit.kit._listing import Listing
from invoicekit.kit._runtime import Runtime
from invoicekit.model.event import Actor
from invoicekit.model.payment import Allocation, Payment
from invoicekit.model.rows import PaymentRow
from invoicekit.ports import Condition, Query
from invoicekit.services import allocate_payment, deallocate_payment, record_payment
from invoicekit.services._ledger import allocation_of, live_allocations
from invoicekit.services._payments import payment_of, payment_row
from invoicekit.services.record_payment import Allocate


@dataclass(frozen=True)
class Payments:
    """Records and allocates payments."""

    _runtime: Runtime

    def record(
        self,
        *,
        amount: Decimal | str | int,
        currency: str,
        actor: Actor | str,
        customer_id: str | None = None,
        received_date: date | None = None,
        method: str | None = None,
        remittance: str | None = None,
        reference: str | None = None,
        payer: str | None = None,
        allocate: Allocate = "none",
        idempotency_key: str | None = None,
    ) -> Payment:
        """Stores a payment, allocates it as asked and returns it; what finds no home is unapplied.

        Args:
            amount: More than zero, in `currency`.
            currency: ISO 4217.
            actor: Who records it.
            customer_id: Who paid, where known.
            received_date: The day it was booked; today (UTC) by default.
            method: Such as `bank` or `card`.
            remittance: What the payer wrote.
            reference: The bank's or provider's own id; may occur once.
            payer: The name on the account.
            allocate: `none`; `exact`: the one payable invoice whose number stands in the remittance
                and whose open amount is the amount; `oldest`: oldest due first; or a mapping of
                invoice id → amount.
            idempotency_key: Same key, same payment.

        Raises:
            InputError, OverAllocated, DuplicateKey, IdempotencyConflict: see `invoicekit.errors`.
        """
        return self._runtime.write(
            lambda uow: record_payment.record_payment(
                uow,
                self._runtime.tools,
                amount=amount,
                currency=currency,
                actor=actor,
                customer_id=customer_id,
                received_date=received_date,
                method=method,
                remittance=remittance,
                reference=reference,
                payer=payer,
                allocate=allocate,
                idempotency_key=idempotency_key,
            )
        )

    def allocate(self, payment_id: str, allocate: Allocate, *, actor: Actor | str) -> Payment:
        """Puts what a payment has left on invoices and returns it.

        Raises:
            OverAllocated, TransitionNotAllowed, InputError, NotFound: see `invoicekit.errors`.
        """
        return self._runtime.write(
            lambda uow: allocate_payment.allocate_payment(
                uow, self._runtime.tools, payment_id, allocate, actor=actor
            )
        )

    def deallocate(
        self, payment_id: str, invoice_id: str, *, actor: Actor | str, reason: str
    ) -> Payment:
        """Takes a payment off an invoice again and returns it.

        Raises:
            NotFound: It has nothing on that invoice.
        """
        return self._runtime.write(
            lambda uow: deallocate_payment.deallocate_payment(
                uow, self._runtime.tools, payment_id, invoice_id, actor=actor, reason=reason
            )
        )

    def get(self, payment_id: str) -> Payment:
        """Returns a payment.

        Raises:
            NotFound: There is none.
        """
        return self._runtime.read(lambda uow: payment_of(payment_row(uow, payment_id)))

    def list(
        self, *, customer_id: str | None = None, after: str | None = None, limit: int = 50
    ) -> Listing[Payment]:
        """Returns a page of payments by the day they were received."""
        where: tuple[Condition, ...] = (("customer_id", "=", customer_id),) if customer_id else ()
        query = Query(of=PaymentRow, where=where, order="received", after=after, limit=limit)
        page = self._runtime.read(lambda uow: uow.page(query))
        return Listing(tuple(payment_of(row) for row in page.items), page.next)

    def allocations(self, invoice_id: str) -> tuple[Allocation, ...]:
        """Returns what settles an invoice, taken-back rows left out, oldest first."""
        rows = self._runtime.read(lambda uow: live_allocations(uow, "invoice_id", invoice_id))
        return tuple(allocation_of(row) for row in rows)
