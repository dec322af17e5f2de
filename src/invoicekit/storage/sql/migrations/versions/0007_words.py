"""The words that documents are found by; those of before are written by `kit.invoices.reindex`."""

from __future__ import annotations

import sqlalchemy as sa

from invoicekit.storage.sql._columns import KEY
from invoicekit.storage.sql.migrations import steps

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Creates the table, empty."""
    steps.create_table(
        "ik_word",
        sa.Column("tenant_id", KEY, nullable=False),
        sa.Column("word", KEY, nullable=False),
        sa.Column("invoice_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "word", "invoice_id", name="ik_word_pkey"),
        by_key=True,
    )
