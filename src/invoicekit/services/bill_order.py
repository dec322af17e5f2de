"""Drafting an invoice from an order: in whole or in part, never for more than was ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from invoicekit.errors import OverBilled
from invoicekit.findings import Finding, Report, Severity
from invoicekit.model.customer import Customer
from invoicekit.model.event import Actor
from invoicekit.model.invoice import Invoice
from invoicekit.model.order import Order
from invoicekit.model.record import InvoiceRecord, Link
from invoicekit.model.rows import BilledRow, InvoiceRow, OrderRow
from invoicekit.model.stored import Id
from invoicekit.money import ZERO
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._drafts import Draft, locale_of, store_draft
from invoicekit.services._events import happened, save
from invoicekit.services._order_content import OrderContent
from invoicekit.services._profiles import customer_of, issuer_of, products_by_sku
from invoicekit.services._records import read, record_of
from invoicekit.services._requests import seen_before
from invoicekit.services._tools import Tools, number
from invoicekit.services._vat import VatSource
from invoicekit.services.save_order import save_order

Quantities = Mapping[str, "Decimal | str | int"]


@dataclass(frozen=True, kw_only=True)
class Billing:
    """How an order is to be billed.

    Attributes:
        lines: Line id → quantity; all that is left where it is None.
        issue_date: Given dates stay; else they are set when issued.
    """

    lines: Quantities | None = None
    issuer_id: str | None = None
    template: str | None = None
    locale: str | None = None
    formats: tuple[str, ...] = ()
    payment_terms: str | None = None
    issue_date: date | None = None
    due_date: date | None = None
    note: str | None = None


def bill_order(
    uow: UnitOfWork,
    tools: Tools,
    order: Order,
    billing: Billing,
    *,
    actor: Actor | str,
    idempotency_key: str | None = None,
) -> InvoiceRecord:
    """Stores the order where it is new, drafts an invoice of it and returns the record.

    Raises:
        OverBilled: More than is left of a line, or nothing is left.
        ValidationFailed: The total is not the order's, or the customer's needs are not met.
        NotFound: No such customer or issuer.
    """
    authorise(tools, actor, "order.bill")
    invoice_id = tools.ids()
    asked = billing.lines
    request = {
        "order": order.model_dump(mode="json", exclude={"id", "version"}),
        "lines": None if asked is None else {line: str(q) for line, q in asked.items()},
        "billing": repr(replace(billing, lines=None)),
    }
    known = seen_before(
        uow, tools, "invoice.bill", idempotency_key, request=request, answer=invoice_id
    )
    if known is not None:
        return record_of(read(uow, known))
    stored = save_order(uow, tools, order, actor=actor)
    [row] = uow.get(OrderRow, [Id(stored.id)], lock=True)
    if row is None:
        raise AssertionError("the order was just stored")
    before = {} if row.billed == "none" else billed_quantities(uow, row.id)
    quantities = _quantities(stored, before, asked)
    customer = customer_of(uow, stored.customer_id)
    draft = _draft(uow, tools, stored, billing, customer, before, quantities)
    record = store_draft(uow, tools, draft, invoice_id=invoice_id, actor=actor)
    if not before and _complete(stored, before, quantities):
        ensure_total(stored, record.invoice)
    uow.add(
        [
            BilledRow(
                tenant_id=uow.tenant,
                order_id=row.id,
                line_id=line,
                invoice_id=invoice_id,
                quantity=quantity,
            )
            for line, quantity in quantities.items()
        ]
    )
    state = "billed" if _complete(stored, before, quantities) else "partly_billed"
    changed = replace(row, revision=row.revision + 1, billed=state)
    changed, event = happened(tools, changed, "order.billed", actor, invoice=invoice_id)
    save(uow, changed, event)
    return record


def foreseen_draft(
    uow: UnitOfWork,
    tools: Tools,
    order: Order,
    customer: Customer,
    *,
    instead_of: str | None = None,
) -> Draft:
    """Returns the draft that billing all that is left to a customer would give; writes nothing.

    With `instead_of` it is as if that document of the order were discarded.

    Raises:
        OverBilled: Nothing is left.
        NotFound: No issuer is stored.
    """
    before = billed_quantities(uow, order.id, without=instead_of)
    quantities = _quantities(order, before, None)
    return _draft(uow, tools, order, Billing(), customer, before, quantities)


def billed_quantities(
    uow: UnitOfWork, order_id: str, *, without: str | None = None
) -> dict[str, Decimal]:
    """Returns line id → quantity that live documents bill; lines without any are left out.

    The document `without` does not count.
    """
    ours = None if without is None else Id(without)
    query = Query(of=BilledRow, where=(("order_id", "=", order_id), ("invoice_id", "!=", ours)))
    sums = uow.totals(query, by=("line_id",), sums=("quantity",))
    return {str(line): total for line, _, total in sums if isinstance(total, Decimal) and total}


def invoices_of(uow: UnitOfWork, source: str, reference: str) -> list[InvoiceRow]:
    """Returns the documents made of an order, oldest first."""
    where = (("order_source", "=", source), ("order_reference", "=", reference))
    return list(uow.page(Query(of=InvoiceRow, where=where, limit=200)).items)  # type: ignore[arg-type]


def _quantities(
    order: Order, before: Mapping[str, Decimal], asked: Quantities | None
) -> dict[str, Decimal]:
    left = {
        order.line_id(place): line.quantity - before.get(order.line_id(place), ZERO)
        for place, line in enumerate(order.lines)
    }
    if asked is None:
        wanted = {line: quantity for line, quantity in left.items() if quantity}
    else:
        wanted = {line: number(quantity, f"lines[{line}]") for line, quantity in asked.items()}
    for line, quantity in wanted.items():
        limit = left.get(line, ZERO)
        if abs(quantity) > abs(limit) or quantity * limit < 0 or not quantity:
            raise OverBilled(
                f"order {order.reference}: {quantity} is not among the {limit} left of line {line}",
                where=f"{order.source}:{order.reference}",
                expected=f"at most {limit}",
                hint="Discard or credit the other invoice first.",
            )
    if not wanted:
        raise OverBilled(
            f"order {order.reference} is billed in full already",
            where=f"{order.source}:{order.reference}",
            hint="Discard or credit the other invoice first.",
        )
    return wanted


def _complete(
    order: Order, before: Mapping[str, Decimal], quantities: Mapping[str, Decimal]
) -> bool:
    return all(
        before.get(order.line_id(place), ZERO) + quantities.get(order.line_id(place), ZERO)
        == line.quantity
        for place, line in enumerate(order.lines)
    )


def _draft(
    uow: UnitOfWork,
    tools: Tools,
    order: Order,
    billing: Billing,
    customer: Customer,
    before: Mapping[str, Decimal],
    quantities: Mapping[str, Decimal],
) -> Draft:
    issuer = issuer_of(uow, billing.issuer_id)
    locale = billing.locale or locale_of(tools, issuer, customer)
    day = order.delivery_date or billing.issue_date or tools.today(issuer)
    products = products_by_sku(uow, (line.sku for line in order.lines if line.sku))
    content = OrderContent(
        order=order,
        products=products,
        vat=VatSource(tools, issuer, customer, order, day, locale),
        before=before,
        quantities=quantities,
    )
    lines, rates = content.lines()
    invoice = Invoice(
        issue_date=billing.issue_date,
        due_date=billing.due_date,
        currency=order.currency,
        buyer_reference=order.buyer_reference,
        purchase_order_reference=order.purchase_order_reference,
        sales_order_reference=order.reference,
        seller=issuer.party,
        buyer=customer.as_party(),
        supply=content.supply(lines),
        payment_instructions=issuer.payment_instructions,
        notes=content.notes(billing.note),
        lines=lines,
        allowances=content.allowances(),
        charges=content.charges(lines),
    )
    return Draft(
        invoice=invoice,
        issuer=issuer,
        customer=customer,
        rates=rates,
        links=(Link(kind="order", id=order.id, number=order.reference),),
        template=billing.template,
        locale=locale,
        formats=billing.formats,
        payment_terms=billing.payment_terms,
        order_source=order.source,
        order_reference=order.reference,
    )


def ensure_total(order: Order, invoice: Invoice) -> None:
    """Does nothing when the invoice of a whole order comes to what the shop says.

    Raises:
        ValidationFailed: It does not.
    """
    findings = tuple(total_findings(order, invoice))
    Report(findings, profile="order").ensure_valid(f"order {order.reference}")


def total_findings(order: Order, invoice: Invoice) -> list[Finding]:
    """Returns that the invoice of a whole order does not come to what the shop says it costs."""
    due = invoice.totals.with_vat if invoice.totals else None
    if order.expected_total is None or due == order.expected_total:
        return []
    return [
        Finding(
            rule="IK-ORDER-TOTAL",
            severity=Severity.ERROR,
            message=f"the invoice comes to {due}, the order says {order.expected_total} (BT-112)",
            path="totals.with_vat",
            terms=("BT-112",),
            params={"found": str(due), "expected": str(order.expected_total)},
        )
    ]
