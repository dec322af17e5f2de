"""PostgreSQL by psycopg 3: a pool, row locks, time-outs of each transaction, and runs again.

READ COMMITTED with row locks is enough for what is written; reads see one snapshot.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa

from invoicekit.errors import ConfigurationError
from invoicekit.ports.storage import UnitOfWork
from invoicekit.storage._gate import Gate
from invoicekit.storage.sql._faults import error_of, run_again, translated
from invoicekit.storage.sql.guard import guard_tenants
from invoicekit.storage.sql.migrate import upgrade
from invoicekit.storage.sql.unit import SqlUnitOfWork

T = TypeVar("T")

LIMITS = {
    "lock_timeout": "10s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
}
"""Set for each transaction alone, so that a pooler in between does no harm."""


class PostgresStorage:
    """Rows in a PostgreSQL database.

    Args:
        engine: By psycopg; as `engine_for` makes it.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._reader = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @classmethod
    def from_url(cls, url: str) -> PostgresStorage:
        """Returns the storage of `postgresql+psycopg://…`, its schema up to date.

        Raises:
            ConfigurationError: The URL is none, or names another driver.
            StorageError: The database cannot be reached.
        """
        engine = engine_for(url)
        try:
            upgrade(engine)
        except sa.exc.SQLAlchemyError as problem:
            engine.dispose()
            raise error_of(problem, engine.url.render_as_string()) from problem
        return cls(engine)

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction, again while the database asks for it; returns its result."""
        return run_again(lambda: self._once(tenant, work))

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a consistent snapshot and returns its result."""
        gate = Gate(tenant, read_only=True)
        with self._reader.connect() as connection, translated(connection, "transaction"):
            try:
                return work(SqlUnitOfWork(connection, gate))
            finally:
                gate.close()

    def close(self) -> None:
        """Lets go of the connections."""
        self.engine.dispose()

    def _once(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        gate = Gate(tenant, read_only=False)
        with (
            self.engine.connect() as connection,
            translated(connection, "transaction"),
            connection.begin(),
        ):
            try:
                result = work(SqlUnitOfWork(connection, gate))
                gate.finish()
            finally:
                gate.close()
            return result


def engine_for(url: str) -> sa.Engine:
    """Returns an engine on a PostgreSQL database, set up as invoices need it.

    Raises:
        ConfigurationError: The URL is none, or names another driver than psycopg.
    """
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as problem:
        raise ConfigurationError("that is not a database URL", where=url) from problem
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "postgresql+psycopg":
        raise ConfigurationError(
            f"no PostgreSQL storage by {parsed.drivername!r}",
            expected="postgresql+psycopg://user@host/name",
        )
    engine = sa.create_engine(parsed, pool_size=10, max_overflow=20, pool_pre_ping=True)
    guard_tenants(engine)
    limits = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in LIMITS.items())

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql(f"SELECT {limits}")

    return engine
