"""Verbs that take two statements where a write returns no rows: on MariaDB and MySQL.

Each locks first and writes then. A duplicate key would leave a shared lock behind, on which two who
go on to lock the row for themselves end in a deadlock; hence the first step asks for the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from invoicekit.model.stored import Row, changed
from invoicekit.storage.sql._faults import is_duplicate
from invoicekit.storage.sql._running import Runner
from invoicekit.storage.sql.statements import Statements


def ensure(
    connection: sa.Connection, statements: Statements, records: Sequence[Row], run: Runner
) -> int:
    """Adds the rows whose keys are not taken and returns how many.

    An error of one statement leaves the transaction as it was before that statement.
    """
    locked, insert = statements.locked, statements.insert
    added = 0
    for record in records:
        key = {f"_{name}": getattr(record, name) for name in statements.key}
        if run.rows(locked.text, locked.parameters(key)):
            continue
        try:
            run.touched(insert.text, [insert.of_row(record)])
        except (sa.exc.SQLAlchemyError, connection.dialect.loaded_dbapi.Error) as problem:
            if not is_duplicate(problem):
                raise
        else:
            added += 1
    return added


def claim(statements: Statements, asked: dict[str, object], run: Runner) -> list[Any]:
    """Locks due rows that nobody holds, passing by locked ones, and leases them.

    Args:
        statements: Of a kind that has leases.
        asked: `_tenant`, `_now`, `_limit`, `_until` and `_owner`.
        run: How prepared statements are run.
    """
    due, update = statements.due, statements.update
    values = {name: asked[name] for name in ("_tenant", "_now", "_limit")}
    found = [statements.raw(row) for row in run.rows(due.text, due.parameters(values))]
    leased = [
        changed(
            row,
            lease_until=asked["_until"],
            lease_owner=asked["_owner"],
            attempts=row.attempts + 1,
            revision=row.revision + 1,
        )
        for row in found
    ]
    for row in leased:
        run.touched(update.text, [update.of_row(row)])
    return leased
