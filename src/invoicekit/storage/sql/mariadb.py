"""MariaDB by PyMySQL: a pool, row locks, and runs again; in SQL that MySQL takes, too.

READ COMMITTED with row locks for what is written: under MariaDB's own REPEATABLE READ a plain read
would show the past beside what is locked, and gaps would be locked, too. Reads see one snapshot. A
connection that breaks over a commit leaves no doubt: a row that was written is looked for, with a
lock, so that a commit still under way is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa

from invoicekit.errors import ConfigurationError, InvoiceKitError
from invoicekit.model.stored import Row, kind_of
from invoicekit.ports.storage import UnitOfWork
from invoicekit.storage._gate import Gate
from invoicekit.storage._values import as_stored
from invoicekit.storage.sql._faults import error_of, run_again, translated
from invoicekit.storage.sql._transaction import CommitLost, in_snapshot, in_transaction, settled
from invoicekit.storage.sql.guard import guard_tenants
from invoicekit.storage.sql.migrate import upgrade
from invoicekit.storage.sql.unit import SqlUnitOfWork

T = TypeVar("T")

SESSION = {
    "sql_mode": "'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION'",
    "innodb_lock_wait_timeout": "10",
    "default_storage_engine": "InnoDB",
}
"""Set on every connection of ours; without a strict mode texts would be cut to fit, unseen."""

LIMITS = {"max_statement_time": "60", "idle_transaction_timeout": "60"}
"""Seconds, of MariaDB alone: MySQL has no such limits for what is written."""

SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


class MariaStorage:
    """Rows in a MariaDB database.

    Args:
        engine: By PyMySQL; as `engine_for` makes it.
        pause: Waits so many seconds before something is tried again.
    """

    def __init__(self, engine: sa.Engine, *, pause: Callable[[float], None] = time.sleep) -> None:
        self.engine = engine
        self._reader = engine.execution_options(ik_snapshot=True)
        self._pause = pause

    @classmethod
    def from_url(cls, url: str) -> MariaStorage:
        """Returns the storage of `mariadb+pymysql://…`, its schema up to date.

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
            settled(lost, self._outcome(tenant, lost.witness))
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

    def _outcome(self, tenant: str, witness: Row | None) -> str | None:
        if witness is None:  # nothing was written
            return "committed"
        for attempt in range(5):
            try:
                return self._told_by(tenant, witness)
            except (InvoiceKitError, sa.exc.SQLAlchemyError):
                self._pause(0.1 * 2**attempt)
        return None

    def _told_by(self, tenant: str, witness: Row) -> str | None:
        """Returns what became of the transaction that wrote a row, None where others wrote over it.

        The lock waits for a transaction that is still under way.
        """
        kind, gate = kind_of(type(witness)), Gate(tenant, read_only=False)
        with self.engine.connect() as connection, translated(connection, kind.table):
            unit = SqlUnitOfWork(connection, gate)
            (found,) = unit.get(type(witness), [kind.identity(witness)], lock=True)
        if found == as_stored(kind, witness):
            return "committed"
        if found is None or not kind.versioned:
            return "aborted"
        before: Any = found
        after: Any = witness
        return "aborted" if before.revision < after.revision else None


def engine_for(url: str) -> sa.Engine:
    """Returns an engine on a MariaDB or MySQL database, set up as invoices need it.

    Raises:
        ConfigurationError: The URL is none, or names another driver than PyMySQL.
    """
    engine = sa.create_engine(
        url_of(url),
        isolation_level="READ COMMITTED",
        pool_size=10,
        max_overflow=20,
        pool_pre_ping=True,
        pool_recycle=3600,  # the server ends what is idle for eight hours
    )
    guard_tenants(engine)
    sa.event.listen(engine, "connect", _connected)
    sa.event.listen(engine, "begin", _begun)
    return engine


def url_of(url: str) -> sa.URL:
    """Returns the URL with its driver.

    Raises:
        ConfigurationError: It is none, or names another driver than PyMySQL.
    """
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as problem:
        raise ConfigurationError("that is not a database URL", where=url) from problem
    name, _, driver = parsed.drivername.partition("+")
    if driver not in ("", "pymysql"):
        raise ConfigurationError(
            f"no MariaDB storage by {parsed.drivername!r}",
            expected="mariadb+pymysql://user@host/name",
        )
    return parsed.set(drivername=f"{name}+pymysql").update_query_dict({"charset": "utf8mb4"})


def _connected(connection: Any, _record: object) -> None:
    settings = dict(SESSION)
    if "MariaDB" in str(connection.get_server_info()):
        settings |= LIMITS
    asked = ", ".join(f"SESSION {name} = {value}" for name, value in settings.items())
    with connection.cursor() as cursor:
        cursor.execute(f"SET {asked}")


def _begun(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("ik_snapshot"):
        connection.exec_driver_sql(SNAPSHOT)
