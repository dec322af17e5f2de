"""Steps that a migration may take twice: MariaDB commits each by itself, and a try may break off.

Elsewhere a migration is one transaction, and none of its steps was ever taken before.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from invoicekit.storage.sql._columns import is_mysql


def create_table(name: str, *items: sa.schema.SchemaItem, by_key: bool = False) -> None:
    """Creates a table.

    Args:
        name: Of the table.
        items: Columns and keys.
        by_key: Whether its rows stand in its key alone, where the database can do so.
    """
    if not (_may_be_there() and sa.inspect(op.get_bind()).has_table(name)):
        op.create_table(name, *items, sqlite_with_rowid=not by_key)


def create_index(name: str, table: str, *columns: str, where: str | None = None) -> None:
    """Creates an index, of the rows `where column = 'value'` if so.

    MariaDB has no index of some rows only: there that column leads the others.
    """
    if _may_be_there():
        known = sa.inspect(op.get_bind()).get_indexes(table)
        if name in {index["name"] for index in known}:
            return
        if where:
            tenant, *rest = columns
            columns = (tenant, where.split()[0], *rest)
    condition = sa.text(where) if where else None
    op.create_index(name, table, list(columns), postgresql_where=condition, sqlite_where=condition)


def drop_index(name: str, table: str) -> None:
    """Drops an index."""
    if _may_be_there():
        known = sa.inspect(op.get_bind()).get_indexes(table)
        if name not in {index["name"] for index in known}:
            return
    op.drop_index(name, table)


def add_column(table: str, column: sa.Column[Any]) -> None:
    """Adds a column."""
    if _may_be_there():
        known = sa.inspect(op.get_bind()).get_columns(table)
        if column.name in {each["name"] for each in known}:
            return
    op.add_column(table, column)


def _may_be_there() -> bool:
    return is_mysql(op.get_bind().dialect)
