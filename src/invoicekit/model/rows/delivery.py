"""Rows of deliveries and of the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from invoicekit.model.stored import Id, stored


@stored(
    "ik_delivery",
    orders={"queued": ("queued_at",)},
    indexes={"invoice": ("invoice_id", "id"), "queued": ("queued_at", "id")},
    versioned=True,
    secret=("document",),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """One sending of one document; `document` is the `Delivery`."""

    tenant_id: str
    id: Id
    revision: int = 1
    invoice_id: Id
    channel: str
    status: str
    queued_at: datetime
    document: str


@stored(
    "ik_outbox",
    unique=(("topic", "subject"),),
    orders={"due": ("due_at",)},
    indexes={"due": ("due_at", "id")},
    partial={"due": "state = 'pending'"},
    versioned=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """Work to do after the commit: `archive` originals of an invoice, `deliver` a delivery."""

    tenant_id: str
    id: Id
    revision: int = 1
    topic: str
    subject: Id
    state: str = "pending"
    due_at: datetime
    attempts: int = 0
    lease_until: datetime | None = None
    lease_owner: str | None = None
    error: str | None = None
    created_at: datetime
