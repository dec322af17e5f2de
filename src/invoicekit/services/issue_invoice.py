"""Issuing: number, date, seal, ledger, audit and outbox in one transaction.

The number comes from the locked series row as the last write, so a rollback returns it: no gap, no
double, whatever is killed when. A database sequence would burn numbers on every rollback.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from invoicekit.errors import InvoiceKitError
from invoicekit.lifecycle import DocumentCommand, decide
from invoicekit.model.event import Actor
from invoicekit.model.invoice import DocumentKind
from invoicekit.model.issuer import Issuer
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.rows import EventRow, InvoiceRow, OutboxRow
from invoicekit.numbering import NumberRequest, plan_series
from invoicekit.ports import UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._books import Books
from invoicekit.services._credits import settle_credit
from invoicekit.services._issuable import dates_of, ensure_issuable, issue_day
from invoicekit.services._moves import context_of
from invoicekit.services._profiles import issuer_of
from invoicekit.services._records import (
    file_of,
    invoice_of,
    locked_many,
    read,
    record_of,
    record_with,
    refuse_stale,
)
from invoicekit.services._requests import seen_before
from invoicekit.services._sealing import Issuable, due_now, sealed
from invoicekit.services._tools import Tools
from invoicekit.services.clear_invoice import ask_authority


@dataclass(frozen=True)
class Outcome:
    """What became of one member of a batch."""

    id: str
    record: InvoiceRecord | None = None
    error: InvoiceKitError | None = None


class Wish(NamedTuple):
    """That one document be issued."""

    id: str
    actor: Actor | str
    version: int | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True)
class IssueTogether:
    """Issues what several ask for at once; each is answered as if nobody else had asked."""

    tools: Tools

    def __call__(self, uow: UnitOfWork, wishes: Sequence[Wish]) -> list[InvoiceRecord]:
        """Issues documents, all or none, and returns their records in the order asked.

        Raises:
            InvoiceKitError: As `issue_invoices`; by the first of those that cannot be issued.
        """
        issued: dict[str, InvoiceRecord] = {}
        new: dict[str, Wish] = {}
        for wish in wishes:
            authorise(self.tools, wish.actor, "invoice.issue")
            known = _seen_before(uow, self.tools, [wish.id], wish.idempotency_key)
            if known is None:
                new[wish.id] = wish
            else:
                issued[wish.id] = known[0]
        asked = []
        for row in locked_many(uow, list(new)):
            wish = new[row.id]
            if wish.version is not None:
                refuse_stale(row, wish.version)
            asked.append((row, wish.actor))
        issued |= _issued(uow, self.tools, _by_age(_drafts(uow, self.tools, asked)))
        return [issued[wish.id] for wish in wishes]


def issue_invoices(
    uow: UnitOfWork,
    tools: Tools,
    ids: Sequence[str],
    *,
    actor: Actor | str,
    version: int | None = None,
    idempotency_key: str | None = None,
) -> list[InvoiceRecord]:
    """Issues documents, all or none, each once, and returns their records in the order asked.

    Numbers follow issue date, creation and id. Everything slow happens before the series is locked.
    Where the tax authority gives the number the record stays `issuing`, without one, until the
    outbox has its answer.

    Raises:
        ValidationFailed, StateError, StaleContent, StaleVersion, DateInversion, MissingExtra,
            NumberRangeExhausted.
    """
    authorise(tools, actor, "invoice.issue")
    known = _seen_before(uow, tools, ids, idempotency_key)
    if known is not None:
        return known
    rows = locked_many(uow, list(dict.fromkeys(ids)))
    if version is not None:
        refuse_stale(rows[0], version)
    drafts = _drafts(uow, tools, [(row, actor) for row in rows])
    issued = _issued(uow, tools, _by_age(drafts))
    return [issued[each] for each in ids]


def issue_each(
    uow: UnitOfWork, tools: Tools, ids: Sequence[str], *, actor: Actor | str
) -> list[Outcome]:
    """Issues what can be issued, numbered in the order asked, and returns every outcome.

    All at once in good hope; where one cannot be issued, each in a savepoint of its own.
    """
    if len(set(ids)) == len(ids):
        with suppress(InvoiceKitError), uow.savepoint():
            authorise(tools, actor, "invoice.issue")
            rows = locked_many(uow, list(ids))
            issued = _issued(uow, tools, _drafts(uow, tools, [(row, actor) for row in rows]))
            return [Outcome(each, record=issued[each]) for each in ids]
    return [_outcome(uow, tools, each, actor) for each in ids]


def _outcome(uow: UnitOfWork, tools: Tools, invoice_id: str, actor: Actor | str) -> Outcome:
    try:
        with uow.savepoint():
            [record] = issue_invoices(uow, tools, [invoice_id], actor=actor)
    except InvoiceKitError as problem:
        return Outcome(invoice_id, error=problem)
    return Outcome(invoice_id, record=record)


def _seen_before(
    uow: UnitOfWork, tools: Tools, ids: Sequence[str], key: str | None
) -> list[InvoiceRecord] | None:
    """Returns what was answered to this request before, None the first time."""
    if key is None:
        return None
    request, answer = list(ids), " ".join(ids)
    known = seen_before(uow, tools, "invoice.issue", key, request=request, answer=answer)
    return None if known is None else [record_of(read(uow, each)) for each in known.split()]


def _drafts(
    uow: UnitOfWork, tools: Tools, asked: Iterable[tuple[InvoiceRow, Actor | str]]
) -> list[Issuable]:
    """Returns drafts that can be issued, each for its actor; one that cannot is an error."""
    issuers: dict[str, Issuer] = {}
    drafts = []
    for row, actor in asked:
        if row.issuer_id not in issuers:
            issuers[row.issuer_id] = issuer_of(uow, row.issuer_id)
        drafts.append(_issuable(tools, row, issuers[row.issuer_id], actor))
    return drafts


def _by_age(drafts: list[Issuable]) -> list[Issuable]:
    """Returns drafts in the order they are numbered in."""
    return sorted(drafts, key=_age) if len(drafts) > 1 else drafts


def _age(draft: Issuable) -> tuple[date, datetime, str]:
    return draft.day, draft.row.created_at, draft.row.id


def _issued(uow: UnitOfWork, tools: Tools, drafts: list[Issuable]) -> dict[str, InvoiceRecord]:
    """Issues drafts, numbered in this order, and returns their records by id."""
    ours: list[Issuable] = []
    theirs: list[Issuable] = []
    for draft in drafts:
        (theirs if draft.plan.by_authority else ours).append(draft)
    issued = _numbered(uow, tools, ours)
    for row in ask_authority(uow, tools, theirs) if theirs else ():
        issued[row.id] = record_of(row)
    return issued


def _issuable(tools: Tools, row: InvoiceRow, issuer: Issuer, actor: Actor | str) -> Issuable:
    numbering = tools.regime_for(issuer).numbering
    file, drafted = file_of(row), invoice_of(row)
    day = issue_day(drafted, file, tools.today(issuer))
    filled = dates_of(drafted, file, day)
    request = NumberRequest(drafted.kind or DocumentKind.INVOICE, day)
    plan = plan_series(issuer, request, numbering)
    command = DocumentCommand.BEGIN_ISSUE if plan.by_authority else DocumentCommand.ISSUE
    record = record_with(row, file, drafted)
    context = context_of(row, issuer, actor)
    move = decide(record, command, context)
    ensure_issuable(tools, record, file, issuer, filled, context.content_hash)
    return Issuable(row, file, drafted, day, filled, plan, move, numbering.monotonic_dates, actor)


def _numbered(uow: UnitOfWork, tools: Tools, drafts: list[Issuable]) -> dict[str, InvoiceRecord]:
    books = Books(uow, ((draft.plan, draft.row.issuer_id) for draft in drafts))
    issued: dict[str, InvoiceRecord] = {}
    rows: list[InvoiceRow] = []
    events: list[EventRow] = []
    messages: list[OutboxRow] = []
    for draft in drafts:
        made = sealed(tools, books.row(draft.plan, draft.row.issuer_id), draft)
        books.moved(draft.plan, made.series)
        issued[made.record.id] = made.record
        rows.append(made.row)
        events += made.events
        messages.append(due_now(tools, made.row, "archive"))
    uow.replace(rows)
    uow.add(events)
    uow.add(messages)
    books.close()
    for row, draft in zip(rows, drafts, strict=True):
        settle_credit(uow, tools, row, actor=draft.actor)
    return issued
