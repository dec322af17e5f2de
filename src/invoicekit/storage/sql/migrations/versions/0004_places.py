"""Events in the order their transactions ended; those of before come first, by their ids."""

from __future__ import annotations

import sqlalchemy as sa

from invoicekit.storage.sql.migrations import steps

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds the place, and the index that walks it instead of the ids."""
    place = sa.Column("position", sa.BigInteger(), nullable=False, server_default="0")
    steps.add_column("ik_event", place)
    steps.create_index("ik_event_place_idx", "ik_event", "tenant_id", "position", "id")
    steps.drop_index("ik_event_time_idx", "ik_event")
