"""Runs that put the archive under another key, so that each has events."""

from __future__ import annotations

import sqlalchemy as sa

from invoicekit.storage.sql._columns import KEY, TEXT
from invoicekit.storage.sql.migrations import steps, triggers

revision = "0010"
down_revision = "0009"

INT = sa.BigInteger()


def upgrade() -> None:
    """Creates the table; a run is never deleted."""
    steps.create_table(
        "ik_rewrapping",
        sa.Column("tenant_id", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("revision", INT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("event_count", INT, nullable=False),
        sa.Column("event_head", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_rewrapping_pkey"),
    )
    triggers.refuse("ik_rewrapping", "DELETE", "TRUE", "a change of keys is never deleted")
    triggers.refuse_truncate("ik_rewrapping")
