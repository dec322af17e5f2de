"""Rows that make a repeated request harmless."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from invoicekit.model.stored import stored


@stored("ik_idempotency", key=("scope", "key"))
@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotencyRow:
    """A request seen before: its hash, and the id its answer is found by."""

    tenant_id: str
    scope: str
    key: str
    request_hash: str
    response: str
    at: datetime
