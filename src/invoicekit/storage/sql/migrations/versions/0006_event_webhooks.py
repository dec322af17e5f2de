"""Subscriptions to events, and the event chains of issuers, products and templates."""

from __future__ import annotations

import sqlalchemy as sa

from invoicekit.storage.sql._columns import AT, KEY, TEXT
from invoicekit.storage.sql.migrations import steps

revision = "0006"
down_revision = "0005"

INT = sa.BigInteger()
FLAG = sa.Boolean()


def upgrade() -> None:
    """Adds the chains, empty so far, and creates the table."""
    for table in ("ik_issuer", "ik_product", "ik_template"):
        count = sa.Column("event_count", INT, nullable=False, server_default="0")
        head = sa.Column("event_head", TEXT, nullable=False, server_default=sa.text("('')"))
        steps.add_column(table, count)
        steps.add_column(table, head)
    steps.create_table(
        "ik_event_webhook",
        sa.Column("tenant_id", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("revision", INT, nullable=False),
        sa.Column("version", INT, nullable=False),
        sa.Column("active", FLAG, nullable=False),
        sa.Column("removed", FLAG, nullable=False),
        sa.Column("cursor", TEXT, nullable=True),
        sa.Column("event_count", INT, nullable=False),
        sa.Column("event_head", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_event_webhook_pkey"),
    )
