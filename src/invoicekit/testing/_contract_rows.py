"""The rows that the storage contract writes: they have every type, null and key there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from invoicekit.model.stored import Id, stored

NOW = datetime(2026, 1, 15, 12, 30, 15, 123456, tzinfo=UTC)


@stored(
    "ik_contract_item",
    unique=(("code",), ("shelf", "place")),
    orders={
        "label": ("label", "rank"),
        "rank": ("rank",),
        "amount": ("amount",),
        "day": ("day",),
        "at": ("at",),
    },
    indexes={"label": ("label", "rank", "id"), "day": ("day", "id")},
    versioned=True,
    heavy=("text",),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ContractItem:
    """A row that changes, with columns of every type."""

    tenant_id: str
    id: Id
    revision: int = 1
    code: str | None = None
    shelf: str | None = None
    place: int | None = None
    label: str | None = None
    rank: int | None = None
    amount: Decimal = Decimal(0)
    fee: Decimal | None = None
    day: date | None = None
    at: datetime = NOW
    active: bool = True
    text: str | None = None


@stored(
    "ik_contract_task",
    orders={"due": ("due_at",)},
    indexes={"due": ("due_at", "id")},
    partial={"due": "state = 'pending'"},
    versioned=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTask:
    """A row that is leased."""

    tenant_id: str
    id: Id
    revision: int = 1
    state: str = "pending"
    due_at: datetime = NOW
    attempts: int = 0
    lease_until: datetime | None = None
    lease_owner: str | None = None


@stored("ik_contract_fact", key=("subject", "sequence"), orders={"at": ("at",)})
@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFact:
    """A row with a composite key that never changes."""

    tenant_id: str
    subject: str
    sequence: int
    at: datetime = NOW
    data: str = ""


@stored(
    "ik_contract_note",
    orders={"place": ("place", "id")},
    indexes={"place": ("place", "id")},
    placed="place",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ContractNote:
    """A row that the storage gives its place among the transactions."""

    tenant_id: str
    id: Id
    place: int = 0


@stored("ik_contract_tag", key=("tag", "item_id"), derived=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTag:
    """A row that holds an item, and can be made again."""

    tenant_id: str
    tag: str
    item_id: Id


CONTRACT_ROWS: tuple[type, ...] = (
    ContractItem,
    ContractTask,
    ContractFact,
    ContractNote,
    ContractTag,
)
"""What a backend with tables has to have tables for."""
