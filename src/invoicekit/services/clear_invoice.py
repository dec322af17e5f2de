"""Issuing where the tax authority gives the number: asked by the outbox, sealed with its answer.

The request id is made once for each time somebody asks to issue, and a lost answer is asked about
under the same id: the same document never gets two numbers. Only a rejection makes a new request.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from dataclasses import replace
from datetime import timedelta

from invoicekit.dates import today
from invoicekit.errors import ConfigurationError
from invoicekit.lifecycle import (
    ANSWERS,
    CLEARANCE,
    ClearanceCommand,
    DocumentCommand,
    decide,
)
from invoicekit.model.event import Actor
from invoicekit.model.invoice import DocumentKind
from invoicekit.model.record import Clearance
from invoicekit.model.rows import EventRow, InvoiceRow, OutboxRow
from invoicekit.model.status import ClearanceStatus, DocumentStatus
from invoicekit.numbering import NumberRequest, external_series
from invoicekit.ports import AuthorityAnswer, Query, UnitOfWork
from invoicekit.services._books import ensured
from invoicekit.services._credits import settle_credit
from invoicekit.services._enquiry import Enquiry, formed
from invoicekit.services._events import happened, save
from invoicekit.services._issuable import dates_of
from invoicekit.services._moves import context_of, moved
from invoicekit.services._profiles import issuer_of
from invoicekit.services._records import file_of, locked, record_of, with_file
from invoicekit.services._red_letter import form_of
from invoicekit.services._sealing import Issuable, due_now, sealed
from invoicekit.services._tools import Tools, name_of

CLEAR = "clear"
"""The outbox topic of requests."""

VOID = "void"
"""The outbox topic of what the authority is told of voided documents."""

POLL = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600))
"""Waits before the authority is asked again; the last one is repeated."""


def ask_authority(uow: UnitOfWork, tools: Tools, drafts: list[Issuable]) -> list[InvoiceRow]:
    """Queues requests for numbers and returns the rows, now `issuing`.

    Raises:
        ConfigurationError: No authority is set up.
    """
    return [_asked(uow, tools, draft) for draft in drafts]


def _asked(uow: UnitOfWork, tools: Tools, draft: Issuable) -> InvoiceRow:
    if tools.authority is None:
        raise ConfigurationError(
            "the tax authority gives this number, and no authority is set up",
            where=draft.row.id,
            expected="a kit made with authority=…",
            hint="Give the kit the platform when it is made.",
        )
    fapiao = draft.drafted.fapiao
    red = fapiao.red if fapiao else None
    cleared = Clearance(
        authority=tools.authority,
        request_id=request_id(draft.row),
        red_form=red.confirmation_number if red else None,
        red_form_id=red.confirmation_id if red else None,
    )
    actor = draft.actor
    row = with_file(draft.row, draft.file.replace(issued_by=name_of(actor), clearance=cleared))
    row, begun = moved(tools, row, draft.move, actor)
    again = row.clearance_status == ClearanceStatus.REJECTED
    command = ClearanceCommand.RETRY if again else ClearanceCommand.REQUIRE
    row, required = _told(tools, row, command, actor, request=cleared.request_id)
    uow.replace([row])
    uow.add([begun, required])
    _queue(uow, tools, row)
    return row


def request_id(row: InvoiceRow) -> str:
    """Returns the id of the request that issues a document in this version.

    20 letters and digits: platforms take no more.
    """
    known = f"{row.tenant_id}/{row.id}/{row.version}"
    return b32encode(hashlib.sha256(known.encode()).digest())[:20].decode()


def _queue(uow: UnitOfWork, tools: Tools, row: InvoiceRow) -> None:
    """Puts the request into the outbox, which has one message a document for it."""
    message = due_now(tools, row, CLEAR)
    query = Query(of=OutboxRow, where=(("topic", "=", CLEAR), ("subject", "=", row.id)))
    before = list(uow.stream(query))
    if before:
        uow.replace([replace(message, id=before[0].id, revision=before[0].revision + 1)])
    else:
        uow.add([message])


def record_answer(
    uow: UnitOfWork, tools: Tools, invoice_id: str, enquiry: Enquiry, *, actor: Actor | str
) -> bool:
    """Writes what the authority said: seals, gives back or waits; returns whether that is final."""
    answer = enquiry.answer
    row = locked(uow, invoice_id)
    if row.document_status != DocumentStatus.ISSUING:
        return True
    # What no platform may answer here says nothing: it is asked again.
    command = ANSWERS.get(answer.status, ClearanceCommand.LOSE)
    if CLEARANCE.find(ClearanceStatus(row.clearance_status), command) is None:
        return False
    file = file_of(row)
    if file.clearance is not None:
        said = formed(file.clearance, enquiry.form)
        said = said.replace(code=answer.code, message=answer.message, login_code=answer.login_code)
        row = with_file(row, file.replace(clearance=said))
    row, event = _told(tools, row, command, actor, code=answer.code, message=answer.message)
    uow.add([event])
    if answer.status is ClearanceStatus.CLEARED:
        _confirm(uow, tools, row, answer)
        return True
    if answer.status is ClearanceStatus.REJECTED:
        _give_back(uow, tools, row, actor)
        return True
    uow.replace([replace(row, revision=row.revision + 1)])
    return False


def record_void(
    uow: UnitOfWork, tools: Tools, invoice_id: str, answer: AuthorityAnswer, *, actor: Actor | str
) -> bool:
    """Writes what the authority said of a voided document, and returns whether that is final."""
    row = locked(uow, invoice_id)
    command = _OF_VOID.get(answer.status)
    commands = [] if command is None else [command]
    if row.clearance_status == ClearanceStatus.CLEARED:
        commands.insert(0, ClearanceCommand.REQUEST_CANCEL)
    for each in commands:
        row, event = _told(tools, row, each, actor, code=answer.code, message=answer.message)
        uow.add([event])
    if commands:
        uow.replace([replace(row, revision=row.revision + 1)])
    return command is not None


_OF_VOID = {
    ClearanceStatus.CANCELLED: ClearanceCommand.CANCEL,
    ClearanceStatus.CLEARED: ClearanceCommand.KEEP,
}
"""The authority's last words on a voided document → the command."""


