"""How documents leave the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from invoicekit.model.delivery import File
from invoicekit.model.retry import RetrySchedule
from invoicekit.model.status import DeliveryStatus


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a channel takes: the same `id` is the same message, however often it is sent.

    Attributes:
        id: The delivery's id; becomes the message id.
        sender: Name and address of the issuer.
        recipients: Addresses in the channel's own form.
        text: The plain text for people, `html` the same in HTML.
        files: The originals.
        at: The time by the kit's clock.
        number: Of the document, with its `code` (发票代码) where it has one.
        invoice_id: The document.
        link: Where the buyer sees the document; empty for a channel that is none of `LeadsToPage`.
        again: Whether it was sent before.
        facts: What a short text is made of, in the reader's language: `title`, `number`, `seller`,
            `buyer`, `date`, `amount`, `due_date`, `link`; what is not known is missing.
        sender_lines: The postal address of the issuer.
    """

    id: str
    sender: tuple[str, str | None] = field(repr=False)
    recipients: tuple[str, ...] = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str | None = field(repr=False)
    files: tuple[File, ...]
    locale: str
    at: datetime
    number: str = ""
    code: str = ""
    invoice_id: str = ""
    link: str = field(default="", repr=False)
    again: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)
    sender_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of it, per recipient: status and the other side's words.

    A recipient left `queued` is tried again: the other side has no room for it yet.
    """

    statuses: dict[str, tuple[DeliveryStatus, str | None]] = field(repr=False)
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the other side calls back with, about one message to one recipient.

    Attributes:
        fact: A `lifecycle.DeliveryFact`: `deliver` or `fail`.
        delivery_id: The envelope's id, where it comes back.
        message_id: What the other side calls the message.
        number: Whose telephone it is about.
        detail: The other side's words.
    """

    fact: str
    delivery_id: str | None = None
    message_id: str | None = None
    number: str = field(default="", repr=False)
    detail: str | None = None


class Channel(Protocol):
    """One way to send."""

    @property
    def name(self) -> str:
        """Such as `email`."""

    def send(self, envelope: Envelope) -> Sent:
        """Sends to every recipient and returns each one's fate.

        Raises:
            DeliveryFailed: Nobody got it; `retryable` says whether to try again.
        """


@runtime_checkable
class Notifier(Protocol):
    """A channel that posts events, too."""

    def notify(
        self, url: str, message_id: str, body: bytes, secrets: Sequence[str], *, now: datetime
    ) -> None:
        """Posts JSON, signed by each secret; the same id is the same message.

        Raises:
            DeliveryFailed: It was not taken; `retryable` says whether to try again.
        """


@runtime_checkable
class CallsBack(Protocol):
    """A channel whose other side calls back to say what became of a message."""

    def receipts(self, callback: bytes) -> tuple[Receipt, ...]:
        """Returns what a callback says; nothing of messages still under way.

        Raises:
            InputError: It is no callback of this channel.
        """


@runtime_checkable
class LeadsToPage(Protocol):
    """A channel whose letter leads to the buyer's page of the document."""

    @property
    def base_url(self) -> str:
        """The host's page; the link's token is put behind it."""

    @property
    def good_for(self) -> timedelta:
        """After this time the link opens no more."""


@runtime_checkable
class ManyEndpoints(Protocol):
    """A channel whose recipients stand behind servers of their own."""

    def endpoint(self, recipient: str) -> str:
        """Returns the server of a recipient: one that is down holds up no other."""


@runtime_checkable
class OwnRetries(Protocol):
    """A channel that knows best when to try again; None leaves it to the kit."""

    @property
    def retries(self) -> RetrySchedule | None:
        """Its schedule."""
