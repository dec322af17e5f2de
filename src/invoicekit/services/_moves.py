"""Moving a document along its table: decide, change the row, say what happened."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from invoicekit.chain import digest
from invoicekit.errors import OverBilled
from invoicekit.lifecycle import DocumentContext, DocumentMove
from invoicekit.model.event import Actor
from invoicekit.model.issuer import Issuer
from invoicekit.model.rows import BilledRow, EventRow, InvoiceRow, OrderRow
from invoicekit.model.stored import changed
from invoicekit.money import ZERO
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._events import happened, save
from invoicekit.services._records import RecordFile, file_text
from invoicekit.services._tools import Tools, name_of


def content_hash(row: InvoiceRow) -> str:
    """Returns the hash approvals bind: of a draft, whose number and dates not given are absent.

    The column holds the canonical text, so that is what is hashed.
    """
    return digest((row.document or "").encode())


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
        content_hash=content_hash(row),
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
    row = changed(
        row,
        revision=row.revision + 1,
        version=row.version + 1,
        document_status=move.target.value,
        file=row.file if file is None else file_text(file),
    )
    return happened(tools, row, move.emits, actor, **data)


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
    row, event = moved(tools, row, move, actor, file=file, **data)
    save(uow, row, event)
    return row


def release_order(uow: UnitOfWork, tools: Tools, row: InvoiceRow, *, actor: Actor | str) -> None:
    """Gives the quantities a document billed back to its order, to be billed again."""
    billed = list(uow.stream(Query(of=BilledRow, where=(("invoice_id", "=", row.id),))))
    held = [each for each in billed if each.quantity]
    if not held:
        return
    [order] = uow.get(OrderRow, [held[0].order_id], lock=True)
    if order is None:
        raise AssertionError("what is billed has an order")
    uow.replace([changed(each, revision=each.revision + 1, quantity=ZERO) for each in held])
    others = uow.stream(Query(of=BilledRow, where=(("order_id", "=", order.id),)))
    state = "partly_billed" if any(each.quantity for each in others) else "none"
    order = changed(order, revision=order.revision + 1, billed=state)
    order, event = happened(tools, order, "order.released", actor, invoice=row.id)
    save(uow, order, event)


def hold_order(
    uow: UnitOfWork,
    tools: Tools,
    row: InvoiceRow,
    lines: Mapping[str, Decimal],
    *,
    actor: Actor | str,
) -> None:
    """Takes back what `release_order` gave: line id → quantity; nothing where nothing was given.

    Raises:
        OverBilled: Another document bills the order by now.
    """
    billed = list(uow.stream(Query(of=BilledRow, where=(("invoice_id", "=", row.id),))))
    freed = [each for each in billed if not each.quantity]
    if not freed:
        return
    [order] = uow.get(OrderRow, [freed[0].order_id], lock=True)
    if order is None:
        raise AssertionError("what is billed has an order")
    if order.billed != "none":
        raise OverBilled(
            f"order {order.reference} is billed by another invoice by now",
            where=f"{order.source}:{order.reference}",
            hint="Discard or credit that invoice first.",
        )
    uow.replace(
        [changed(each, revision=each.revision + 1, quantity=lines[each.line_id]) for each in freed]
    )
    order = changed(order, revision=order.revision + 1, billed="billed")
    order, event = happened(tools, order, "order.billed", actor, invoice=row.id)
    save(uow, order, event)
