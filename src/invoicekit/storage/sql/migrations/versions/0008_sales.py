"""Sales summed up by day, empty until `kit.reports.roll_up` counts the documents."""

from __future__ import annotations

import sqlalchemy as sa

from invoicekit.storage.sql._columns import KEY, TEXT
from invoicekit.storage.sql.migrations import steps

revision = "0008"
down_revision = "0007"

INT = sa.BigInteger()
DAY = sa.Date()


def upgrade() -> None:
    """Creates both tables."""
    steps.create_table(
        "ik_sales_day",
        sa.Column("tenant_id", KEY, nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("currency", KEY, nullable=False),
        sa.Column("country", KEY, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("voided", DAY, nullable=False),
        *(
            sa.Column(name, INT, nullable=False)
            for name in ("revision", "documents", "net", "vat", "total")
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "day", "currency", "country", "kind", "voided", name="ik_sales_day_pkey"
        ),
        by_key=True,
    )
    steps.create_table(
        "ik_watermark",
        sa.Column("tenant_id", KEY, nullable=False),
        sa.Column("name", KEY, nullable=False),
        sa.Column("revision", INT, nullable=False),
        sa.Column("position", INT, nullable=False),
        sa.Column("event", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "name", name="ik_watermark_pkey"),
        by_key=True,
    )
