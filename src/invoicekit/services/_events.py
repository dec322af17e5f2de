"""Writing what happened: one event a change, chained to the subject's last."""

from __future__ import annotations

from typing import Protocol, TypeVar

from invoicekit.chain import GENESIS, canonical, digest, link
from invoicekit.model.event import Actor
from invoicekit.model.rows import EventRow
from invoicekit.model.stored import Id, VersionedRow, changed
from invoicekit.ports import UnitOfWork
from invoicekit.services._tools import Tools, name_of


class Subject(VersionedRow, Protocol):
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


S = TypeVar("S", bound=Subject)


def happened(
    tools: Tools, subject: S, event_type: str, actor: Actor | str, **data: object
) -> tuple[S, EventRow]:
    """Returns the subject with its chain moved on, and the event to add.

    The caller writes both in the transaction that holds the subject's lock.
    """
    event = EventRow(
        tenant_id=subject.tenant_id,
        subject=subject.id,
        sequence=subject.event_count + 1,
        id=tools.ids(),
        type=event_type,
        actor=name_of(actor),
        at=tools.now(),
        data=canonical(data).decode(),
        hash="",
    )
    event = changed(event, hash=link(subject.event_head or GENESIS, event_digest(event)))
    moved = changed(subject, event_count=event.sequence, event_head=event.hash)
    return moved, event


def event_digest(event: EventRow) -> str:
    """Returns the hash of an event's own facts, without the chain."""
    facts = {
        "subject": event.subject,
        "sequence": event.sequence,
        "type": event.type,
        "actor": event.actor,
        "at": event.at.isoformat(),
        "data": event.data,
    }
    return digest(canonical(facts))


def save(uow: UnitOfWork, subject: Subject, event: EventRow, *, new: bool = False) -> None:
    """Writes a subject and its event: added when new, else replaced."""
    if new:
        uow.add([subject])
    else:
        uow.replace([subject])
    uow.add([event])
