"""Rows of events: the audit log, chained per subject."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from invoicekit.model.stored import Id, stored


@stored(
    "ik_event",
    key=("subject", "sequence"),
    unique=(("id",),),
    orders={"time": ("position", "id")},
    indexes={"place": ("position", "id")},
    placed="position",
    secret=("data",),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """What happened to a subject; `data` is canonical JSON, `hash` links to the event before.

    `position` is the place of its transaction among all of the tenant's.
    """

    tenant_id: str
    subject: Id
    sequence: int
    id: Id
    type: str
    actor: str
    at: datetime
    data: str
    hash: str
    position: int = 0
