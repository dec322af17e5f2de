"""Writing what the world reports of a delivery: bounced, mailed, returned, delivered, viewed."""

from __future__ import annotations

import json

from invoicekit.errors import InputError
from invoicekit.lifecycle.delivery import DeliveryFact, observe
from invoicekit.model.delivery import Delivery, DeliveryNews, Recipient
from invoicekit.model.event import Actor
from invoicekit.model.rows import EventRow
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._handing_over import status_of
from invoicekit.services._records import locked
from invoicekit.services._tools import Tools
from invoicekit.services.send_invoice import get_delivery, record_delivery


def record_news(
    uow: UnitOfWork,
    tools: Tools,
    news: DeliveryNews,
    *,
    actor: Actor | str,
    carrier: str | None = None,
) -> Delivery:
    """Writes the news and returns the delivery; what is known already changes nothing.

    News come late, twice and out of order: those that lead back leave an event and no status.

    Raises:
        NotFound: There is no such delivery.
        InputError: The fact is none, or the delivery has no such recipient.
        PermissionDenied: The actor may not say so.
    """
    authorise(tools, actor, "delivery.record")
    fact = _fact(news.fact)
    locked(uow, get_delivery(uow, news.delivery_id).invoice_id)  # invoice first, as everybody does
    delivery = get_delivery(uow, news.delivery_id, lock=True)
    about = _recipients(delivery, news)
    moves = [observe(each.status, fact) for each in about]
    recipients = tuple(
        _told(each, news, fact) if each in about else each for each in delivery.recipients
    )
    after = delivery.replace(
        recipients=recipients,
        status=status_of(recipients),
        carrier=carrier or delivery.carrier,
        tracking_number=news.reference or delivery.tracking_number,
    )
    emits = "delivery.complained" if news.complaint else f"delivery.{_SAID[fact]}"
    if after == delivery and _known(uow, delivery, emits, news):
        return delivery
    record_delivery(
        uow,
        tools,
        after,
        actor=actor,
        event_type=emits,
        detail=news.detail,
        bounce=news.bounce,
        tracking_number=news.reference,
        late=True if not any(moves) and not news.complaint else None,
    )
    return after


_SAID = {
    DeliveryFact.PRINT: "printed",
    DeliveryFact.SEND: "sent",
    DeliveryFact.MAIL: "mailed",
    DeliveryFact.DELIVER: "delivered",
    DeliveryFact.VIEW: "viewed",
    DeliveryFact.FAIL: "failed",
    DeliveryFact.BOUNCE: "bounced",
    DeliveryFact.RETURN: "returned",
}
"""What may be reported, as its event is called; the rest are commands of ours."""


def _fact(name: str) -> DeliveryFact:
    if name not in _SAID:
        raise InputError(
            f"{name!r} is nothing that happens to a delivery",
            where="fact",
            expected="one of " + ", ".join(_SAID),
        )
    return DeliveryFact(name)


def _recipients(delivery: Delivery, news: DeliveryNews) -> tuple[Recipient, ...]:
    """Returns whom it is about; a lone recipient even where the mail was forwarded."""
    if news.recipient is None or len(delivery.recipients) == 1:
        return delivery.recipients
    wanted = news.recipient.casefold()
    found = tuple(each for each in delivery.recipients if each.address.casefold() == wanted)
    if not found:
        raise InputError(
            "the delivery has no such recipient",
            where=delivery.id,
            expected="an address it went to",
        )
    return found


def _told(recipient: Recipient, news: DeliveryNews, fact: DeliveryFact) -> Recipient:
    move = observe(recipient.status, fact)
    changes: dict[str, object] = {"complained": True} if news.complaint else {}
    if move is not None:
        changes |= {"status": move.target, "detail": news.detail, "bounce": news.bounce}
    return recipient.replace(**changes) if changes else recipient


def _known(uow: UnitOfWork, delivery: Delivery, emits: str, news: DeliveryNews) -> bool:
    """Says whether the same was told of this delivery before."""
    events = uow.stream(Query(of=EventRow, where=(("subject", "=", delivery.invoice_id),)))
    told = (json.loads(event.data) for event in events if event.type == emits)
    return any(
        data.get("delivery") == delivery.id and data.get("detail") == news.detail for data in told
    )
