"""The archive: SM3 beside SHA-256, legal holds, disposals and what they destroyed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from invoicekit.storage.sql._columns import AT, KEY, TEXT
from invoicekit.storage.sql.migrations import triggers
from invoicekit.storage.sql.migrations.steps import add_column, create_table

revision = "0003"
down_revision = "0002"

INT = sa.BigInteger()
DATE = sa.Date()

PLACED = "tenant_id id subject customer_id first_day last_day reason placed_by placed_at".split()
PROPOSED = "tenant_id id files size list_hash proposed_by proposed_at document".split()


def upgrade() -> None:
    """Creates the tables, then the triggers that keep what was placed, proposed and destroyed."""
    add_column("ik_archive", _may("sm3", TEXT))
    _holds()
    _disposals()
    triggers.refuse("ik_hold", "UPDATE", _any(PLACED), "a hold changes only by being lifted")
    triggers.refuse("ik_hold", "DELETE", "TRUE", "a hold is never deleted")
    triggers.refuse("ik_disposal", "UPDATE", _any(PROPOSED), "a list of disposal never changes")
    triggers.refuse("ik_disposal", "DELETE", "TRUE", "a disposal is never deleted")
    for event in ("UPDATE", "DELETE"):
        triggers.refuse("ik_disposed", event, "TRUE", "ik_disposed is insert-only")
    for table in ("ik_hold", "ik_disposal", "ik_disposed"):
        triggers.refuse_truncate(table)


def _holds() -> None:
    create_table(
        "ik_hold",
        _must("tenant_id", KEY),
        _must("id", KEY),
        _must("revision", INT),
        _may("subject", TEXT),
        _may("customer_id", TEXT),
        _may("first_day", DATE),
        _may("last_day", DATE),
        _must("reason", TEXT),
        _must("placed_by", TEXT),
        _must("placed_at", AT),
        _may("lifted_by", TEXT),
        _may("lifted_at", AT),
        _may("lift_reason", TEXT),
        _must("event_count", INT),
        _must("event_head", TEXT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_hold_pkey"),
    )


def _disposals() -> None:
    create_table(
        "ik_disposal",
        _must("tenant_id", KEY),
        _must("id", KEY),
        _must("revision", INT),
        _must("state", TEXT),
        _must("files", INT),
        _must("size", INT),
        _must("list_hash", TEXT),
        _must("proposed_by", TEXT),
        _must("proposed_at", AT),
        _may("confirmed_by", TEXT),
        _may("confirmed_at", AT),
        _may("done_at", AT),
        _must("event_count", INT),
        _must("event_head", TEXT),
        _may("document", TEXT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_disposal_pkey"),
    )
    create_table(
        "ik_disposed",
        _must("tenant_id", KEY),
        _must("location", KEY),
        _must("disposal_id", TEXT),
        _must("sha256", TEXT),
        _must("at", AT),
        sa.PrimaryKeyConstraint("tenant_id", "location", name="ik_disposed_pkey"),
    )


def _must(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _may(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _any(names: list[str]) -> str:
    return " OR ".join(map(triggers.differs, names))
