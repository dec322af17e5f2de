"""Finding documents: by customer, number, dates, amounts, status, order; a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicekit.model.record import InvoiceSummary
from invoicekit.model.rows import InvoiceRow
from invoicekit.money import ZERO
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.ports.storage import Operator
from invoicekit.services._asked_words import held_by_words
from invoicekit.services._records import summary_of
from invoicekit.services._tools import number

Asked = str | Decimal | int | date | tuple[str, ...] | None
Statuses = str | tuple[str, ...] | None


@dataclass(frozen=True, kw_only=True)
class Search:
    """What to look for; every condition given must hold.

    `number` matches from its start; `text` is words, all of which stand in the document, or are
    its number or the end of it; dates and amounts are inclusive. `order` is created, issued, due,
    amount or number.
    """

    customer_id: str | None = None
    issuer_id: str | None = None
    number: str | None = None
    text: str | None = None
    status: Statuses = None
    payment_status: Statuses = None
    delivery_status: Statuses = None
    type_code: str | None = None
    currency: str | None = None
    order_source: str | None = None
    order_reference: str | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    amount_from: Decimal | str | int | None = None
    amount_to: Decimal | str | int | None = None
    overdue_on: date | None = None
    order: str = "created"
    descending: bool = True
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page: the documents, and the cursor of the next, None on the last."""

    items: tuple[InvoiceSummary, ...]
    next: str | None


COUNTED = 10_000
"""Documents are counted up to so many: people do not look at more, and a million takes a while."""


@dataclass(frozen=True)
class Count:
    """How many documents there are: `number` of them, or `more` than that. As text `>10000`."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f">{self.number}" if self.more else str(self.number)


FIELDS: tuple[tuple[str, str, Operator], ...] = (
    ("customer_id", "customer_id", "="),
    ("issuer_id", "issuer_id", "="),
    ("number", "number", "starts"),
    ("status", "document_status", "="),
    ("payment_status", "payment_status", "="),
    ("delivery_status", "delivery_status", "="),
    ("type_code", "type_code", "="),
    ("currency", "currency", "="),
    ("order_source", "order_source", "="),
    ("order_reference", "order_reference", "="),
    ("issued_from", "issue_date", ">="),
    ("issued_to", "issue_date", "<="),
    ("due_from", "due_date", ">="),
    ("due_to", "due_date", "<="),
    ("amount_from", "total", ">="),
    ("amount_to", "total", "<="),
    ("overdue_on", "due_date", "<"),
)
"""Field of the search, column, how they compare."""


def search_invoices(uow: UnitOfWork, search: Search) -> Found:
    """Returns a page of documents.

    Found by words, those in the order of their making come by id, which begins with its time.

    Raises:
        BadCursor: `after` was made for another list.
        InputError: An amount is no number.
        StorageError: The order is none of the list's.
    """
    text = (search.text or "").strip()
    holding = held_by_words(uow, text)
    if text and not holding:
        return Found(items=(), next=None)
    page = uow.page(
        Query(
            of=InvoiceRow,
            where=_conditions(search),
            holding=holding,
            order="id" if text and search.order == "created" else search.order,
            descending=search.descending,
            after=search.after,
            limit=search.limit,
        )
    )
    return Found(items=tuple(summary_of(row) for row in page.items), next=page.next)


def count_invoices(uow: UnitOfWork, search: Search, *, most: int = COUNTED) -> Count:
    """Returns how many documents a search finds, counted up to so many.

    Raises:
        InputError: An amount is no number.
    """
    text = (search.text or "").strip()
    holding = held_by_words(uow, text)
    if text and not holding:
        return Count(0)
    where = _conditions(search)
    found = uow.totals(
        Query(of=InvoiceRow, where=where, holding=holding, most=most + 1), by=(), sums=()
    )
    number_of = next((each for (each,) in found if isinstance(each, int)), 0)
    return Count(min(number_of, most), more=number_of > most)


def exported(search: Search) -> tuple[Condition, ...]:
    """Returns the conditions of a search among what was issued, voided documents included."""
    return (("document_status", "in", ("issued", "voided")), *_conditions(search))


def _conditions(search: Search) -> tuple[Condition, ...]:
    where: list[Condition] = []
    for name, column, operator in FIELDS:
        value: Asked = getattr(search, name)
        if isinstance(value, tuple):
            where.append((column, "in", value))
        elif value is not None:
            if column == "total" and isinstance(value, str | int | Decimal):
                value = number(value, name)
            where.append((column, operator, value))
    if search.overdue_on is not None:
        where.append(("open_amount", ">", ZERO))
    return tuple(where)