def _confirm(uow: UnitOfWork, tools: Tools, row: InvoiceRow, answer: AuthorityAnswer) -> None:
    file, issuer = file_of(row), issuer_of(uow, row.issuer_id)
    actor = file.issued_by or ""
    record = record_of(row)
    move = decide(record, DocumentCommand.CONFIRM_ISSUE, context_of(row, issuer, actor))
    zone = issuer.time_zone or tools.regime_for(issuer).time_zone
    day = today(answer.issued_at or tools.now(), zone)
    drafted = record.invoice
    filled = dates_of(drafted, file.replace(given_issue_date=False), day)
    filled |= form_of(drafted, file.clearance)
    policy = tools.regime_for(issuer).numbering
    request = NumberRequest(drafted.kind or DocumentKind.INVOICE, day)
    plan = external_series(issuer, request, policy)
    draft = Issuable(row, file, drafted, day, filled, plan, move, policy.monotonic_dates, actor)
    made = sealed(tools, ensured(uow, plan, row.issuer_id), draft, number=answer.number)
    uow.replace([made.row])
    uow.add(made.events)
    uow.add([due_now(tools, made.row, "archive")])
    uow.replace([replace(made.series, revision=made.series.revision + 1)])
    settle_credit(uow, tools, made.row, actor=actor)


def _give_back(uow: UnitOfWork, tools: Tools, row: InvoiceRow, actor: Actor | str) -> None:
    issuer = issuer_of(uow, row.issuer_id)
    move = decide(record_of(row), DocumentCommand.FAIL_ISSUE, context_of(row, issuer, actor))
    row, event = moved(tools, row, move, actor)
    save(uow, row, event)


def _told(
    tools: Tools, row: InvoiceRow, command: ClearanceCommand, actor: Actor | str, **data: object
) -> tuple[InvoiceRow, EventRow]:
    """Returns the row in the clearance status that a request or an answer leads to."""
    move = CLEARANCE.move(ClearanceStatus(row.clearance_status), command, where=row.id)
    row = replace(row, clearance_status=move.target.value)
    return happened(tools, row, move.emits, actor, **data)
