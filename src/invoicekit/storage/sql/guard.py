"""The second wall between tenants: no statement on our tables without a tenant."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from invoicekit.errors import StorageError

PINNED = re.compile(r"tenant_id\s*(=|in\b)|insert\s+into\s+\w+\s*\(tenant_id\b", re.IGNORECASE)
TOUCHED = re.compile(r"\b(?:from|into|update|join)\s+\"?ik_(?!alembic)\w+", re.IGNORECASE)


@lru_cache(maxsize=2048)
def check_tenant(statement: str) -> str:
    """Returns the statement.

    Raises:
        StorageError: It reads or writes one of our tables and does not say of which tenant.
    """
    if TOUCHED.search(statement) and not PINNED.search(statement):
        raise StorageError(
            "a statement on a tenant's table does not name the tenant", where=statement[:80]
        )
    return statement


def guard_tenants(engine: sa.Engine) -> None:
    """Makes an engine refuse statements without a tenant, but for the option `ik_all_tenants`."""

    @sa.event.listens_for(engine, "before_cursor_execute")
    def check(
        connection: sa.Connection,
        _cursor: Any,
        statement: str,
        _parameters: Any,
        _context: Any,
        _many: bool,  # noqa: FBT001  # the event's signature
    ) -> None:
        if not connection.get_execution_options().get("ik_all_tenants"):
            check_tenant(statement)
