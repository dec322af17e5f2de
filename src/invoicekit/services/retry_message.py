"""Giving a message that was given up another life."""

from __future__ import annotations

from dataclasses import replace

from invoicekit.errors import NotFound, StateError
from invoicekit.model.rows import OutboxRow
from invoicekit.model.status import DeliveryStatus
from invoicekit.model.stored import Id
from invoicekit.ports import UnitOfWork
from invoicekit.services._tools import Tools
from invoicekit.services.send_invoice import get_delivery, record_delivery


def retry_message(uow: UnitOfWork, tools: Tools, message_id: str) -> OutboxRow:
    """Makes a dead message due now, its delivery queued again, and returns it.

    Raises:
        NotFound: There is none.
        StateError: It is not dead.
    """
    [row] = uow.get(OutboxRow, [Id(message_id)], lock=True)
    if row is None:
        raise NotFound(f"no outbox message {message_id!r}", where=message_id)
    if row.state != "dead":
        raise StateError(
            f"the message is {row.state}", where=message_id, expected="one that was given up"
        )
    if row.topic == "deliver":
        delivery = get_delivery(uow, row.subject)
        queued = delivery.replace(
            status=DeliveryStatus.QUEUED,
            recipients=tuple(
                r.replace(status=DeliveryStatus.QUEUED) if r.status is DeliveryStatus.FAILED else r
                for r in delivery.recipients
            ),
        )
        record_delivery(uow, tools, queued, actor="outbox")
    again = replace(
        row, revision=row.revision + 1, state="pending", due_at=tools.now(), attempts=0, error=None
    )
    uow.replace([again])
    return again
