"""Handing a draft in for review: judged as it would be issued today, so nothing surprises later."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from invoicekit.lifecycle import DocumentCommand, decide
from invoicekit.model.event import Actor
from invoicekit.model.record import InvoiceRecord
from invoicekit.ports import UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened, save
from invoicekit.services._issuable import dates_of, ensure_issuable
from invoicekit.services._moves import context_of, write
from invoicekit.services._profiles import issuer_of
from invoicekit.services._quota import QUOTA_SHORT, quota_warning
from invoicekit.services._records import file_of, locked, record_of
from invoicekit.services._tools import Tools, name_of


def submit_invoice(
    uow: UnitOfWork,
    tools: Tools,
    invoice_id: str,
    *,
    actor: Actor | str,
    version: int | None = None,
    available: Decimal | None = None,
) -> InvoiceRecord:
    """Moves a draft to review and returns the record.

    Where the quota left at the platform (`available`) does not cover it, an event says so.

    Raises:
        ValidationFailed: It could not be issued as it is; every finding at once.
        TransitionNotAllowed, StaleVersion, NotFound.
    """
    authorise(tools, actor, "invoice.submit")
    row = locked(uow, invoice_id, version=version)
    issuer = issuer_of(uow, row.issuer_id)
    record, file, context = record_of(row), file_of(row), context_of(row, issuer, actor)
    move = decide(record, DocumentCommand.SUBMIT, context)
    hashed = context.content_hash
    filled = dates_of(record.invoice, file, tools.today(issuer))
    ensure_issuable(tools, record, file, issuer, filled, hashed)
    file = file.replace(submitted_by=name_of(actor), submitted_hash=hashed)
    short = quota_warning(uow, row, available)
    row = write(uow, tools, row, move, actor, file=file, content=hashed)
    if short is not None:
        row, event = happened(
            tools, replace(row, revision=row.revision + 1), QUOTA_SHORT, actor, **short.params
        )
        save(uow, row, event)
    return record_of(row)
