"""Moving a document along its table: decide, change the row, say what happened."""

from __future__ import annotations

from dataclasses import replace

from invoicekit.chain import digest
from invoicekit.lifecycle import DocumentContext, DocumentMove
from invoicekit.model.event import Actor
from invoicekit.model.invoice import Invoice
from invoicekit.model.issuer import Issuer
from invoicekit.model.rows import BilledRow, EventRow, InvoiceRow
from invoicekit.money import ZERO
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._events import happened, save
from invoicekit.services._records import RecordFile, invoice_of, with_file
from invoicekit.services._tools import Tools, name_of


def content_hash(invoice: Invoice) -> str:
    """Returns the hash approvals bind: of a draft, whose number and dates not given are absent."""
    return digest(invoice.canonical())


def context_of(
    row: InvoiceRow,
    issuer: Issuer,
    actor: Actor | str,
    *,
    reason: str | None = None,
    void_allowed: bool = False,
) -> DocumentContext:
    """Returns what the guards need of a draft under its issuer's approval policy."""
    return DocumentContext(
        actor=name_of(actor),
        content_hash=content_hash(invoice_of(row)),
        needed=issuer.approval.approvals_for(row.total),
        four_eyes=issuer.approval.four_eyes,
        void_allowed=void_allowed,
        reason=reason,
    )


def moved(
    tools: Tools,
    row: InvoiceRow,
    move: DocumentMove,
    actor: Actor | str,
    *,
    file: RecordFile | None = None,
    **data: object,
) -> tuple[InvoiceRow, EventRow]:
    """Returns the row in its new status with one more version, and the event to add."""
    changed = replace(
        row,
        revision=row.revision + 1,
        version=row.version + 1,
        document_status=move.target.value,
    )
    if file is not None:
        changed = with_file(changed, file)
    return happened(tools, changed, move.emits, actor, **data)


def write(
    uow: UnitOfWork,
    tools: Tools,
    row: InvoiceRow,
    move: DocumentMove,
    actor: Actor | str,
    *,
    file: RecordFile | None = None,
    **data: object,
) -> InvoiceRow:
    """Moves a row, writes it with its event, and returns it."""
    changed, event = moved(tools, row, move, actor, file=file, **data)
    save(uow, changed, event)
    return changed


def release_order(uow: UnitOfWork, row: InvoiceRow) -> None:
    """Gives the quantities a document billed back to its order, to be billed again."""
    billed = list(uow.stream(Query(of=BilledRow, where=(("invoice_id", "=", row.id),))))
    held = [each for each in billed if each.quantity]
    if held:
        uow.replace([replace(each, revision=each.revision + 1, quantity=ZERO) for each in held])
