"""Many rows into PostgreSQL by COPY, on the same connection and hence in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from invoicekit.model.stored import Row
from invoicekit.storage.sql.statements import Statements

WORTH_IT = 100
"""Rows from which COPY is faster than INSERT."""


ACTIVE = "SELECT row_security_active('{}')"


def possible(connection: sa.Connection, table: str) -> bool:
    """Whether rows can be copied in: by psycopg 3, not through an async engine.

    PostgreSQL does not copy into a table whose policies it must ask for each row.
    """
    if connection.dialect.driver != "psycopg" or connection.dialect.is_async:
        return False
    return not connection.exec_driver_sql(ACTIVE.format(table)).scalar()


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
