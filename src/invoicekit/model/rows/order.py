"""Rows of orders, and of what has been billed of each line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from invoicekit.model.stored import Id, stored


@stored(
    "ik_order",
    unique=(("source", "reference"),),
    orders={"created": ("created_at",), "date": ("order_date",)},
    indexes={"customer": ("customer_id", "id"), "created": ("created_at", "id")},
    versioned=True,
    heavy=("document",),
    secret=("document",),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An order; locked while it is being billed."""

    tenant_id: str
    id: Id
    revision: int = 1
    version: int = 1
    source: str
    reference: str
    customer_id: Id
    currency: str
    order_date: date | None = None
    billed: str = "none"
    event_count: int = 0
    event_head: str = ""
    document: str | None = None
    created_at: datetime


@stored(
    "ik_billed",
    key=("order_id", "line_id", "invoice_id"),
    indexes={"invoice": ("invoice_id",)},
    versioned=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class BilledRow:
    """How much of an order line a document bills; zero once it is discarded, voided or credited."""

    tenant_id: str
    order_id: Id
    line_id: str
    invoice_id: Id
    revision: int = 1
    quantity: Decimal
