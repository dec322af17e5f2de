"""Finding documents: by customer, number, dates, amounts, status, order; a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicekit.model.record import InvoiceSummary
from invoicekit.model.rows import InvoiceRow
from invoicekit.money import exact
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.services._records import summary_of


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
    where: list[Condition] = []

    def ask(column: str, operator: str, value: object) -> None:
        if isinstance(value, tuple):
            where.append((column, "in", value))
        elif value is not None:
            where.append((column, operator, value))  # type: ignore[arg-type]  # operators below

    ask("customer_id", "=", customer_id)
    ask("issuer_id", "=", issuer_id)
    ask("number", "starts", number)
    ask("buyer_name", "contains", text)
    ask("document_status", "=", status)
    ask("payment_status", "=", payment_status)
    ask("delivery_status", "=", delivery_status)
    ask("type_code", "=", type_code)
    ask("currency", "=", currency)
    ask("order_source", "=", order_source)
    ask("order_reference", "=", order_reference)
    ask("issue_date", ">=", issued_from)
    ask("issue_date", "<=", issued_to)
    ask("due_date", ">=", due_from)
    ask("due_date", "<=", due_to)
    ask("total", ">=", None if amount_from is None else exact(amount_from))
    ask("total", "<=", None if amount_to is None else exact(amount_to))
    if overdue_on is not None:
        ask("due_date", "<", overdue_on)
        ask("open_amount", ">", Decimal(0))
    page = uow.page(
        Query(
            of=InvoiceRow,
            where=tuple(where),
            order=order,
            descending=descending,
            after=after,
            limit=limit,
        )
    )
    return Found(items=tuple(summary_of(row) for row in page.items), next=page.next)
