"""Keeping an order: (source, reference) is one order, however often it comes."""

from __future__ import annotations

from dataclasses import replace

from invoicekit.chain import canonical
from invoicekit.errors import NotFound, OverBilled
from invoicekit.findings import Finding, Report, Severity
from invoicekit.model.event import Actor
from invoicekit.model.order import Order
from invoicekit.model.rows import OrderRow
from invoicekit.model.stored import Id
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened, save
from invoicekit.services._tools import Tools


def save_order(uow: UnitOfWork, tools: Tools, order: Order, *, actor: Actor | str) -> Order:
    """Stores an order and returns it with its id; a known one that came changed is updated.

    Raises:
        ValidationFailed: It has no lines, or two with the same id.
        OverBilled: It changed after it was billed.
    """
    authorise(tools, actor, "order.keep")
    Report(tuple(_findings(order)), profile="order").ensure_valid(f"order {order.reference}")
    row = order_row(uow, order.source, order.reference)
    if row is None:
        made = _new(uow, tools, order, actor)
        if made is not None:
            return made
        row = order_row(uow, order.source, order.reference)
    if row is None:
        raise AssertionError("somebody else has just stored the order")
    kept = Order.model_validate_json(row.document or "{}")
    come = order.replace(id=row.id, version=row.version)
    if come == kept:
        return kept
    if row.billed != "none":
        raise OverBilled(
            f"order {order.reference} changed after it was billed",
            where=f"{order.source}:{order.reference}",
            expected="the order as it was billed",
            hint="Credit or discard its invoice, or send the change as another order.",
        )
    come = come.replace(version=row.version + 1)
    changed = replace(
        row,
        revision=row.revision + 1,
        version=come.version,
        customer_id=Id(come.customer_id),
        currency=come.currency,
        order_date=come.order_date,
        document=_text(come),
    )
    changed, event = happened(tools, changed, "order.changed", actor)
    save(uow, changed, event)
    return come


def order_row(uow: UnitOfWork, source: str, reference: str) -> OrderRow | None:
    """Returns the row of an order by its own number, None where there is none."""
    query = Query(
        of=OrderRow,
        where=(("source", "=", source), ("reference", "=", reference)),
        limit=1,
        heavy=True,
    )
    return next(iter(uow.page(query).items), None)


def get_order(uow: UnitOfWork, order_id: str) -> Order:
    """Returns an order by id.

    Raises:
        NotFound: There is none.
    """
    [row] = uow.get(OrderRow, [Id(order_id)])
    if row is None:
        raise NotFound(f"no order {order_id!r}", where=order_id)
    return Order.model_validate_json(row.document or "{}")


def _new(uow: UnitOfWork, tools: Tools, order: Order, actor: Actor | str) -> Order | None:
    """Returns the order as stored, None where somebody else was quicker; he is waited for."""
    stored = order.replace(id=tools.ids(), version=1)
    row = OrderRow(
        tenant_id=uow.tenant,
        id=Id(stored.id),
        source=stored.source,
        reference=stored.reference,
        customer_id=Id(stored.customer_id),
        currency=stored.currency,
        order_date=stored.order_date,
        document=_text(stored),
        created_at=tools.now(),
    )
    row, event = happened(tools, row, "order.created", actor, reference=stored.reference)
    if not uow.add([row], ignore_existing=True):
        return None
    uow.add([event])
    return stored


def _findings(order: Order) -> list[Finding]:
    ids = [order.line_id(place) for place in range(len(order.lines))]
    found = []
    if not ids:
        found.append(_fault("IK-ORDER-LINES", "an order has at least one line", "lines"))
    if len(set(ids)) < len(ids):
        found.append(_fault("IK-ORDER-IDS", "line ids of an order are unique", "lines"))
    found += [
        _fault("IK-ORDER-PRICE", "an order line has a price, or a SKU", f"lines[{place}]")
        for place, line in enumerate(order.lines)
        if line.unit_price is None and line.sku is None
    ]
    return found


def _fault(rule: str, message: str, path: str) -> Finding:
    return Finding(rule=rule, severity=Severity.ERROR, message=message, path=path)


def _text(order: Order) -> str:
    return canonical(order.model_dump(mode="json", exclude_none=True)).decode()
