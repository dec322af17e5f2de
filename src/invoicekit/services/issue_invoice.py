"""Issuing: number, date, seal, ledger, audit and outbox in one transaction.

The number comes from the locked series row as the last write, so a rollback returns it: no gap, no
double, whatever is killed when. A database sequence would burn numbers on every rollback.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from invoicekit.chain import GENESIS, digest, link
from invoicekit.errors import DateInversion, InvoiceKitError
from invoicekit.lifecycle import DocumentCommand, DocumentMove, decide
from invoicekit.model.event import Actor
from invoicekit.model.invoice import DocumentKind, Invoice
from invoicekit.model.record import InvoiceRecord, Seal
from invoicekit.model.rows import EventRow, InvoiceRow, OutboxRow, SeriesRow
from invoicekit.numbering import NumberRequest, SeriesPlan, plan_series
from invoicekit.ports import UnitOfWork
from invoicekit.services._credits import settle_credit
from invoicekit.services._issuable import judged, originals_of
from invoicekit.services._ledger import settled
from invoicekit.services._moves import context_of, moved
from invoicekit.services._profiles import issuer_of
from invoicekit.services._records import (
    RecordFile,
    file_of,
    locked_many,
    read,
    record_of,
    refuse_stale,
    with_file,
    with_invoice,
)
from invoicekit.services._requests import seen_before
from invoicekit.services._tools import Tools, name_of


@dataclass(frozen=True)
class Issuable:
    """A draft that passed everything but its number."""

    row: InvoiceRow
    file: RecordFile
    invoice: Invoice
    plan: SeriesPlan
    move: DocumentMove
    monotonic: bool


@dataclass(frozen=True)
class Outcome:
    """What became of one member of a batch."""

    id: str
    record: InvoiceRecord | None = None
    error: InvoiceKitError | None = None


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

    Raises:
        ValidationFailed, StateError, StaleContent, StaleVersion, DateInversion, MissingExtra.
    """
    known = seen_before(
        uow,
        tools,
        "invoice.issue",
        idempotency_key,
        request=list(ids),
        answer=" ".join(ids),
    )
    if known is not None:
        return [record_of(read(uow, each)) for each in known.split()]
    rows = locked_many(uow, list(dict.fromkeys(ids)))
    if version is not None:
        refuse_stale(rows[0], version)
    drafts = [_issuable(uow, tools, row, actor) for row in rows]
    drafts.sort(key=lambda d: (d.invoice.issue_date, d.row.created_at, d.row.id))
    sealed = _sealed(uow, tools, drafts, actor)
    return [record_of(sealed[each]) for each in ids]


def issue_each(
    uow: UnitOfWork, tools: Tools, ids: Sequence[str], *, actor: Actor | str
) -> list[Outcome]:
    """Issues what can be issued, each in a savepoint of its own, and returns every outcome."""
    outcomes = []
    for each in ids:
        try:
            with uow.savepoint():
                [record] = issue_invoices(uow, tools, [each], actor=actor)
        except InvoiceKitError as problem:
            outcomes.append(Outcome(each, error=problem))
        else:
            outcomes.append(Outcome(each, record=record))
    return outcomes


def _issuable(uow: UnitOfWork, tools: Tools, row: InvoiceRow, actor: Actor | str) -> Issuable:
    issuer = issuer_of(uow, row.issuer_id)
    move = decide(record_of(row), DocumentCommand.ISSUE, context_of(row, issuer, actor))
    file = file_of(row)
    invoice = judged(tools, row, file, issuer, tools.today(issuer))
    regime = tools.regime_for(issuer)
    request = NumberRequest(invoice.kind or DocumentKind.INVOICE, _day(invoice))
    plan = plan_series(issuer, request, regime.numbering)
    return Issuable(row, file, invoice, plan, move, regime.numbering.monotonic_dates)


def _day(invoice: Invoice) -> date:
    if invoice.issue_date is None:
        raise AssertionError("a judged invoice is dated")
    return invoice.issue_date


def _sealed(
    uow: UnitOfWork, tools: Tools, drafts: list[Issuable], actor: Actor | str
) -> dict[str, InvoiceRow]:
    plans = {draft.plan.key: draft for draft in drafts}
    series = {key: _series(uow, plans[key]) for key in sorted(plans)}
    rows: dict[str, InvoiceRow] = {}
    events: list[EventRow] = []
    for draft in drafts:
        counter, row, event = _numbered(tools, series[draft.plan.key], draft, actor)
        series[draft.plan.key] = counter
        rows[row.id] = row
        events.append(event)
    uow.replace(list(rows.values()))
    uow.add(events)
    uow.add([_archiving(tools, row) for row in rows.values()])
    uow.replace([replace(row, revision=row.revision + 1) for row in series.values()])
    for row in list(rows.values()):
        rows[row.id] = settle_credit(uow, tools, row, actor=actor)
    return rows


def _series(uow: UnitOfWork, draft: Issuable) -> SeriesRow:
    """Returns the locked series row, made first where there is none."""
    new = SeriesRow(
        tenant_id=uow.tenant,
        series=draft.plan.key,
        issuer_id=draft.row.issuer_id,
        prefix=draft.plan.prefix,
        pattern=draft.plan.pattern,
        head=GENESIS,
    )
    [row] = uow.get(SeriesRow, [draft.plan.key], lock=True)
    if row is None:
        uow.add([new], ignore_existing=True)
        [row] = uow.get(SeriesRow, [draft.plan.key], lock=True)
    return row or new


def _numbered(
    tools: Tools, series: SeriesRow, draft: Issuable, actor: Actor | str
) -> tuple[SeriesRow, InvoiceRow, EventRow]:
    day = _day(draft.invoice)
    if draft.monotonic and series.last_date and day < series.last_date:
        raise DateInversion(
            f"{day} is before {series.last_date}, the last issue date of series {series.series}",
            where=draft.row.id,
            expected=f"{series.last_date} or later",
            hint="Leave the issue date out, or use another series.",
        )
    sequence = series.last + 1
    invoice = draft.invoice.replace(number=draft.plan.number(day, sequence))
    text = _seal(tools, draft, invoice).canonical()
    content = digest(text)
    head = link(series.head or GENESIS, content)
    row = with_file(
        replace(
            with_invoice(draft.row, invoice),
            number=invoice.number,
            series=series.series,
            sequence=sequence,
            content_hash=content,
            chain_hash=head,
            issued_at=tools.now(),
            document=text.decode(),
        ),
        draft.file.replace(issued_by=name_of(actor), originals=originals_of(tools, draft.file)),
    )
    row, event = moved(
        tools, row, draft.move, actor, number=invoice.number, content=content, chain=head
    )
    counter = replace(series, last=sequence, last_date=max(day, series.last_date or day), head=head)
    return counter, settled(row), event


def _seal(tools: Tools, draft: Issuable, invoice: Invoice) -> Seal:
    return Seal(
        invoice=invoice,
        template=draft.file.template,
        locale=draft.file.locale,
        originals=originals_of(tools, draft.file),
        rates=draft.file.rates,
    )


def _archiving(tools: Tools, row: InvoiceRow) -> OutboxRow:
    now = tools.now()
    return OutboxRow(
        tenant_id=row.tenant_id,
        id=tools.ids(),
        topic="archive",
        subject=row.id,
        due_at=now,
        created_at=now,
    )
