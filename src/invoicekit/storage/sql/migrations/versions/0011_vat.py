"""VAT summed up by day, empty until `kit.reports.roll_up` counts the documents."""

from __future__ import annotations

import sqlalchemy as sa

from invoicekit.storage.sql._columns import KEY
from invoicekit.storage.sql.migrations import steps

revision = "0011"
down_revision = "0010"

INT = sa.BigInteger()
DAY = sa.Date()
CELL = ("tenant_id", "day", "currency", "country", "category", "rate", "voided")


def upgrade() -> None:
    """Creates the table."""
    steps.create_table(
        "ik_vat_day",
        sa.Column("tenant_id", KEY, nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("currency", KEY, nullable=False),
        sa.Column("country", KEY, nullable=False),
        sa.Column("category", KEY, nullable=False),
        sa.Column("rate", INT, nullable=False),
        sa.Column("voided", DAY, nullable=False),
        *(
            sa.Column(name, INT, nullable=False)
            for name in ("revision", "groups", "taxable", "tax")
        ),
        sa.PrimaryKeyConstraint(*CELL, name="ik_vat_day_pkey"),
        by_key=True,
    )
