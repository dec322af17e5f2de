"""A letter with a link to the buyer's page of a document, and no file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlsplit

from invoicekit.errors import ConfigurationError
from invoicekit.model.retry import RetrySchedule
from invoicekit.ports import CallsBack, Channel, Envelope, OwnRetries, Receipt, Sent


@dataclass(frozen=True, kw_only=True)
class PortalLink:
    """Has another channel carry the letter; opening the link makes the delivery `viewed`.

    Each delivery has a link of its own, signed by the kit's `link_secret`. Whoever has it may open
    it, a scanner of mails, too.

    Attributes:
        base_url: The host's page that shows `kit.portal.page(token)`.
        through: What carries the letter, such as `Smtp(…)` or `Sms(…)`.
        good_for: After this time the link opens no more.
    """

    base_url: str
    through: Channel
    good_for: timedelta = timedelta(days=90)
    name: str = "portal"

    def __post_init__(self) -> None:
        if urlsplit(self.base_url).scheme not in {"http", "https"}:
            raise ConfigurationError(
                f"{self.base_url!r} is no address of a page",
                where="base_url",
                expected="such as https://shop.example/invoice",
            )

    @property
    def retries(self) -> RetrySchedule | None:
        """The schedule of what carries the letter."""
        return self.through.retries if isinstance(self.through, OwnRetries) else None

    def send(self, envelope: Envelope) -> Sent:
        """Sends the letter without its files, and returns each one's fate.

        Raises:
            DeliveryFailed: Nobody got it.
        """
        return self.through.send(replace(envelope, files=()))

    def receipts(self, callback: bytes) -> tuple[Receipt, ...]:
        """Returns what the other side of what carries the letter calls back with.

        Raises:
            InputError: It is no callback of that channel.
            ConfigurationError: It has none.
        """
        if not isinstance(self.through, CallsBack):
            raise ConfigurationError(
                f"nobody calls back about {self.through.name}",
                where="through",
                expected="such as Sms(…)",
            )
        return self.through.receipts(callback)


CHANNEL = PortalLink
