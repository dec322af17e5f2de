"""The delivery dimension: what became of each sending, and the best of them for the document.

Facts come late, twice and out of order. One that does not lead forward is stored by the caller and
not applied: nothing goes from viewed back to sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeAlias

from invoicekit.lifecycle._table import Move, Table
from invoicekit.model.status import DeliveryStatus


class DeliveryFact(StrEnum):
    """What a channel, a mail server, a post office or we say of one sending."""

    QUEUE = "queue"
    CANCEL = "cancel"
    RETRY = "retry"
    PRINT = "print"
    SEND = "send"
    MAIL = "mail"
    DELIVER = "deliver"
    VIEW = "view"
    FAIL = "fail"
    BOUNCE = "bounce"
    RETURN = "return"


DeliveryMove: TypeAlias = Move[DeliveryStatus, DeliveryFact, None, None]

_S, _F = DeliveryStatus, DeliveryFact

DELIVERY: Table[DeliveryStatus, DeliveryFact, None, None] = Table(
    "delivery",
    (
        Move(_S.NONE, _F.QUEUE, _S.QUEUED, (), "delivery.queued"),
        Move(_S.QUEUED, _F.CANCEL, _S.CANCELLED, (), "delivery.cancelled"),
        Move(_S.QUEUED, _F.PRINT, _S.PRINTED, (), "delivery.printed"),
        Move(_S.QUEUED, _F.SEND, _S.SENT, (), "delivery.sent"),
        Move(_S.QUEUED, _F.DELIVER, _S.DELIVERED, (), "delivery.delivered"),
        Move(_S.QUEUED, _F.BOUNCE, _S.BOUNCED, (), "delivery.bounced"),
        Move(_S.QUEUED, _F.FAIL, _S.FAILED, (), "delivery.failed"),
        Move(_S.FAILED, _F.RETRY, _S.QUEUED, (), "delivery.queued"),
        Move(_S.PRINTED, _F.MAIL, _S.MAILED, (), "delivery.mailed"),
        Move(_S.SENT, _F.DELIVER, _S.DELIVERED, (), "delivery.delivered"),
        Move(_S.SENT, _F.VIEW, _S.VIEWED, (), "delivery.viewed"),
        Move(_S.SENT, _F.BOUNCE, _S.BOUNCED, (), "delivery.bounced"),
        Move(_S.SENT, _F.FAIL, _S.FAILED, (), "delivery.failed"),
        Move(_S.BOUNCED, _F.DELIVER, _S.DELIVERED, (), "delivery.delivered"),
        Move(_S.BOUNCED, _F.VIEW, _S.VIEWED, (), "delivery.viewed"),
        Move(_S.MAILED, _F.DELIVER, _S.DELIVERED, (), "delivery.delivered"),
        Move(_S.MAILED, _F.RETURN, _S.RETURNED, (), "delivery.returned"),
        Move(_S.DELIVERED, _F.VIEW, _S.VIEWED, (), "delivery.viewed"),
    ),
)

RANK: dict[DeliveryStatus, int] = {status: rank for rank, status in enumerate(DeliveryStatus)}
"""How far a sending has got, as the enum is written: none 0 … viewed 10."""


def decide(current: DeliveryStatus, fact: DeliveryFact, *, where: str = "") -> DeliveryMove:
    """Returns the move of a command of ours (queue, cancel, retry, print, mail) on one sending.

    Raises:
        TransitionNotAllowed: Such as cancelling what has been sent.
    """
    return DELIVERY.move(current, fact, where=where)


def observe(current: DeliveryStatus, fact: DeliveryFact) -> DeliveryMove | None:
    """Returns the move of a fact that the world reports, None when it is late: apply nothing."""
    return DELIVERY.find(current, fact)


def best(statuses: Iterable[DeliveryStatus]) -> DeliveryStatus:
    """Returns what a document shows of its sendings: the best of them, `none` of nothing."""
    return max(statuses, key=RANK.__getitem__, default=DeliveryStatus.NONE)
