"""Rows in the host's own transaction: a savepoint for each work, no commit, no retry, no queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from invoicekit.errors import ConfigurationError, Locked
from invoicekit.ports.storage import UnitOfWork
from invoicekit.storage._gate import Gate
from invoicekit.storage.sql._connection import add_functions, begin_really, driver_of, hold
from invoicekit.storage.sql._django import DjangoConnection, borrowed, is_django
from invoicekit.storage.sql._faults import translated
from invoicekit.storage.sql._safe_disk import refuse_lazy
from invoicekit.storage.sql.row_security import name_tenant
from invoicekit.storage.sql.unit import SqlUnitOfWork

T = TypeVar("T")

Host: TypeAlias = sa.Connection | Session | DjangoConnection

AGAIN = (
    "Roll the host's transaction back and run it again; on SQLite begin it with BEGIN IMMEDIATE."
)


class BoundStorage:
    """The transaction that a connection or a session of the host is in.

    What a work wrote is there for the host at once and for others when the host commits. A work
    that fails is undone alone. On SQLite other writes of this context on the same file are refused
    until the host is done, for they would wait for it.

    Args:
        host: The connection or session; a session is flushed before each work.

    Raises:
        ConfigurationError: It is neither, nor Django's.
    """

    def __init__(self, host: Host) -> None:
        if not isinstance(host, sa.Connection | Session) and not is_django(host):
            raise ConfigurationError(
                f"a {type(host).__name__} is no transaction to work in",
                expected="a SQLAlchemy Connection or Session, or a connection of Django",
            )
        self._host = host
        self._borrowed: sa.Connection | None = None

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work inside a savepoint and returns its result.

        Raises:
            ConfigurationError: The connection is in autocommit mode, so there is no transaction,
                or its commits do not wait for the disk.
            Locked: The host's transaction lost a race; roll it back and run it again.
        """
        connection = self._connection()
        gate = Gate(tenant, read_only=False)
        try:
            with translated(connection, "transaction"):
                _begin(connection)
                name_tenant(connection, tenant)
                hold(connection)
                with connection.begin_nested():
                    result = work(SqlUnitOfWork(connection, gate))
                    gate.finish()
        except Locked as problem:
            problem.hint = AGAIN
            raise
        finally:
            gate.close()
        return result

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on what the host's transaction sees and returns its result."""
        connection = self._connection()
        gate = Gate(tenant, read_only=True)
        try:
            name_tenant(connection, tenant)
            return work(SqlUnitOfWork(connection, gate))
        finally:
            gate.close()

    def close(self) -> None:
        """Does nothing: the host opened the connection and closes it."""

    def _connection(self) -> sa.Connection:
        if isinstance(self._host, sa.Connection):
            connection = self._host
        elif isinstance(self._host, Session):
            self._host.flush()
            connection = self._host.connection()
        else:
            connection = self._borrowed = borrowed(self._host, self._borrowed)
        if connection.dialect.name == "sqlite":
            add_functions(connection.connection.dbapi_connection)
        return connection


def _begin(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        refuse_lazy(connection.exec_driver_sql, str(connection.engine.url.database))
    if _autocommits(connection):
        raise ConfigurationError(
            "the connection is in autocommit mode and has no transaction to work in",
            hint="Begin one: transaction.atomic() in Django; an engine without "
            "isolation_level='AUTOCOMMIT' in SQLAlchemy.",
        )
    begin_really(connection)


def _autocommits(connection: sa.Connection) -> bool:
    """Whether the host has begun nothing that it would commit; SQLAlchemy begins SQLite's late."""
    if connection.dialect.name == "postgresql":
        return bool(driver_of(connection).autocommit)
    return connection.dialect.driver == "django" and not driver_of(connection).in_transaction
