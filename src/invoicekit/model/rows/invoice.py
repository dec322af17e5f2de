"""Rows of invoices and of the series that number them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from invoicekit.model.stored import Id, stored


@stored(
    "ik_invoice",
    unique=(("series", "sequence"), ("number", "issuer_id")),
    orders={
        "created": ("created_at",),
        "issued": ("issue_date",),
        "due": ("due_date",),
        "amount": ("total",),
        "number": ("number", "issuer_id"),
        "sequence": ("series", "sequence"),
    },
    indexes={
        "created": ("created_at", "id"),
        "issued": ("issue_date", "id"),
        "due": ("due_date", "id"),
        "amount": ("total", "id"),
        "customer": ("customer_id", "id"),
        "status": ("document_status", "id"),
        "payment": ("payment_status", "id"),
        "order": ("order_source", "order_reference"),
    },
    versioned=True,
    heavy=("document", "file"),
    secret=("document", "file"),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow:
    """Our file on a document.

    `document` is the canonical invoice of a draft and, once issued, the sealed text, which no write
    ever changes. `file` is the JSON of what else the record keeps (approvals, editors, links …).
    Statuses of delivery, clearance, payment and response are projections of facts.
    """

    tenant_id: str
    id: Id
    revision: int = 1
    version: int = 1
    issuer_id: Id
    customer_id: Id | None = None
    type_code: str
    direction: int = 1
    document_status: str = "draft"
    clearance_status: str = "not_required"
    delivery_status: str = "none"
    payment_status: str = "not_payable"
    buyer_response: str = "none"
    series: str | None = None
    sequence: int | None = None
    number: str | None = None
    issue_date: date | None = None
    due_date: date | None = None
    tax_point_date: date | None = None
    currency: str
    without_vat: Decimal
    vat: Decimal
    total: Decimal
    amount_due: Decimal
    paid_amount: Decimal = Decimal(0)
    credited_amount: Decimal = Decimal(0)
    written_off_amount: Decimal = Decimal(0)
    open_amount: Decimal = Decimal(0)
    buyer_name: str | None = None
    buyer_country: str | None = None
    order_source: str | None = None
    order_reference: str | None = None
    content_hash: str | None = None
    chain_hash: str | None = None
    event_count: int = 0
    event_head: str = ""
    created_by: str
    created_at: datetime
    issued_at: datetime | None = None
    voided_at: datetime | None = None
    file: str | None = None
    document: str | None = None


@stored("ik_series", key=("series",), versioned=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRow:
    """A series: counter and chain head in one row, locked while a number is given."""

    tenant_id: str
    series: str
    revision: int = 1
    issuer_id: Id
    prefix: str = ""
    pattern: str = ""
    last: int = 0
    last_date: date | None = None
    head: str = ""
    terms: str | None = None
