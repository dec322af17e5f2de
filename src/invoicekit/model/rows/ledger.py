"""Rows of the receivables ledger: payments and allocations, append-only in their facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from invoicekit.model.stored import Id, stored


@stored(
    "ik_payment",
    unique=(("reference",),),
    orders={"received": ("received_date",)},
    indexes={"customer": ("customer_id", "id"), "received": ("received_date", "id")},
    versioned=True,
    secret=("remittance", "payer"),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """Money received; `applied` is the sum of its allocations."""

    tenant_id: str
    id: Id
    revision: int = 1
    version: int = 1
    customer_id: Id | None = None
    amount: Decimal
    applied: Decimal = Decimal(0)
    currency: str
    received_date: date
    method: str | None = None
    remittance: str | None = None
    reference: str | None = None
    payer: str | None = None
    event_count: int = 0
    event_head: str = ""
    recorded_by: str
    recorded_at: datetime


@stored(
    "ik_allocation",
    unique=(("reverses",),),
    orders={"booked": ("booking_date",)},
    indexes={
        "invoice": ("invoice_id", "id"),
        "source": ("source_id", "id"),
        "booked": ("booking_date", "id"),
    },
)
@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationRow:
    """So much of a source settles so much of an invoice; taken back by a negative row."""

    tenant_id: str
    id: Id
    kind: str
    source_id: str
    invoice_id: Id
    customer_id: Id | None = None
    amount: Decimal
    currency: str
    booking_date: date
    actor: str
    at: datetime
    reason: str | None = None
    reverses: Id | None = None
