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

from invoicekit.errors import ConfigurationError
from invoicekit.ports.storage import UnitOfWork
from invoicekit.storage.sql._faults import error_of, run_again
from invoicekit.storage.sql._transaction import (
    SNAPSHOT,
    CommitLost,
    begun,
    in_snapshot,
    in_transaction,
    settled,
    status_of,
)
from invoicekit.storage.sql.guard import guard_tenants
from invoicekit.storage.sql.migrate import upgrade

T = TypeVar("T")


class PostgresStorage:
    """Rows in a PostgreSQL database.

    Args:
        engine: By psycopg; as `engine_for` makes it.
        pause: Waits so many seconds before something is tried again.
    """

    def __init__(self, engine: sa.Engine, *, pause: Callable[[float], None] = time.sleep) -> None:
        self.engine = engine
        self._reader = engine.execution_options(**SNAPSHOT)
        self._pause = pause

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
        try:
            with self._connected(self.engine) as connection:
                return in_transaction(connection, tenant, work)
        except CommitLost as lost:
            settled(lost, self._outcome(lost.number))
            return lost.result  # type: ignore[no-any-return]  # it is the work's

    def _read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        with self._connected(self._reader) as connection:
            return in_snapshot(connection, tenant, work)

    @contextmanager
    def _connected(self, engine: sa.Engine) -> Iterator[sa.Connection]:
        try:
            connection = engine.connect()
        except sa.exc.SQLAlchemyError as problem:
            raise error_of(problem, engine.url.render_as_string()) from problem
        with connection:
            yield connection

    def _outcome(self, number: str) -> str | None:
        status: str | None = None
        for attempt in range(5):
            try:
                with self._reader.connect() as connection:
                    status = status_of(connection, number)
            except sa.exc.SQLAlchemyError:
                status = None
            if status in ("committed", "aborted"):
                break
            self._pause(0.1 * 2**attempt)
        return status


def engine_for(url: str) -> sa.Engine:
    """Returns an engine on a PostgreSQL database, set up as invoices need it.

    Raises:
        ConfigurationError: The URL is none, or names another driver than psycopg.
    """
    engine = sa.create_engine(url_of(url), pool_size=10, max_overflow=20, pool_pre_ping=True)
    set_up(engine)
    return engine


def url_of(url: str) -> sa.URL:
    """Returns the URL with its driver.

    Raises:
        ConfigurationError: It is none, or names another driver than psycopg.
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
    return parsed


def set_up(engine: sa.Engine) -> None:
    """Guards the tenants, and sets the limits of each transaction."""
    guard_tenants(engine)
    sa.event.listen(engine, "begin", begun)
