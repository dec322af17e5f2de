"""Finding documents: by customer, number, dates, amounts, status, order; a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicekit.model.record import InvoiceSummary
from invoicekit.model.rows import InvoiceRow
from invoicekit.money import ZERO, exact
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.ports.storage import Operator
from invoicekit.services._records import summary_of

Asked = str | Decimal | date | tuple[str, ...] | None


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page: the documents, and the cursor of the next, None on the last."""

    items: tuple[InvoiceSummary, ...]
    next: str | None


def search_invoices(
    uow: UnitOfWork,
    *,
    customer_id: str | None = None,
    issuer_id: str | None = None,
    number: str | None = None,
    text: str | None = None,
    status: str | tuple[str, ...] | None = None,
    payment_status: str | tuple[str, ...] | None = None,
    delivery_status: str | tuple[str, ...] | None = None,
    type_code: str | None = None,
    currency: str | None = None,
    order_source: str | None = None,
    order_reference: str | None = None,
    issued_from: date | None = None,
    issued_to: date | None = None,
    due_from: date | None = None,
    due_to: date | None = None,
    amount_from: Decimal | str | int | None = None,
    amount_to: Decimal | str | int | None = None,
    overdue_on: date | None = None,
    order: str = "created",
    descending: bool = True,
    after: str | None = None,
    limit: int = 50,
) -> Found:
    """Returns a page of documents that meet every condition given.

    `number` matches from its start, `text` anywhere in the buyer's name; dates and amounts are
    inclusive. `order` is created, issued, due, amount or number.

    Raises:
        BadCursor: `after` was made for another list.
    """
    asked: tuple[tuple[str, Operator, Asked], ...] = (
        ("customer_id", "=", customer_id),
        ("issuer_id", "=", issuer_id),
        ("number", "starts", number),
        ("buyer_name", "contains", text),
        ("document_status", "=", status),
        ("payment_status", "=", payment_status),
        ("delivery_status", "=", delivery_status),
        ("type_code", "=", type_code),
        ("currency", "=", currency),
        ("order_source", "=", order_source),
        ("order_reference", "=", order_reference),
        ("issue_date", ">=", issued_from),
        ("issue_date", "<=", issued_to),
        ("due_date", ">=", due_from),
        ("due_date", "<=", due_to),
        ("total", ">=", None if amount_from is None else exact(amount_from)),
        ("total", "<=", None if amount_to is None else exact(amount_to)),
        ("due_date", "<", overdue_on),
        ("open_amount", ">", None if overdue_on is None else ZERO),
    )
    page = uow.page(
        Query(
            of=InvoiceRow,
            where=_conditions(asked),
            order=order,
            descending=descending,
            after=after,
            limit=limit,
        )
    )
    return Found(items=tuple(summary_of(row) for row in page.items), next=page.next)


def _conditions(asked: tuple[tuple[str, Operator, Asked], ...]) -> tuple[Condition, ...]:
    return tuple(
        (column, "in", value) if isinstance(value, tuple) else (column, operator, value)
        for column, operator, value in asked
        if value is not None
    )
