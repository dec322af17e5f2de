"""Letting the tax platform send what it issued: it has the originals, and its mails are known."""

from __future__ import annotations

from dataclasses import dataclass

from invoicekit.errors import DeliveryFailed, LookupFailed, StateError
from invoicekit.model.status import DeliveryStatus
from invoicekit.ports import DeliveryAuthority, Envelope, Sent


@dataclass(frozen=True)
class Platform:
    """The platform of a 发票 as a channel; recipients are addresses of mail or phone numbers.

    Attributes:
        authority: The platform, such as `Nuonuo` or `Baiwang`.
    """

    authority: DeliveryAuthority
    name: str = "platform"

    def send(self, envelope: Envelope) -> Sent:
        """Has the document sent to each recipient and returns each one's fate.

        Raises:
            DeliveryFailed: The platform has taken it for nobody, since it did not answer.
        """
        fates: dict[str, tuple[DeliveryStatus, str | None]] = {}
        for recipient in envelope.recipients:
            way = "email" if "@" in recipient else "phone"
            try:
                self.authority.deliver(envelope.number, code=envelope.code, **{way: recipient})
            except StateError as problem:
                fates[recipient] = (DeliveryStatus.FAILED, problem.message)
            except LookupFailed as problem:  # tried again alone: who has it gets no second one
                fates[recipient] = (DeliveryStatus.QUEUED, problem.message)
            else:
                fates[recipient] = (DeliveryStatus.SENT, None)
        if all(status is DeliveryStatus.QUEUED for status, _ in fates.values()):
            raise DeliveryFailed(
                "the platform did not answer", retryable=True, where=envelope.number
            )
        return Sent(fates, envelope.id)


CHANNEL = Platform
