"""Handing a delivery over to its channel: the originals, a letter, or a link to the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from invoicekit.errors import ConfigurationError, DeliveryFailed
from invoicekit.model.delivery import Delivery
from invoicekit.ports import Archive, Channel, Envelope, LeadsToPage, ManyEndpoints, Sent, Storage
from invoicekit.services._breaker import Breaker
from invoicekit.services._envelope import contents_of, envelope_of
from invoicekit.services._handing_over import cancelled, told, waiting
from invoicekit.services._signed_link import DELIVERY, signed
from invoicekit.services._tools import Tools
from invoicekit.services.get_file import make_file


@dataclass(frozen=True, kw_only=True)
class Delivering:
    """What is needed to hand deliveries over."""

    storage: Storage
    tenant: str
    tools: Tools
    archive: Archive
    channels: Mapping[str, Channel]
    link_secret: bytes | None
    breaker: Breaker

    def handed_over(self, delivery_id: str) -> Delivery | None:
        """Returns the delivery as its channel left it, None where nobody waits for it any more.

        Raises:
            DeliveryFailed: Nobody got it, or its originals are not archived yet.
            Resting: Its endpoint did not answer, and is left alone.
            ConfigurationError: There is no such channel, or no secret to sign its links with.
        """
        delivery, record, sources = self.storage.read(
            self.tenant, lambda uow: contents_of(uow, delivery_id)
        )
        addresses = waiting(delivery)
        if not addresses:  # cancelled, or handed over by a worker that died before it said so
            return None
        if delivery.reminder and record.open_amount <= 0:
            return cancelled(delivery)  # paid between the reminder and its letter
        channel = self._channel(delivery)
        envelope = envelope_of(
            delivery,
            record,
            tuple(
                make_file(self.tools, self.archive, source, kind)
                for kind, source in sources.items()
            ),
            addresses,
            next((source.template for source in sources.values()), None),
            at=self.tools.now(),
            link=self._link(channel, delivery) if isinstance(channel, LeadsToPage) else "",
        )
        sent = self._sent(channel, _endpoint(channel, delivery.channel, addresses[0]), envelope)
        return told(delivery, sent.statuses, now=self.tools.now(), message_id=sent.message_id)

    def _sent(self, channel: Channel, endpoint: str, envelope: Envelope) -> Sent:
        self.breaker.ask(endpoint, self.tools.now())
        try:
            sent = channel.send(envelope)
        except DeliveryFailed as problem:
            if problem.retryable:
                self.breaker.failed(endpoint, self.tools.now())
            else:
                self.breaker.answered(endpoint)
            raise
        self.breaker.answered(endpoint)
        return sent

    def _channel(self, delivery: Delivery) -> Channel:
        channel = self.channels.get(delivery.channel)
        if channel is None:
            raise ConfigurationError(
                f"no channel {delivery.channel!r} is set up",
                where=delivery.id,
                expected="one of " + ", ".join(sorted(self.channels)),
                hint="Give the kit the channel when it is made.",
            )
        return channel

    def _link(self, page: LeadsToPage, delivery: Delivery) -> str:
        if self.link_secret is None:
            raise ConfigurationError(
                "the kit has no secret to sign links with",
                where="link_secret",
                expected="InvoiceKit.from_url(…, link_secret=…), 16 bytes or more",
            )
        token = signed(
            self.link_secret,
            purpose=DELIVERY,
            subject=delivery.id,
            tenant=self.tenant,
            until=self.tools.now() + page.good_for,
        )
        return f"{page.base_url.rstrip('/')}/{token}"


def _endpoint(channel: Channel, name: str, recipient: str) -> str:
    """What does not answer when a delivery fails: the recipient's server, or the whole channel."""
    if isinstance(channel, ManyEndpoints):
        return f"{name} {channel.endpoint(recipient)}"
    return name
