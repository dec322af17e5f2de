"""Where a transaction stands among all of its tenant's: the column `Kind.placed`.

A reader who goes on from where it stopped must miss nothing. Ids do not do: a transaction that
began first may end last, and its rows then appear behind the reader's back.

On PostgreSQL the place is the transaction's number, and a reader goes no further than the first
one still under way. Numbers begin anew on another server, where a dump is restored; so what came
along counts as a life before, and the life stands in the upper bits. Elsewhere writers take turns,
and the place is one more than the last.

Source: PostgreSQL, "Transaction ID and Snapshot Information Functions" (`xid8`, `pg_snapshot`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import sqlalchemy as sa

from invoicekit.storage.sql._columns import is_mysql

LIFE = 44
"""Bits for numbers of transactions: fifty years of ten thousand a second."""
NUMBERS = (1 << LIFE) - 1
MOST = 1000
"""Tenants whose life a connection remembers."""

_NOW = "pg_current_xact_id()"
_FIRST = "pg_snapshot_xmin(pg_current_snapshot())"
_END = "pg_snapshot_xmax(pg_current_snapshot())"

_ONE = sa.literal_column("1", sa.BigInteger())

Last: TypeAlias = Callable[[], int]
"""Finds the last place of the tenant, 0 where there is none."""


def place_of(connection: sa.Connection, tenant: str, last: Last, number: str = "") -> int:
    """Returns the place of the rows of this transaction, which has the right to write.

    Args:
        connection: In the transaction.
        tenant: Whose rows.
        last: Finds their last place.
        number: The transaction's, where it is known: then PostgreSQL need not be asked each time.
    """
    if connection.dialect.name == "postgresql":
        life = _lives(connection).get(tenant) if number else None
        if life is not None:
            return (life << LIFE) + int(number)
        return _within_life(connection, tenant, last, _NOW)
    newest = last()
    while is_mysql(connection.dialect) and (again := last()) != newest:
        newest = again  # who waited for the lock got the row before, and asks who wrote meanwhile
    return newest + 1


def horizon(connection: sa.Connection, tenant: str, last: Last) -> int | None:
    """Returns the first place where rows may still appear; None where none may."""
    if connection.dialect.name != "postgresql":
        return None
    return _within_life(connection, tenant, last, _FIRST)


def last_place(table: sa.Table, column: str, dialect: sa.Dialect) -> sa.Select[Any]:
    """Returns the select of a tenant's last place; `_tenant_id` is its parameter.

    Where writers do not take turns by themselves, the next one waits for our end.
    """
    tenant = sa.bindparam("_tenant_id", type_=table.c.tenant_id.type)
    place = table.c[column]
    select = sa.select(place).where(table.c.tenant_id == tenant).order_by(place.desc()).limit(1)
    return select if dialect.name == "postgresql" else select.with_for_update()


def next_place(table: sa.Table, column: str) -> sa.ScalarSelect[int]:
    """Returns the place after the tenant's last one, for an INSERT, whose `tenant_id` it takes."""
    tenant = sa.bindparam("tenant_id", type_=table.c.tenant_id.type)
    last = sa.select(sa.func.coalesce(sa.func.max(table.c[column]) + _ONE, _ONE))
    return last.where(table.c.tenant_id == tenant).scalar_subquery()


def _within_life(connection: sa.Connection, tenant: str, last: Last, number: str) -> int:
    """Returns a number of a transaction, after all of the servers the rows lived on before.

    Numbers that this server has not given yet are of a server before. The newest row is read ahead
    of the end of the numbers: who commits in between has one that is below that end. A connection
    ends with its server, so what was seen on it holds as long as it does.
    """
    lives = _lives(connection)
    newest = None if tenant in lives else last()
    asked = f"SELECT {number}::text::bigint, {_END}::text::bigint"
    found, end = connection.exec_driver_sql(asked).one()
    if newest is not None:
        if len(lives) >= MOST:
            lives.clear()
        lives[tenant] = (newest >> LIFE) + (newest & NUMBERS >= end)
    return (lives[tenant] << LIFE) + int(found)


def _lives(connection: sa.Connection) -> dict[str, int]:
    """Returns the lives that tenants' rows are in, as seen on a connection."""
    lives: dict[str, int] = connection.info.setdefault("ik_lives", {})
    return lives
