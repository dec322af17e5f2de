"""Reading what happened: of one subject, or all of it in order."""

from __future__ import annotations

import json

from invoicekit.model.event import Event
from invoicekit.model.rows import EventRow
from invoicekit.ports import Condition, Query, UnitOfWork


def read_events(
    uow: UnitOfWork,
    *,
    subject: str | None = None,
    after: str | None = None,
    limit: int = 100,
) -> tuple[tuple[Event, ...], str | None]:
    """Returns events in the order they happened, and the cursor to go on from.

    Args:
        uow: The unit of work.
        subject: The id of a record, customer or payment; all subjects where it is None.
        after: The cursor of the call before.
        limit: At most so many.
    """
    where: tuple[Condition, ...] = (("subject", "=", subject),) if subject else ()
    order = "id" if subject else "time"
    page = uow.page(Query(of=EventRow, where=where, order=order, after=after, limit=limit))
    return tuple(event_of(row) for row in page.items), page.next


def event_of(row: EventRow) -> Event:
    """Returns the model of a stored event."""
    return Event(
        subject=row.subject,
        sequence=row.sequence,
        type=row.type,
        actor=row.actor,
        at=row.at,
        data=json.loads(row.data),
        hash=row.hash,
    )
