"""A mailbox in memory: what a test or a first step looks into instead of a mail server."""

from __future__ import annotations

from email.message import EmailMessage

from invoicekit.delivery._mime import message_id, message_of
from invoicekit.model.status import DeliveryStatus
from invoicekit.ports import Envelope, Sent

SENDER = "invoices@localhost.example"


class Mailbox:
    """Keeps the messages that were sent, each once however often it was sent."""

    def __init__(self, name: str = "email") -> None:
        self._name = name
        self._messages: dict[str, EmailMessage] = {}

    @property
    def name(self) -> str:
        """The channel it stands for."""
        return self._name

    @property
    def messages(self) -> tuple[EmailMessage, ...]:
        """The messages, in the order they came."""
        return tuple(self._messages.values())

    def __len__(self) -> int:
        return len(self._messages)

    def send(self, envelope: Envelope) -> Sent:
        """Keeps the message and returns that everybody has it.

        Raises:
            DeliveryFailed: An address is none.
        """
        sender = envelope.sender[1] or SENDER
        self._messages[envelope.id] = message_of(envelope, sender)
        fates = dict.fromkeys(envelope.recipients, (DeliveryStatus.SENT, None))
        return Sent(dict(fates), message_id(envelope, sender))


CHANNEL = Mailbox
