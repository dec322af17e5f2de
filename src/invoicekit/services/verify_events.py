"""Proving the events: each subject's chain, that it ends at the subject's head, and its status.

Memory stays flat: events come subject by subject, and their rows are looked up some hundreds at a
time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple

from invoicekit.chain import GENESIS, link
from invoicekit.lifecycle import DOCUMENT
from invoicekit.model.rows import (
    DisposalRow,
    EventRow,
    EventWebhookRow,
    HoldRow,
    InvoiceRow,
    IssuerRow,
    OrderRow,
    PaymentRow,
    ProductRow,
    ReceivedRow,
    RewrappingRow,
    TemplateRow,
)
from invoicekit.model.rows.profile import CustomerRow
from invoicekit.model.status import DocumentStatus
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._events import Chained, event_digest

SUBJECTS: tuple[type[Chained], ...] = (
    InvoiceRow,
    PaymentRow,
    OrderRow,
    CustomerRow,
    ReceivedRow,
    HoldRow,
    DisposalRow,
    RewrappingRow,
    IssuerRow,
    ProductRow,
    EventWebhookRow,
    TemplateRow,
)
"""Every kind of row that has events; of a template the newest version."""

CHUNK = 500
"""Subjects looked up at once."""

_LEADS_TO = {move.emits: move.target.value for move in DOCUMENT}
"""Event → the status it leaves a document in."""


class _Chain(NamedTuple):
    """The events of a subject: how many, the last one, and the status they leave it in."""

    subject: str
    events: int
    last: int
    head: str
    status: str


def event_faults(uow: UnitOfWork) -> tuple[int, list[str]]:
    """Returns how many events there are, and what is wrong with them and their subjects."""
    faults: list[str] = []
    seen = dict.fromkeys(SUBJECTS, 0)
    count = 0
    chains = _chains(uow, faults)
    while several := list(islice(chains, CHUNK)):
        count += sum(each.events for each in several)
        faults += _subject_faults(uow, several, seen)
    for kind in SUBJECTS:
        if seen[kind] != _expected(uow, kind):
            faults += _silent(uow, kind)
    return count, faults


def _chains(uow: UnitOfWork, faults: list[str]) -> Iterator[_Chain]:
    """Yields the chain of each subject, once its links were proven."""
    events = uow.stream(Query(of=EventRow))
    for subject, own in groupby(events, key=attrgetter("subject")):
        count, last, head, status = 0, 0, GENESIS, DocumentStatus.DRAFT.value
        for event in own:
            count += 1
            if event.sequence != last + 1:
                faults.append(f"{subject}: event {last + 1} is missing")
            if link(head, event_digest(event)) != event.hash:
                faults.append(f"{subject}: event {event.sequence} does not follow its chain")
            last, head = event.sequence, event.hash
            status = _LEADS_TO.get(event.type, status)
        yield _Chain(subject, count, last, head, status)


def _subject_faults(
    uow: UnitOfWork, chains: Sequence[_Chain], seen: dict[type[Chained], int]
) -> Iterator[str]:
    left = {each.subject: each for each in chains}
    for kind in SUBJECTS:
        for row in _rows(uow, kind, tuple(left)) if left else ():
            chain = left.pop(row.id)
            seen[kind] += 1
            if (row.event_count, row.event_head) != (chain.last, chain.head):
                yield _not_at_its_head(row)
            if isinstance(row, InvoiceRow) and row.document_status != chain.status:
                yield (
                    f"invoice {row.number or row.id}: document_status is {row.document_status}, "
                    f"its events say {chain.status}"
                )
    yield from (f"{subject}: it has events, and is gone" for subject in left)


def _rows(uow: UnitOfWork, kind: type[Chained], ids: tuple[str, ...]) -> list[Chained]:
    """Returns the rows of subjects, without their texts; of several versions the last."""
    found = uow.stream(Query(of=kind, where=(("id", "in", ids),)))
    return list({row.id: row for row in found}.values())


def _expected(uow: UnitOfWork, kind: type[Chained]) -> int:
    """Returns how many subjects say that they have events."""
    query = Query(of=kind, where=(("event_count", ">", 0),))
    if kind is TemplateRow:
        return len(uow.totals(query, by=("id",), sums=()))
    return sum(each for (each,) in uow.totals(query, by=(), sums=()) if isinstance(each, int))


def _silent(uow: UnitOfWork, kind: type[Chained]) -> Iterator[str]:
    """Yields the subjects whose events are all gone."""
    rows = uow.stream(Query(of=kind, where=(("event_count", ">", 0),)))
    while several := list(islice(rows, CHUNK)):
        ids = tuple({row.id for row in several})
        known = uow.totals(
            Query(of=EventRow, where=(("subject", "in", ids),)), by=("subject",), sums=()
        )
        told = {subject for subject, _ in known}
        newest = {row.id: row for row in several}
        yield from (_not_at_its_head(row) for row in newest.values() if row.id not in told)


def _not_at_its_head(row: Chained) -> str:
    return f"{row.id}: its events do not end at its head"
