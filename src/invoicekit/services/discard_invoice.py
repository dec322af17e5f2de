"""Throwing a draft away: it never had a number, and its order can be billed again."""

from __future__ import annotations

from invoicekit.lifecycle import DocumentCommand, decide
from invoicekit.model.event import Actor
from invoicekit.model.record import InvoiceRecord
from invoicekit.ports import UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._credits import unlink_credit
from invoicekit.services._moves import context_of, release_order, write
from invoicekit.services._profiles import issuer_of
from invoicekit.services._records import locked, record_of
from invoicekit.services._tools import Tools


def discard_invoice(
    uow: UnitOfWork,
    tools: Tools,
    invoice_id: str,
    *,
    actor: Actor | str,
    reason: str | None = None,
    version: int | None = None,
) -> InvoiceRecord:
    """Discards a document that is not issued and returns its record.

    Raises:
        TransitionNotAllowed: It is issued, or discarded already.
        StaleVersion, NotFound.
    """
    authorise(tools, actor, "invoice.discard")
    row = locked(uow, invoice_id, version=version)
    context = context_of(row, issuer_of(uow, row.issuer_id), actor, reason=reason)
    move = decide(record_of(row), DocumentCommand.DISCARD, context)
    release_order(uow, tools, row, actor=actor)
    unlink_credit(uow, tools, row, actor=actor)
    return record_of(write(uow, tools, row, move, actor, reason=reason))
