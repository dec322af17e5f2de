"""Writing what happened: one event a change, chained to the subject's last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from typing import Protocol, TypeVar

from invoicekit.chain import GENESIS, canonical, digest, encoded, link
from invoicekit.model.event import Actor
from invoicekit.model.rows import EventRow
from invoicekit.model.stored import Id, Row, VersionedRow, changed
from invoicekit.ports import UnitOfWork
from invoicekit.services._tools import Tools, name_of


class Chained(Row, Protocol):
    """A row that keeps the count and head of its own event chain."""

    @property
    def id(self) -> Id:
        """What events name it by."""

    @property
    def event_count(self) -> int:
        """How many events there are."""

    @property
    def event_head(self) -> str:
        """The hash of the last one."""


class Subject(Chained, VersionedRow, Protocol):
    """One that changes, unlike a version of a template."""


S = TypeVar("S", bound=Chained)


def happened(
    tools: Tools, subject: S, event_type: str, actor: Actor | str, **data: object
) -> tuple[S, EventRow]:
    """Returns the subject with its chain moved on, and the event to add.

    The caller writes both in the transaction that holds the subject's lock.
    """
    event = event_of(tools, subject, event_type, actor, data)
    return changed(subject, **chained(event)), event


def event_of(
    tools: Tools,
    subject: Chained,
    event_type: str,
    actor: Actor | str,
    data: Mapping[str, object],
) -> EventRow:
    """Returns the next event of a subject; `chained` says what it changes in its row."""
    at, sequence = tools.now(), subject.event_count + 1
    who, said = name_of(actor), canonical(data).decode()
    own = _digest_of(who, at, said, sequence, subject.id, event_type)
    return EventRow(
        tenant_id=subject.tenant_id,
        subject=subject.id,
        sequence=sequence,
        id=tools.ids(),
        type=event_type,
        actor=who,
        at=at,
        data=said,
        hash=link(subject.event_head or GENESIS, own),
    )


def chained(event: EventRow) -> dict[str, object]:
    """Returns the columns of a subject that its last event changes."""
    return {"event_count": event.sequence, "event_head": event.hash}


def event_digest(event: EventRow) -> str:
    """Returns the hash of an event's own facts, without the chain."""
    return _digest_of(*_facts_of(event))


_FACTS = ("actor", "at", "data", "sequence", "subject", "type")
_facts_of = attrgetter(*_FACTS)


def _digest_of(
    actor: str, at: datetime, data: str, sequence: int, subject: str, event_type: str
) -> str:
    """The hash of the canonical bytes: names in order, nothing absent, so encoded as it stands."""
    facts = (actor, at.isoformat(), data, sequence, subject, event_type)
    return digest(encoded(dict(zip(_FACTS, facts, strict=True))))


def save(uow: UnitOfWork, subject: Subject, event: EventRow, *, new: bool = False) -> None:
    """Writes a subject and its event: added when new, else replaced."""
    if new:
        uow.add([subject])
    else:
        uow.replace([subject])
    uow.add([event])
