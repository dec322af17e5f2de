"""Rows of events: the audit log, chained per subject."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from invoicekit.model.stored import Id, stored


@stored(
    "ik_event",
    key=("subject", "sequence"),
    unique=(("id",),),
    orders={"time": ("id",)},
    indexes={"time": ("id",)},
)
@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """What happened to a subject; `data` is canonical JSON, `hash` links to the event before."""

    tenant_id: str
    subject: Id
    sequence: int
    id: Id
    type: str
    actor: str
    at: datetime
    data: str
    hash: str
