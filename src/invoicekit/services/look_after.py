"""Whether the kit is well: does the database answer, is work left lying, was anything given up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from invoicekit.errors import StorageError
from invoicekit.model.rows import EventRow, InvoiceRow, OutboxRow
from invoicekit.model.status import ClearanceStatus
from invoicekit.model.stored import Row
from invoicekit.ports import Query, UnitOfWork

R = TypeVar("R", bound=Row)

LATE = timedelta(minutes=15)
"""After so long somebody should look why nobody works off the outbox."""

AHEAD = timedelta(minutes=5)
"""Clocks of two machines may differ by so much."""

UNANSWERED = (ClearanceStatus.PENDING, ClearanceStatus.SUBMITTED, ClearanceStatus.UNKNOWN)


@dataclass(frozen=True)
class Health:
    """How a kit is.

    Attributes:
        at: When it was looked at, by the kit's clock.
        due: Messages of the outbox whose time has come.
        oldest_due_at: Since when the first of them waits; None where none does.
        dead: Messages that were given up.
        unanswered: Documents whose tax platform has not said its last word.
        unsigned_in: Documents that wait for somebody to log in at the platform.
        last_event_at: When something last happened.
        problems: What somebody should look at, one sentence each.
    """

    at: datetime
    due: int = 0
    oldest_due_at: datetime | None = None
    dead: int = 0
    unanswered: int = 0
    unsigned_in: int = 0
    last_event_at: datetime | None = None
    problems: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nobody needs to look."""
        return not self.problems


def health_of(
    read: Callable[[Callable[[UnitOfWork], Health]], Health],
    *,
    now: datetime,
    late: timedelta = LATE,
) -> Health:
    """Returns how a tenant's data are; a database that does not answer is a problem, no error.

    Args:
        read: Runs work on a snapshot.
        now: By the kit's clock.
        late: How long a due message may wait before it is a problem.
    """
    try:
        return read(lambda uow: _looked(uow, now, late))
    except StorageError as problem:
        return Health(at=now, problems=(str(problem),))


def _looked(uow: UnitOfWork, now: datetime, late: timedelta) -> Health:
    due = Query(of=OutboxRow, where=(("state", "=", "pending"), ("due_at", "<=", now)))
    dead = Query(of=OutboxRow, where=(("state", "=", "dead"),))
    first = uow.page(Query(of=OutboxRow, where=due.where, order="due", limit=1)).items
    newest = uow.page(Query(of=EventRow, order="time", descending=True, limit=1)).items
    issuing = Query(of=InvoiceRow, where=(("document_status", "=", "issuing"),))
    clearance = _counts(uow, issuing, "clearance_status")
    found = Health(
        at=now,
        due=_counts(uow, due, "state").get("pending", 0),
        oldest_due_at=first[0].due_at if first else None,
        dead=_counts(uow, dead, "state").get("dead", 0),
        unanswered=sum(clearance.get(each, 0) for each in UNANSWERED),
        unsigned_in=clearance.get(ClearanceStatus.WAITING, 0),
        last_event_at=newest[0].at if newest else None,
    )
    return Health(**{**vars(found), "problems": _problems(found, late)})


def _counts(uow: UnitOfWork, query: Query[R], by: str) -> dict[str, int]:
    """Returns how many rows there are of each value of a column."""
    groups = uow.totals(query, by=(by,), sums=())
    return {str(value): count for value, count in groups if isinstance(count, int)}


def _problems(found: Health, late: timedelta) -> tuple[str, ...]:
    said = []
    waits = found.at - found.oldest_due_at if found.oldest_due_at else timedelta()
    if waits > late:
        minutes = int(waits.total_seconds() // 60)
        said.append(
            f"{found.due} message(s) of the outbox are due, the first for {minutes} minutes: does "
            "anybody call run_outbox, or run `invoicekit relay`?"
        )
    if found.dead:
        said.append(
            f"{found.dead} message(s) of the outbox were given up: kit.outbox.list(state='dead') "
            "says why, kit.outbox.retry_all(actor=…) makes them due again"
        )
    if found.unsigned_in:
        said.append(f"{found.unsigned_in} document(s) wait for somebody to log in at the platform")
    if found.last_event_at and found.last_event_at > found.at + AHEAD:
        said.append(
            f"the last event is of {found.last_event_at:%Y-%m-%d %H:%M}, after the time it is now: "
            "is this machine's clock right?"
        )
    return tuple(said)
