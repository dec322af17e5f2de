"""`kit.deliveries`: sending documents, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from invoicekit.kit._runtime import Runtime
from invoicekit.model.delivery import Delivery
from invoicekit.model.event import Actor
from invoicekit.services import send_invoice


@dataclass(frozen=True)
class Deliveries:
    """Queues, cancels and repeats deliveries; the outbox carries them out."""

    _runtime: Runtime

    def send(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        channel: str | None = None,
        to: Sequence[str] = (),
        subject: str | None = None,
        message: str | None = None,
        idempotency_key: str | None = None,
    ) -> Delivery:
        """Queues an issued document with its originals and returns the delivery.

        Raises:
            StateError: It is not issued.
            InputError: Nobody to send it to.
        """
        return self._runtime.write(
            lambda uow: send_invoice.send_invoice(
                uow,
                self._runtime.tools,
                invoice_id,
                actor=actor,
                channel=channel,
                to=to,
                subject=subject,
                message=message,
                idempotency_key=idempotency_key,
            )
        )

    def cancel(self, delivery_id: str, *, actor: Actor | str) -> Delivery:
        """Takes back a delivery that is still queued.

        Raises:
            TransitionNotAllowed: It has left already.
        """
        return self._runtime.write(
            lambda uow: send_invoice.cancel_delivery(
                uow, self._runtime.tools, delivery_id, actor=actor
            )
        )

    def resend(self, delivery_id: str, *, actor: Actor | str) -> Delivery:
        """Queues the same delivery once more and returns the new one."""
        return self._runtime.write(
            lambda uow: send_invoice.resend_delivery(
                uow, self._runtime.tools, delivery_id, actor=actor
            )
        )

    def get(self, delivery_id: str) -> Delivery:
        """Returns a delivery.

        Raises:
            NotFound: There is none.
        """
        return self._runtime.read(lambda uow: send_invoice.get_delivery(uow, delivery_id))

    def list(self, invoice_id: str) -> tuple[Delivery, ...]:
        """Returns the deliveries of a document, oldest first."""
        return tuple(self._runtime.read(lambda uow: send_invoice.deliveries_of(uow, invoice_id)))
