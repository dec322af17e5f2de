"""Giving messages that were given up another life."""

from __future__ import annotations

from invoicekit.errors import NotFound, StateError
from invoicekit.model.event import Actor
from invoicekit.model.rows import OutboxRow
from invoicekit.model.stored import Id, changed
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened, save
from invoicekit.services._handing_over import queued_again
from invoicekit.services._records import locked
from invoicekit.services._telling import TELL, note
from invoicekit.services._tools import Tools
from invoicekit.services.send_invoice import get_delivery, record_delivery


def retry_message(
    uow: UnitOfWork, tools: Tools, message_id: str, *, actor: Actor | str
) -> OutboxRow:
    """Makes a dead message due now, its delivery queued again, and returns it.

    Raises:
        NotFound: There is none.
        StateError: It is not dead.
        PermissionDenied: The actor may not.
    """
    authorise(tools, actor, "outbox.retry")
    [row] = uow.get(OutboxRow, [Id(message_id)], lock=True)
    if row is None:
        raise NotFound(f"no outbox message {message_id!r}", where=message_id)
    if row.state != "dead":
        raise StateError(
            f"the message is {row.state}", where=message_id, expected="one that was given up"
        )
    _leave_word(uow, tools, row, actor)
    again: OutboxRow = changed(
        row,
        revision=row.revision + 1,
        state="pending",
        due_at=tools.now(),
        attempts=0,
        lease_until=None,
        lease_owner=None,
        error=None,
    )
    uow.replace([again])
    return again


def retry_dead(
    uow: UnitOfWork, tools: Tools, *, actor: Actor | str, topic: str | None = None
) -> int:
    """Makes every dead message due now, of one topic or of all, and returns how many there were.

    Raises:
        PermissionDenied: The actor may not.
    """
    authorise(tools, actor, "outbox.retry")
    dead_ones: Condition = ("state", "=", "dead")
    of_topic: Condition = ("topic", "=", topic)
    where = (dead_ones, of_topic) if topic else (dead_ones,)
    dead = list(uow.stream(Query(of=OutboxRow, where=where)))
    for row in dead:
        retry_message(uow, tools, row.id, actor=actor)
    return len(dead)


def _leave_word(uow: UnitOfWork, tools: Tools, message: OutboxRow, actor: Actor | str) -> None:
    """Leaves who asked for it where the message belongs."""
    if message.topic == "deliver":
        delivery = queued_again(get_delivery(uow, message.subject))
        record_delivery(uow, tools, delivery, actor=actor)
    elif message.topic == TELL:
        note(uow, tools, message.subject, "webhook.retried", actor)
    else:
        row, event = happened(
            tools, locked(uow, message.subject), f"{message.topic}.retried", actor
        )
        save(uow, changed(row, revision=row.revision + 1), event)
