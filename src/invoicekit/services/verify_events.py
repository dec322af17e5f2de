"""Proving the events: each subject's chain, that it ends at the subject's head, and its status.

Memory stays flat: events come subject by subject, and their rows are looked up some hundreds at a
time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from typing import NamedTuple, TypeVar

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
from invoicekit.model.stored import Row
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._events import Chained, event_digest

R = TypeVar("R", bound=Row)

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
    """The events of a subject: the last one, and the status they leave it in."""

    subject: str
    last: int
    head: str
    status: str


def event_faults(uow: UnitOfWork) -> tuple[int, list[str]]:
    """Returns how many events there are, and what is wrong with them and their subjects."""
    faults: list[str] = []
    seen = dict.fromkeys(SUBJECTS, 0)
    chains = _chains(uow, faults)
    while several := list(islice(chains, CHUNK)):
        faults += _subject_faults(uow, several, seen)
    for kind in SUBJECTS:
        if seen[kind] != _expected(uow, kind):
            faults += _silent(uow, kind)
    return _number(uow, Query(of=EventRow)), faults


def _chains(uow: UnitOfWork, faults: list[str]) -> Iterator[_Chain]:
    """Yields the chain of each subject, once its links were proven."""
    events = uow.stream(Query(of=EventRow))
    for subject, own in groupby(events, key=attrgetter("subject")):
        last, head, status = 0, GENESIS, DocumentStatus.DRAFT.value
        for event in own:
            sequence, told, kind = event.sequence, event.hash, event.type
            if sequence != last + 1:
                faults.append(f"{subject}: event {last + 1} is missing")
            if link(head, event_digest(event)) != told:
                faults.append(f"{subject}: event {sequence} does not follow its chain")
            if kind in _LEADS_TO:
                status = _LEADS_TO[kind]
            last, head = sequence, told
        yield _Chain(subject, last, head, status)


class _Said(NamedTuple):
    """What a subject says of its own events; the status and number of a document."""

    id: str
    event_count: int
    event_head: str
    status: str | None = None
    number: str | None = None


def _subject_faults(
    uow: UnitOfWork, chains: Sequence[_Chain], seen: dict[type[Chained], int]
) -> Iterator[str]:
    left = {each.subject: each for each in chains}
    for kind in SUBJECTS:
        for said in _said(uow, kind, tuple(left)) if left else ():
            chain = left.pop(said.id)
            seen[kind] += 1
            if (said.event_count, said.event_head) != (chain.last, chain.head):
                yield _not_at_its_head(said.id)
            if said.status not in {None, chain.status}:
                yield (
                    f"invoice {said.number or said.id}: document_status is {said.status}, "
                    f"its events say {chain.status}"
                )
    yield from (f"{subject}: it has events, and is gone" for subject in left)


def _said(uow: UnitOfWork, kind: type[Chained], ids: tuple[str, ...]) -> Iterable[_Said]:
    """Returns what subjects say, without making rows of them; of several versions the last."""
    by = ["id", "event_count", "event_head"]
    by += ["document_status", "number"] if kind is InvoiceRow else []
    by += ["version"] if kind is TemplateRow else []
    found = uow.totals(Query(of=kind, where=(("id", "in", ids),)), by=by, sums=())
    if kind is TemplateRow:
        found = [(*each[:3], 0) for each in sorted(found, key=itemgetter(3))]
    return {each[0]: _Said(*each[:-1]) for each in found}.values()  # type: ignore[arg-type]  # as the columns are


def _expected(uow: UnitOfWork, kind: type[Chained]) -> int:
    """Returns how many subjects say that they have events."""
    query = Query(of=kind, where=(("event_count", ">", 0),))
    if kind is TemplateRow:
        return len(uow.totals(query, by=("id",), sums=()))
    return _number(uow, query)


def _number(uow: UnitOfWork, query: Query[R]) -> int:
    return sum(each for (each,) in uow.totals(query, by=(), sums=()) if isinstance(each, int))


def _silent(uow: UnitOfWork, kind: type[Chained]) -> Iterator[str]:
    """Yields the subjects whose events are all gone."""
    rows = uow.stream(Query(of=kind, where=(("event_count", ">", 0),)))
    while several := list(islice(rows, CHUNK)):
        ids = tuple(row.id for row in several)
        known = uow.totals(
            Query(of=EventRow, where=(("subject", "in", ids),)), by=("subject",), sums=()
        )
        told = {subject for subject, _ in known}
        yield from (_not_at_its_head(each) for each in dict.fromkeys(ids) if each not in told)


def _not_at_its_head(subject: str) -> str:
    return f"{subject}: its events do not end at its head"
