"""Rows of reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from invoicekit.model.stored import Id, stored


@stored("ik_reminder", unique=(("invoice_id", "level"),))
@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRow:
    """One reminder of one document: there is none of the same level beside it."""

    tenant_id: str
    id: Id
    invoice_id: Id
    level: int
    open_amount: Decimal
    currency: str
    due_date: date
    delivery_id: Id
    sent_by: str
    sent_at: datetime
