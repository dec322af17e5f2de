"""Series keep what their source laid down: where they begin and end, and until when."""

from __future__ import annotations

import sqlalchemy as sa

from invoicekit.storage.sql._columns import TEXT
from invoicekit.storage.sql.migrations.steps import add_column

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds the column; series that were begun before are plain counters."""
    add_column("ik_series", sa.Column("terms", TEXT, nullable=True))
