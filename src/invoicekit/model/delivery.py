"""Sending of documents, and the files that are sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from invoicekit.masking import Personal
from invoicekit.model.status import DeliveryStatus
from invoicekit.model.value import Value
from invoicekit.whole_files import write_whole


class Bounce(StrEnum):
    """How final a bounce is: the address is wrong, or it could not be reached in time."""

    HARD = "hard"
    SOFT = "soft"


class Recipient(Value):
    """Who gets a delivery, and how it went there.

    Attributes:
        detail: The other side's words.
        bounce: `hard` where the address is wrong, `soft` where another attempt may do.
        complained: Whether the recipient reported it as unwanted.
    """

    address: Annotated[str, Personal("identifier")]
    status: DeliveryStatus = DeliveryStatus.QUEUED
    detail: Annotated[str | None, Personal("text")] = None
    bounce: Bounce | None = None
    complained: bool = False


class DeliveryNews(Value):
    """What the world reports of a delivery, after it left.

    Attributes:
        recipient: Whom it is about; everybody where it is None.
        fact: A `lifecycle.DeliveryFact`, such as `bounce`, `deliver`, `mail`, `return`.
        reference: The other side's name for it, such as a tracking number.
    """

    delivery_id: str
    fact: str
    recipient: Annotated[str | None, Personal("identifier")] = None
    bounce: Bounce | None = None
    complaint: bool = False
    detail: Annotated[str | None, Personal("text")] = None
    reference: str | None = None


class Delivery(Value):
    """One sending of one document over one channel.

    Attributes:
        status: The best of its recipients; `detail` says why one failed.
        attempts: How often the channel was asked.
        resends: The delivery this one repeats.
        reminder: The level of the reminder that its letter is; None for the document's own.
        carrier: Who takes it through the streets, and its `tracking_number` there.
    """

    id: str
    invoice_id: str
    channel: str
    recipients: tuple[Recipient, ...] = ()
    formats: tuple[str, ...] = ()
    locale: str
    subject: Annotated[str | None, Personal("hidden")] = None
    message: Annotated[str | None, Personal("hidden")] = None
    status: DeliveryStatus = DeliveryStatus.QUEUED
    attempts: int = 0
    detail: Annotated[str | None, Personal("text")] = None
    queued_at: datetime
    queued_by: str
    sent_at: datetime | None = None
    resends: str | None = None
    reminder: int | None = None
    message_id: str | None = None
    carrier: str | None = None
    tracking_number: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A document as bytes.

    Attributes:
        original: True for the archived original, False for a copy rendered later.
    """

    kind: str
    name: str
    media_type: str
    data: bytes = field(repr=False)
    sha256: str
    original: bool

    def save(self, path: str | Path) -> Path:
        """Writes the bytes to a path (a folder takes the file's own name) and returns it.

        Raises:
            OSError: The disk is full or refuses; what was there before is there still.
        """
        target = Path(path)
        if target.is_dir():
            target /= self.name
        write_whole(target, self.data)
        return target
