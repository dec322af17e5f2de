"""What becomes of a delivery when its channel was asked: each recipient's fate, and the whole's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from invoicekit.lifecycle.delivery import best
from invoicekit.masking import phone
from invoicekit.model.delivery import Delivery, Recipient
from invoicekit.model.status import DeliveryStatus

_PHONE = re.compile(r"\+?[\d\s\-./()]{6,}")
_NOT_SENT = {
    DeliveryStatus.NONE,
    DeliveryStatus.QUEUED,
    DeliveryStatus.CANCELLED,
    DeliveryStatus.FAILED,
}


def status_of(recipients: Iterable[Recipient]) -> DeliveryStatus:
    """Returns the status of a delivery: the best of its recipients, `queued` while one waits.

    One who has it shows at once; a failure shows when nobody waits for another attempt.
    """
    statuses = [recipient.status for recipient in recipients]
    got = [status for status in statuses if status not in _NOT_SENT]
    if not got and DeliveryStatus.QUEUED in statuses:
        return DeliveryStatus.QUEUED
    return best(got or statuses)


def waiting(delivery: Delivery) -> tuple[str, ...]:
    """Returns the addresses of a delivery that wait to be sent to."""
    queued = DeliveryStatus.QUEUED
    return tuple(each.address for each in delivery.recipients if each.status is queued)


def told(
    delivery: Delivery,
    fates: Mapping[str, tuple[DeliveryStatus, str | None]],
    *,
    now: datetime,
    message_id: str | None,
) -> Delivery:
    """Returns the delivery with what the channel said of each recipient."""
    recipients = tuple(
        each.replace(status=fates[each.address][0], detail=fates[each.address][1])
        if each.address in fates
        else each
        for each in delivery.recipients
    )
    sent = any(status not in _NOT_SENT for status, _ in fates.values())
    return delivery.replace(
        recipients=recipients,
        status=status_of(recipients),
        attempts=delivery.attempts + 1,
        detail=_details(recipients),
        sent_at=delivery.sent_at or (now if sent else None),
        message_id=message_id or delivery.message_id,
    )


def tried(delivery: Delivery, problem: str) -> Delivery:
    """Returns the delivery after an attempt that reached nobody; those who wait go on waiting."""
    return delivery.replace(attempts=delivery.attempts + 1, detail=problem)


def cancelled(delivery: Delivery) -> Delivery:
    """Returns the delivery with nobody waiting for it any more."""
    gone = DeliveryStatus.CANCELLED
    recipients = tuple(
        each.replace(status=gone) if each.status is DeliveryStatus.QUEUED else each
        for each in delivery.recipients
    )
    return delivery.replace(recipients=recipients, status=status_of(recipients))


def given_up(delivery: Delivery, problem: str) -> Delivery:
    """Returns the delivery with everybody who still waits failed, and why."""
    recipients = tuple(
        each.replace(status=DeliveryStatus.FAILED, detail=each.detail or problem)
        if each.status is DeliveryStatus.QUEUED
        else each
        for each in delivery.recipients
    )
    return delivery.replace(recipients=recipients, status=status_of(recipients), detail=problem)


def queued_again(delivery: Delivery) -> Delivery:
    """Returns the delivery with everybody it failed for waiting once more."""
    recipients = tuple(
        each.replace(status=DeliveryStatus.QUEUED, detail=None)
        if each.status is DeliveryStatus.FAILED
        else each
        for each in delivery.recipients
    )
    return delivery.replace(recipients=recipients, status=status_of(recipients))


def _details(recipients: Iterable[Recipient]) -> str | None:
    poor = {DeliveryStatus.FAILED, DeliveryStatus.QUEUED}
    said = [f"{_shown(each.address)}: {each.detail}" for each in recipients if each.status in poor]
    return "; ".join(said) or None


def _shown(address: str) -> str:
    """Returns an address as dead letters and events may say it: of a telephone number, its ends."""
    return phone(address) if _PHONE.fullmatch(address) else address.partition("\n")[0]
