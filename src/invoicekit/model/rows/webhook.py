"""Rows of subscriptions to events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from invoicekit.model.stored import Id, stored


@stored("ik_event_webhook", orders={"created": ("created_at",)}, versioned=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class EventWebhookRow:
    """A subscription; `document` is the `EventWebhook`, `cursor` the last event it was told of."""

    tenant_id: str
    id: Id
    revision: int = 1
    version: int = 1
    active: bool = True
    removed: bool = False
    cursor: str | None = None
    event_count: int = 0
    event_head: str = ""
    document: str
    created_at: datetime
