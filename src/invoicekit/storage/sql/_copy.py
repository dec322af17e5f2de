"""Many rows into PostgreSQL by COPY, on the same connection and hence in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from invoicekit.model.stored import Row
from invoicekit.storage.sql.statements import Statements

WORTH_IT = 100
"""Rows from which COPY is faster than INSERT."""


def possible(connection: sa.Connection) -> bool:
    """Whether the connection's driver copies: psycopg 3, not through an async engine."""
    return connection.dialect.driver == "psycopg" and not connection.dialect.is_async


def copy_in(connection: sa.Connection, statements: Statements, records: Sequence[Row]) -> None:
    """Adds rows."""
    names = ", ".join(f'"{name}"' for name in statements.names)
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f'COPY "{statements.table.name}" ({names}) FROM STDIN') as target,
    ):
        for record in records:
            values = (getattr(record, name) for name in statements.names)
            pairs = zip(statements.binders, values, strict=True)
            target.write_row([bind(value) if bind else value for bind, value in pairs])
