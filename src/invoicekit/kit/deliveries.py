"""`kit.deliveries`: sending documents, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from invoicekit.delivery import read_report
from invoicekit.errors import ConfigurationError, InputError, NotFound
from invoicekit.kit._runtime import Runtime
from invoicekit.lifecycle.delivery import DeliveryFact
from invoicekit.model.delivery import Delivery, DeliveryNews
from invoicekit.model.event import Actor
from invoicekit.ports import CallsBack
from invoicekit.services import send_invoice
from invoicekit.services.hear_receipts import receipt_news
from invoicekit.services.record_news import record_news


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

    def resend(self, delivery_id: str, *, actor: Actor | str, to: Sequence[str] = ()) -> Delivery:
        """Queues the same delivery once more, to the same people or others; returns the new one.

        What is sent again is marked as such; the files are the archived originals.
        """
        return self._runtime.write(
            lambda uow: send_invoice.resend_delivery(
                uow, self._runtime.tools, delivery_id, actor=actor, to=to
            )
        )

    def record(
        self,
        delivery_id: str,
        fact: DeliveryFact | str,
        *,
        actor: Actor | str,
        recipient: str | None = None,
        detail: str | None = None,
        carrier: str | None = None,
        tracking_number: str | None = None,
    ) -> Delivery:
        """Writes what became of a delivery and returns it.

        A fact that comes late moves nothing back: it stays in the events. Twice is once.

        Args:
            delivery_id: Which.
            fact: Such as `mail`, `deliver`, `view`, `bounce`, `return`.
            actor: Who says so.
            recipient: Whom it happened to; everybody by default.
            detail: The other side's words.
            carrier: Who takes a letter.
            tracking_number: What the carrier calls it.

        Raises:
            NotFound: There is no such delivery.
            InputError: The fact is none, or the delivery has no such recipient.
        """
        news = DeliveryNews(
            delivery_id=delivery_id,
            fact=fact,
            recipient=recipient,
            detail=detail,
            reference=tracking_number,
        )
        return self._recorded(news, actor, carrier)

    def read_report(self, mail: bytes, *, actor: Actor | str = "mail") -> tuple[Delivery, ...]:
        """Reads a mail that came back, writes what it says, and returns the deliveries it is about.

        Bounces (RFC 3464), complaints (RFC 5965) and receipts of reading (RFC 8098). Nothing is
        returned for a mail that is no report, or not about a delivery of this tenant.

        Args:
            mail: The bytes, as the mailbox keeps them.
            actor: Who says so; with roles, one that has `delivery.record`.
        """
        told: dict[str, Delivery] = {}
        for news in read_report(mail):
            with suppress(NotFound, InputError):  # another tenant's, or forwarded to a stranger
                told[news.delivery_id] = self._recorded(news, actor)
        return tuple(told.values())

    def read_receipts(
        self, callback: bytes, *, channel: str = "sms", actor: Actor | str = "gateway"
    ) -> tuple[Delivery, ...]:
        """Reads a gateway's callback, writes what it says, and returns the deliveries it is about.

        Callbacks are not signed: have them come to an address that nobody can guess. What is not
        about a delivery of this tenant gives nothing, and twice is once.

        Args:
            callback: The body of the request, before anything parses it.
            channel: The one whose gateway calls.
            actor: Who says so; with roles, one that has `delivery.record`.

        Raises:
            InputError: It is no callback of that gateway.
            ConfigurationError: No channel has the name, or nobody calls back about it.
            PermissionDenied: The actor may not say so.
        """
        found: object = self._runtime.channels.get(channel)
        if not isinstance(found, CallsBack):
            raise ConfigurationError(
                f"nobody calls back about {channel!r}",
                where="channel",
                expected="a channel such as Sms(…)",
            )
        receipts, tools = found.receipts(callback), self._runtime.tools
        news = self._runtime.read(lambda uow: receipt_news(uow, tools, channel, receipts))
        return tuple({each.delivery_id: self._recorded(each, actor) for each in news}.values())

    def get(self, delivery_id: str) -> Delivery:
        """Returns a delivery.

        Raises:
            NotFound: There is none.
        """
        return self._runtime.read(lambda uow: send_invoice.get_delivery(uow, delivery_id))

    def list(self, invoice_id: str) -> tuple[Delivery, ...]:
        """Returns the deliveries of a document, oldest first."""
        return tuple(self._runtime.read(lambda uow: send_invoice.deliveries_of(uow, invoice_id)))

    def _recorded(
        self, news: DeliveryNews, actor: Actor | str, carrier: str | None = None
    ) -> Delivery:
        tools = self._runtime.tools
        return self._runtime.write(
            lambda uow: record_news(uow, tools, news, actor=actor, carrier=carrier)
        )
