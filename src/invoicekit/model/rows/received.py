"""Rows of received invoices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from invoicekit.model.stored import Id, stored


@stored(
    "ik_received",
    unique=(("natural_key",),),
    orders={"received": ("received_at",)},
    indexes={"received": ("received_at", "id"), "dated": ("issue_date", "id")},
    versioned=True,
    secret=("document",),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedRow:
    """One received invoice; `document` is the `Received`. The natural key is there once."""

    tenant_id: str
    id: Id
    revision: int = 1
    natural_key: str
    number: str
    seller_name: str | None = None
    issue_date: date | None = None
    direction: int
    currency: str
    without_vat: Decimal
    vat: Decimal
    total: Decimal
    use: str
    use_period: str | None = None
    booking: str
    received_at: datetime
    document: str
    event_count: int = 0
    event_head: str = ""
