"""One person's yes to the content under review."""

from __future__ import annotations

from invoicekit.lifecycle import approve
from invoicekit.model.event import Actor
from invoicekit.model.record import Approval, InvoiceRecord
from invoicekit.ports import UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._moves import context_of, write
from invoicekit.services._profiles import issuer_of
from invoicekit.services._records import file_of, locked, record_of
from invoicekit.services._tools import Tools, name_of


def approve_invoice(
    uow: UnitOfWork,
    tools: Tools,
    invoice_id: str,
    *,
    actor: Actor | str,
    comment: str | None = None,
    version: int | None = None,
) -> InvoiceRecord:
    """Adds an approval; with the last one needed the document is approved. Returns the record.

    Raises:
        FourEyesViolation: The actor created, edited or submitted this content, or has approved it.
        StaleContent: The content is not the one that was submitted.
        TransitionNotAllowed, StaleVersion, NotFound.
    """
    authorise(tools, actor, "invoice.approve")
    row = locked(uow, invoice_id, version=version)
    context = context_of(row, issuer_of(uow, row.issuer_id), actor)
    move = approve(record_of(row), context)
    file = file_of(row)
    given = Approval(
        actor=name_of(actor), at=tools.now(), content_hash=context.content_hash, comment=comment
    )
    file = file.replace(approvals=(*file.approvals, given))
    return record_of(
        write(uow, tools, row, move, actor, file=file, comment=comment, content=given.content_hash)
    )
