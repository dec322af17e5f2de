"""Taking a document out of review: rejected by a reviewer, or reopened to change it."""

from __future__ import annotations

from invoicekit.lifecycle import DocumentCommand, decide
from invoicekit.model.event import Actor
from invoicekit.model.record import InvoiceRecord
from invoicekit.ports import UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._moves import context_of, write
from invoicekit.services._profiles import issuer_of
from invoicekit.services._records import file_of, locked, record_of
from invoicekit.services._tools import Tools


def reject_invoice(
    uow: UnitOfWork,
    tools: Tools,
    invoice_id: str,
    *,
    actor: Actor | str,
    reason: str,
    version: int | None = None,
) -> InvoiceRecord:
    """Sends a document back to draft with a reason; its approvals are void.

    Raises:
        StateError: No reason.
        TransitionNotAllowed, StaleVersion, NotFound.
    """
    authorise(tools, actor, "invoice.reject")
    return _back(uow, tools, invoice_id, DocumentCommand.REJECT, actor, reason, version)


def reopen_invoice(
    uow: UnitOfWork,
    tools: Tools,
    invoice_id: str,
    *,
    actor: Actor | str,
    reason: str | None = None,
    version: int | None = None,
) -> InvoiceRecord:
    """Takes a document back to draft to change it; its approvals are void.

    Raises:
        TransitionNotAllowed, StaleVersion, NotFound.
    """
    authorise(tools, actor, "invoice.reopen")
    return _back(uow, tools, invoice_id, DocumentCommand.REOPEN, actor, reason, version)


def _back(
    uow: UnitOfWork,
    tools: Tools,
    invoice_id: str,
    command: DocumentCommand,
    actor: Actor | str,
    reason: str | None,
    version: int | None,
) -> InvoiceRecord:
    row = locked(uow, invoice_id, version=version)
    context = context_of(row, issuer_of(uow, row.issuer_id), actor, reason=reason)
    move = decide(record_of(row), command, context)
    file = file_of(row).replace(approvals=(), submitted_by=None, submitted_hash=None)
    return record_of(write(uow, tools, row, move, actor, file=file, reason=reason))
