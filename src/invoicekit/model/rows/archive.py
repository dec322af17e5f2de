"""Rows of the archive: its index, legal holds, changes of keys, and what was destroyed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from invoicekit.model.stored import Id, stored


@stored(
    "ik_archive",
    key=("invoice_id", "kind"),
    indexes={"time": ("stored_at",)},
    orders={"time": ("stored_at",)},
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRow:
    """One archived original: where its bytes are, and their SHA-256 and SM3.

    `sm3` is None for what was archived before it was recorded.
    """

    tenant_id: str
    invoice_id: Id
    kind: str
    name: str
    media_type: str
    location: str
    size: int
    sha256: str
    sm3: str | None = None
    stored_at: datetime


@stored("ik_hold", orders={"placed": ("placed_at",)}, versioned=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRow:
    """A legal hold: what it covers fits every column that is given; with none, it covers all."""

    tenant_id: str
    id: Id
    revision: int = 1
    subject: Id | None = None
    customer_id: Id | None = None
    first_day: date | None = None
    last_day: date | None = None
    reason: str
    placed_by: str
    placed_at: datetime
    lifted_by: str | None = None
    lifted_at: datetime | None = None
    lift_reason: str | None = None
    event_count: int = 0
    event_head: str = ""


@stored("ik_disposal", orders={"proposed": ("proposed_at",)}, versioned=True, heavy=("document",))
@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalRow:
    """A disposal run; `document` is the list of files, which never changes once it is proposed."""

    tenant_id: str
    id: Id
    revision: int = 1
    state: str = "proposed"
    files: int
    size: int
    list_hash: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    done_at: datetime | None = None
    event_count: int = 0
    event_head: str = ""
    document: str | None = None


@stored("ik_rewrapping", versioned=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class RewrappingRow:
    """A run that puts the archive under a key of the ring; its events say how far it came."""

    tenant_id: str
    id: Id
    revision: int = 1
    key: str
    event_count: int = 0
    event_head: str = ""


@stored("ik_disposed", key=("location",))
@dataclass(frozen=True, slots=True, kw_only=True)
class DisposedRow:
    """A file that may be missing, since a disposal was confirmed for it."""

    tenant_id: str
    location: str
    disposal_id: Id
    sha256: str
    at: datetime
