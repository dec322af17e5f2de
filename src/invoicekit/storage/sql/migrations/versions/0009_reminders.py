"""Reminders of what is overdue, once a level."""

from __future__ import annotations

import sqlalchemy as sa

from invoicekit.storage.sql._columns import AT, KEY, TEXT
from invoicekit.storage.sql.migrations import steps, triggers

revision = "0009"
down_revision = "0008"

INT = sa.BigInteger()


def upgrade() -> None:
    """Creates the table, and what keeps its rows as they are."""
    steps.create_table(
        "ik_reminder",
        sa.Column("tenant_id", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("invoice_id", KEY, nullable=False),
        sa.Column("level", INT, nullable=False),
        sa.Column("open_amount", INT, nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("delivery_id", TEXT, nullable=False),
        sa.Column("sent_by", TEXT, nullable=False),
        sa.Column("sent_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_reminder_pkey"),
        sa.UniqueConstraint(
            "tenant_id", "invoice_id", "level", name="ik_reminder_invoice_id_level_key"
        ),
    )
    for event in ("UPDATE", "DELETE"):
        triggers.refuse("ik_reminder", event, "TRUE", "ik_reminder is insert-only")
    triggers.refuse_truncate("ik_reminder")
