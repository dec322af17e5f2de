"""Sending an issued document: queued with its originals, handed over by the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from invoicekit.chain import canonical
from invoicekit.errors import NotFound, StateError
from invoicekit.lifecycle import DELIVERY, DeliveryFact, best
from invoicekit.model.delivery import Delivery, Recipient
from invoicekit.model.event import Actor
from invoicekit.model.rows import DeliveryRow, InvoiceRow, OutboxRow
from invoicekit.model.status import DeliveryStatus
from invoicekit.model.stored import Id
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._addressees import addressees
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened, save
from invoicekit.services._profiles import customer_of
from invoicekit.services._records import file_of, invoice_of, locked
from invoicekit.services._requests import seen_before
from invoicekit.services._tools import Tools, name_of


def send_invoice(
    uow: UnitOfWork,
    tools: Tools,
    invoice_id: str,
    *,
    actor: Actor | str,
    channel: str | None = None,
    to: Sequence[str] = (),
    subject: str | None = None,
    message: str | None = None,
    resends: str | None = None,
    reminder: int | None = None,
    idempotency_key: str | None = None,
) -> Delivery:
    """Queues a delivery of the originals and returns it.

    The channel is the customer's where none is given, else e-mail; recipients are its contact for
    invoices.

    Raises:
        StateError: The document is not issued.
        InputError: Nobody to send it to.
    """
    authorise(tools, actor, "delivery.send")
    delivery_id = tools.ids()
    request = [invoice_id, channel, list(to), subject, message]
    known = seen_before(
        uow, tools, "delivery.send", idempotency_key, request=request, answer=delivery_id
    )
    if known is not None:
        return get_delivery(uow, known)
    row = locked(uow, invoice_id)
    _refuse_draft(row)
    customer = customer_of(uow, row.customer_id) if row.customer_id else None
    channel = channel or (customer.needs.channel if customer else None) or "email"
    file = file_of(row)
    addresses = list(to) or addressees(channel, invoice_of(row), customer, file.locale)
    delivery = Delivery(
        id=delivery_id,
        invoice_id=row.id,
        channel=channel,
        recipients=tuple(Recipient(address=address) for address in addresses),
        formats=file.originals,
        locale=file.locale,
        subject=subject,
        message=message,
        queued_at=tools.now(),
        queued_by=name_of(actor),
        resends=resends,
        reminder=reminder,
    )
    uow.add([_row(uow, delivery)])
    uow.add([_due(uow, tools, delivery)])
    _project(uow, tools, row, delivery, "delivery.queued", actor, reminder=reminder)
    return delivery


def _refuse_draft(row: InvoiceRow) -> None:
    if row.content_hash is None:
        raise StateError(
            f"invoice {row.id} is {row.document_status}: only issued documents are sent",
            where=row.id,
            expected="an issued document",
            hint="Issue it first.",
        )


def cancel_delivery(
    uow: UnitOfWork, tools: Tools, delivery_id: str, *, actor: Actor | str
) -> Delivery:
    """Takes back a delivery that is still queued and returns it.

    Raises:
        TransitionNotAllowed: It has left already.
    """
    authorise(tools, actor, "delivery.cancel")
    delivery = get_delivery(uow, delivery_id, lock=True)
    move = DELIVERY.move(delivery.status, DeliveryFact.CANCEL, where=delivery_id)
    invoice = locked(uow, delivery.invoice_id)
    gone = delivery.replace(
        status=move.target,
        recipients=tuple(r.replace(status=move.target) for r in delivery.recipients),
    )
    write_delivery(uow, gone)
    _project(uow, tools, invoice, gone, move.emits, actor)
    return gone


def resend_delivery(
    uow: UnitOfWork,
    tools: Tools,
    delivery_id: str,
    *,
    actor: Actor | str,
    to: Sequence[str] = (),
) -> Delivery:
    """Queues the same delivery once more, to the same recipients or others, returns the new one."""
    authorise(tools, actor, "delivery.send")
    old = get_delivery(uow, delivery_id)
    return send_invoice(
        uow,
        tools,
        old.invoice_id,
        actor=actor,
        channel=old.channel,
        to=to or tuple(r.address for r in old.recipients),
        subject=old.subject,
        message=old.message,
        resends=old.id,
        reminder=old.reminder,
    )


def get_delivery(uow: UnitOfWork, delivery_id: str, *, lock: bool = False) -> Delivery:
    """Returns a delivery by id.

    Raises:
        NotFound: There is none.
    """
    [row] = uow.get(DeliveryRow, [Id(delivery_id)], lock=lock)
    if row is None:
        raise NotFound(f"no delivery {delivery_id!r}", where=delivery_id)
    return Delivery.model_validate_json(row.document)


def deliveries_of(uow: UnitOfWork, invoice_id: str) -> list[Delivery]:
    """Returns the deliveries of a document, oldest first."""
    query = Query(of=DeliveryRow, where=(("invoice_id", "=", invoice_id),))
    return [Delivery.model_validate_json(row.document) for row in uow.stream(query)]


def record_delivery(
    uow: UnitOfWork,
    tools: Tools,
    delivery: Delivery,
    *,
    actor: Actor | str,
    event_type: str | None = None,
    **facts: object,
) -> None:
    """Writes what became of a delivery, and the best status onto its document, monotone."""
    invoice = locked(uow, delivery.invoice_id)
    write_delivery(uow, delivery)
    event_type = event_type or f"delivery.{delivery.status.value}"
    _project(uow, tools, invoice, delivery, event_type, actor, **facts)


def write_delivery(uow: UnitOfWork, delivery: Delivery) -> None:
    """Replaces the stored delivery."""
    [row] = uow.get(DeliveryRow, [Id(delivery.id)], lock=True)
    if row is None:
        raise NotFound(f"no delivery {delivery.id!r}", where=delivery.id)
    uow.replace(
        [
            replace(
                row,
                revision=row.revision + 1,
                status=delivery.status.value,
                document=_text(delivery),
            )
        ]
    )


def _project(
    uow: UnitOfWork,
    tools: Tools,
    row: InvoiceRow,
    delivery: Delivery,
    event_type: str,
    actor: Actor | str,
    **facts: object,
) -> None:
    statuses = [each.status for each in deliveries_of(uow, row.id)]
    status = best(statuses) if statuses else DeliveryStatus.NONE
    changed = replace(row, revision=row.revision + 1, delivery_status=status.value)
    changed, event = happened(
        tools,
        changed,
        event_type,
        actor,
        delivery=delivery.id,
        channel=delivery.channel,
        **{"detail": delivery.detail, **facts},
    )
    save(uow, changed, event)


def _row(uow: UnitOfWork, delivery: Delivery) -> DeliveryRow:
    return DeliveryRow(
        tenant_id=uow.tenant,
        id=Id(delivery.id),
        invoice_id=Id(delivery.invoice_id),
        channel=delivery.channel,
        status=delivery.status.value,
        queued_at=delivery.queued_at,
        document=_text(delivery),
    )


def _due(uow: UnitOfWork, tools: Tools, delivery: Delivery) -> OutboxRow:
    return OutboxRow(
        tenant_id=uow.tenant,
        id=tools.ids(),
        topic="deliver",
        subject=Id(delivery.id),
        due_at=delivery.queued_at,
        created_at=tools.now(),
    )


def _text(delivery: Delivery) -> str:
    return canonical(delivery.model_dump(mode="json")).decode()
