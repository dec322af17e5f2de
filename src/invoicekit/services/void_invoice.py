"""Voiding an issued document, where the issuer's country knows it; the number stays used."""

from __future__ import annotations

from dataclasses import replace

from invoicekit.lifecycle import DocumentCommand, decide
from invoicekit.model.event import Actor
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._credits import hold_order_again, unsettle_credit
from invoicekit.services._events import save
from invoicekit.services._ledger import settled
from invoicekit.services._moves import context_of, moved, release_order
from invoicekit.services._profiles import issuer_of
from invoicekit.services._records import locked, record_of
from invoicekit.services._sealing import due_now
from invoicekit.services._tools import Tools
from invoicekit.services.clear_invoice import VOID


def void_invoice(
    uow: UnitOfWork,
    tools: Tools,
    invoice_id: str,
    *,
    actor: Actor | str,
    reason: str,
    copies_returned: bool = False,
    reported: bool = False,
    version: int | None = None,
) -> InvoiceRecord:
    """Voids a document nobody has got, paid or credited, and returns its record.

    A paper 发票 is voided (作废) in the month of its issue, with all its copies back and before its
    data are reported (抄税); the platform that numbered it is told through the outbox.

    Raises:
        StateError: The country does not know voiding, or it is too late; credit it instead.
        OverBilled: A credit note's order is billed by another invoice by now.
        TransitionNotAllowed, StaleVersion, NotFound.
    """
    authorise(tools, actor, "invoice.void")
    row = locked(uow, invoice_id, version=version)
    issuer = issuer_of(uow, row.issuer_id)
    policy = tools.regime_for(issuer).corrections.void
    asked = context_of(row, issuer, actor, reason=reason, void_allowed=policy == "before_delivery")
    context = asked._replace(
        paper_month=tools.today(issuer) if policy == "paper_in_month" else None,
        copies_returned=copies_returned,
        reported=reported,
    )
    move = decide(record_of(row), DocumentCommand.VOID, context)
    changed, event = moved(tools, row, move, actor, reason=reason)
    changed = settled(replace(changed, voided_at=tools.now()))
    release_order(uow, tools, row, actor=actor)
    save(uow, changed, event)
    unsettle_credit(uow, tools, changed, actor=actor, reason=reason)
    hold_order_again(uow, tools, changed, actor=actor)
    if row.clearance_status == ClearanceStatus.CLEARED:
        uow.add([due_now(tools, changed, VOID)])
    return record_of(changed)
