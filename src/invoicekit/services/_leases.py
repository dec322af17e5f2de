"""Leases on messages of the outbox: taken, renewed, given back, and ended by what became of it.

A lease is no lock: nothing is held while a mail server is spoken to. Whoever writes the end of a
message must still hold its lease; one that ran out and was taken over by another worker is refused.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from invoicekit.errors import LeaseLost
from invoicekit.model.rows import OutboxRow
from invoicekit.model.stored import Id, changed
from invoicekit.ports import UnitOfWork
from invoicekit.services._tools import Tools

LEASE = timedelta(minutes=5)
"""How long a worker that is heard no more keeps a message from the others."""


def claimed(
    uow: UnitOfWork, tools: Tools, *, owner: str, limit: int, lease: timedelta = LEASE
) -> list[OutboxRow]:
    """Leases messages that are due and that nobody holds, the longest due first."""
    now = tools.now()
    return uow.claim(OutboxRow, now=now, until=now + lease, owner=owner, limit=limit)


def renewed(
    uow: UnitOfWork, tools: Tools, message: OutboxRow, lease: timedelta = LEASE
) -> OutboxRow:
    """Returns the message with a whole lease before it.

    Raises:
        LeaseLost: Another worker has taken it over.
    """
    return _written(uow, message, lease_until=tools.now() + lease)


def released(uow: UnitOfWork, message: OutboxRow) -> OutboxRow:
    """Gives back a message nobody worked on: due as before, the attempt not counted.

    Raises:
        LeaseLost: Another worker has taken it over.
    """
    attempts = message.attempts - 1
    return _written(uow, message, lease_until=None, lease_owner=None, attempts=attempts)


def left_for(uow: UnitOfWork, message: OutboxRow, due_at: datetime, why: str) -> OutboxRow:
    """Gives back a message that nobody should work on before a time, the attempt not counted.

    Raises:
        LeaseLost: Another worker has taken it over.
    """
    return put_off(uow, changed(message, attempts=message.attempts - 1), due_at, why)


def finished(uow: UnitOfWork, message: OutboxRow) -> OutboxRow:
    """Marks a message done.

    Raises:
        LeaseLost: Another worker has taken it over.
    """
    ended = {"lease_until": None, "lease_owner": None, "error": None}
    return _written(uow, message, state="done", **ended)


def begun_anew(uow: UnitOfWork, message: OutboxRow) -> OutboxRow:
    """Returns the message, still leased, as at its first attempt: part of its work is done.

    Raises:
        LeaseLost: Another worker has taken it over.
    """
    return _written(uow, message, attempts=1)


def put_off(
    uow: UnitOfWork, message: OutboxRow, due_at: datetime | None, error: str | None
) -> OutboxRow:
    """Makes a message due again later, or dead where no time is given.

    Raises:
        LeaseLost: Another worker has taken it over.
    """
    return _written(
        uow,
        message,
        state="pending" if due_at else "dead",
        due_at=due_at or message.due_at,
        lease_until=None,
        lease_owner=None,
        error=error,
    )


def _written(uow: UnitOfWork, message: OutboxRow, **changes: object) -> OutboxRow:
    [row] = uow.get(OutboxRow, [Id(message.id)], lock=True)
    if row is None or row.revision != message.revision:
        raise LeaseLost(
            "the lease of the message ran out, and another worker has it",
            where=message.id,
            expected="an end written within the lease",
            hint="Nothing to do: the other worker ends it. Claim with a longer lease.",
        )
    after: OutboxRow = changed(message, revision=message.revision + 1, **changes)
    uow.replace([after])
    return after
