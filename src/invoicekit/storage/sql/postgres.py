"""PostgreSQL by psycopg 3: a pool, row locks, time-outs of each transaction, and runs again.

READ COMMITTED with row locks is enough for what is written; reads see one snapshot. A connection
that breaks over a commit leaves no doubt: each write knows the number of its transaction, and the
server says what became of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import sqlalchemy as sa

from invoicekit.errors import ConfigurationError, OutcomeUnknown
from invoicekit.ports.storage import UnitOfWork
from invoicekit.storage._gate import Gate
from invoicekit.storage.sql._faults import error_of, is_lost, run_again, translated
from invoicekit.storage.sql.guard import guard_tenants
from invoicekit.storage.sql.migrate import upgrade
from invoicekit.storage.sql.row_security import SETTING
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
        pause: Waits so many seconds before something is tried again.
    """

    def __init__(self, engine: sa.Engine, *, pause: Callable[[float], None] = time.sleep) -> None:
        self.engine = engine
        self._pause = pause
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
        """Runs work in a transaction, again while the database asks for it; returns its result.

        Raises:
            OutcomeUnknown: The connection broke during the commit and the server cannot be asked.
        """
        return run_again(lambda: self._once(tenant, work), pause=self._pause)

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a consistent snapshot, again after a lost connection; returns its result."""
        return run_again(lambda: self._read(tenant, work), pause=self._pause)

    def close(self) -> None:
        """Lets go of the connections."""
        self.engine.dispose()

    def _once(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        gate = Gate(tenant, read_only=False)
        with self._connected(self.engine, tenant) as connection:
            transaction = connection.begin()
            try:
                result = work(SqlUnitOfWork(connection, gate))
                gate.finish()
            except BaseException:
                transaction.rollback()
                raise
            finally:
                gate.close()
            self._commit(transaction, connection.info["ik_transaction"])
            return result

    def _read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        gate = Gate(tenant, read_only=True)
        with self._connected(self._reader, tenant) as connection:
            try:
                return work(SqlUnitOfWork(connection, gate))
            finally:
                gate.close()

    @contextmanager
    def _connected(self, engine: sa.Engine, tenant: str) -> Iterator[sa.Connection]:
        try:
            connection = engine.connect()
        except sa.exc.SQLAlchemyError as problem:
            raise error_of(problem, engine.url.render_as_string()) from problem
        with connection, translated(connection, "transaction"):
            yield connection.execution_options(ik_tenant=tenant)

    def _commit(self, transaction: sa.RootTransaction, number: str) -> None:
        """Commits; where the connection breaks over it, asks the server what became of it."""
        try:
            transaction.commit()
        except sa.exc.DBAPIError as problem:
            if not is_lost(problem):
                raise
            outcome = self._outcome(number)
            if outcome == "aborted":
                raise  # as a lost connection: nothing is there, all may be run again
            if outcome != "committed":
                raise OutcomeUnknown(
                    "the connection broke while the database committed",
                    where=f"transaction {number}",
                    hint="Call again with the same idempotency key: nothing is done twice.",
                ) from problem

    def _outcome(self, number: str) -> str | None:
        """Returns `committed`, `aborted`, or what else the server says of a transaction."""
        status: str | None = None
        for attempt in range(5):
            try:
                with self._reader.connect() as connection:
                    asked = "SELECT pg_xact_status(%s::xid8)"
                    found = connection.exec_driver_sql(asked, (number,)).scalar()
                    status = str(found) if found else None
            except sa.exc.SQLAlchemyError:
                status = None
            if status in ("committed", "aborted"):
                return status
            self._pause(0.1 * 2**attempt)
        return status


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
    sa.event.listen(engine, "begin", _begun)
    return engine


def _begun(connection: sa.Connection) -> None:
    """Sets the limits and names the tenant; a write keeps the number of its transaction."""
    options = connection.get_execution_options()
    settings = {**LIMITS, SETTING: options.get("ik_tenant", "")}
    asked = ", ".join("set_config(%s, %s, true)" for _ in settings)
    if not options.get("postgresql_readonly"):
        asked = f"pg_current_xact_id()::text, {asked}"
    values = tuple(part for setting in settings.items() for part in setting)
    connection.info["ik_transaction"] = connection.exec_driver_sql(
        f"SELECT {asked}", values
    ).scalar()
