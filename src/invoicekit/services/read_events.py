"""Reading what happened: of one subject, or all of it in the order it was committed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from invoicekit.errors import BadCursor
from invoicekit.model.event import Event
from invoicekit.model.rows import EventRow
from invoicekit.ports import Condition, Query, UnitOfWork

_CURSOR = re.compile(r"(\d{1,19})-([0-9a-zA-Z-]{1,64})")


@dataclass(frozen=True)
class EventPage:
    """Events in order: iterate over it.

    Attributes:
        next: The cursor to go on from, also where nothing follows yet: keep it, and ask again. None
            only where nothing ever happened.
        more: Whether there is more already.
    """

    items: tuple[Event, ...]
    next: str | None
    more: bool

    def __iter__(self) -> Iterator[Event]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def events_of(uow: UnitOfWork, subject: str, *, limit: int) -> tuple[Event, ...]:
    """Returns the events of a record, customer, order or payment, oldest first."""
    page = uow.page(Query(of=EventRow, where=(("subject", "=", subject),), limit=limit))
    return tuple(event_of(row) for row in page.items)


def events_since(uow: UnitOfWork, cursor: str | None, *, limit: int = 100) -> EventPage:
    """Returns what happened after a cursor, over all subjects, in the order it was committed.

    Raises:
        BadCursor: The cursor is none of ours.
    """
    rows = rows_since(uow, cursor, limit=limit + 1)
    shown = rows[:limit]
    end = cursor_of(shown[-1]) if shown else cursor
    return EventPage(tuple(map(event_of, shown)), end, len(rows) > limit)


def rows_since(uow: UnitOfWork, cursor: str | None, *, limit: int) -> list[EventRow]:
    """Returns the rows after a cursor: the rest of its transaction, then those after it.

    Raises:
        BadCursor: The cursor is none of ours.
    """
    if cursor is None:
        return _rows(uow, (), limit)
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise BadCursor("the cursor is none of the events'", where=cursor, expected="`page.next`")
    place = int(found[1])
    rows = _rows(uow, (("position", "=", place), ("id", ">", found[2])), limit)
    if len(rows) < limit:
        rows += _rows(uow, (("position", ">", place),), limit - len(rows))
    return rows


def newest(uow: UnitOfWork) -> str | None:
    """Returns the cursor that only what happens from now on comes after; None where nothing did."""
    page = uow.page(Query(of=EventRow, order="time", descending=True, limit=1))
    return cursor_of(page.items[0]) if page.items else None


def cursor_of(row: EventRow) -> str:
    """Returns the cursor to go on from after an event."""
    return f"{row.position}-{row.id}"


def event_of(row: EventRow) -> Event:
    """Returns the model of a stored event."""
    return Event(
        id=row.id,
        subject=row.subject,
        sequence=row.sequence,
        type=row.type,
        actor=row.actor,
        at=row.at,
        data=json.loads(row.data),
        hash=row.hash,
    )


def _rows(uow: UnitOfWork, where: tuple[Condition, ...], limit: int) -> list[EventRow]:
    return list(uow.page(Query(of=EventRow, where=where, order="time", limit=limit)).items)
