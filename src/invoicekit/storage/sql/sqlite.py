"""SQLite: one file, one writer for the whole process, readers beside it.

WAL with `synchronous=FULL`: an issued number that a power cut takes back would be given twice.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sa

from invoicekit.errors import ConfigurationError
from invoicekit.ports.storage import UnitOfWork
from invoicekit.storage._gate import Gate
from invoicekit.storage.sql._backup import copy_file, snapshot_of
from invoicekit.storage.sql._connection import (
    add_functions,
    driver_of,
    real_path,
    refuse_to_wait_for_oneself,
)
from invoicekit.storage.sql._faults import error_of, translated
from invoicekit.storage.sql._running import Directly
from invoicekit.storage.sql._safe_disk import refuse_lazy, refuse_network
from invoicekit.storage.sql._writer import Writer
from invoicekit.storage.sql.guard import guard_tenants
from invoicekit.storage.sql.migrate import upgrade
from invoicekit.storage.sql.unit import SqlUnitOfWork

T = TypeVar("T")

PRAGMAS = (
    "busy_timeout=10000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
)
"""Set on every connection of ours; the time-out comes first, for WAL may have to wait. Without
recursive triggers INSERT OR REPLACE would delete what must stay, unseen by its trigger."""


class SqliteStorage:
    """Rows in a SQLite file.

    Storages of the same file in one process share its engine and its writer; after a fork the child
    opens its own. Other processes may write too: each waits up to ten seconds for the other.

    Args:
        path: The file; it is created where it is missing.

    Raises:
        ConfigurationError: It lies on a network file system, where locks do not hold.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = real_path(str(path))
        self._open: _Database | None = None
        self._database()

    @classmethod
    def from_path(cls, path: str | Path) -> SqliteStorage:
        """Returns the storage of a file, its schema up to date."""
        return cls(path)

    @classmethod
    def from_url(cls, url: str) -> SqliteStorage:
        """Returns the storage of `sqlite:///path`, its schema up to date.

        Raises:
            ConfigurationError: The URL names no file, another driver or settings, or the file lies
                on a network file system.
            StorageError: The file cannot be used.
        """
        try:
            parsed = sa.make_url(url)
        except (sa.exc.ArgumentError, ValueError) as problem:
            raise ConfigurationError(f"{url!r} is not a database URL") from problem
        if parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
            raise ConfigurationError(
                f"no SQLite storage by {parsed.drivername!r}", expected="sqlite:///invoices.db"
            )
        if parsed.host or parsed.database in (None, "", ":memory:"):
            raise ConfigurationError(
                "a SQLite storage needs a file",
                expected="sqlite:///invoices.db",
                hint="For rows in memory use memory://.",
            )
        if parsed.query:
            raise ConfigurationError(
                f"a SQLite storage takes no settings by URL: {', '.join(parsed.query)}",
                expected="sqlite:///invoices.db",
                hint="Each commit waits for the disk; nothing less is safe for issued numbers.",
            )
        return cls(str(parsed.database))

    @property
    def engine(self) -> sa.Engine:
        """The engine, for a host that wants transactions of its own on this file."""
        return self._database().engine

    def submit(self, tenant: str, work: Callable[[UnitOfWork], T]) -> Future[T]:
        """Returns the future of a write: for an event loop, which awaits instead of blocking."""
        refuse_to_wait_for_oneself(self._path)
        return self._database().writer.submit(tenant, work)

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction, alone or with others that wait, and returns its result."""
        refuse_to_wait_for_oneself(self._path)
        return self._database().writer.run(tenant, work)

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a consistent snapshot and returns its result.

        As in the writer, SQLAlchemy joins in where a work needs it: what it looks up for the
        columns of a page costs as much as their rows.
        """
        gate = Gate(tenant, read_only=True)
        with self._database().reader.connect() as connection:
            driver = driver_of(connection)
            with translated(connection, self._path):
                driver.execute("BEGIN DEFERRED")
            try:
                return work(SqlUnitOfWork(connection, gate, run=Directly(driver)))
            finally:
                gate.close()

    def backup(
        self, target: Path | str, progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Copies the file as it is at this moment, while others read and write.

        Args:
            target: A path that is not taken.
            progress: Told how many pages of how many are copied.

        Raises:
            StorageError: The path is taken, or the copy could not be made.
        """
        with self._database().reader.connect() as connection:
            copy_file(snapshot_of(connection), Path(target), progress)

    def close(self) -> None:
        """Lets go of the file; the last storage of a file ends its writer."""
        if self._open is not None:
            self._open.release()
            self._open = None

    def _database(self) -> _Database:
        if self._open is None or self._open.process != os.getpid():
            self._open = _Database.of(self._path)
        return self._open


class _Database:
    """One file in one process."""

    _known: ClassVar[dict[tuple[int, str], _Database]] = {}
    _lock = threading.Lock()

    def __init__(self, path: str) -> None:
        self.process = os.getpid()
        self.path = path
        self.users = 0
        refuse_network(path)
        self.engine = engine_for(path)
        self.reader = self.engine.execution_options(ik_begin="DEFERRED")
        try:
            upgrade(self.engine)
        except sa.exc.SQLAlchemyError as problem:
            self.engine.dispose()
            raise error_of(problem, path) from problem
        self.writer = Writer(self.engine)

    @classmethod
    def of(cls, path: str) -> _Database:
        """Returns the file's one, and counts its user."""
        with cls._lock:
            key = (os.getpid(), path)
            if key not in cls._known:
                cls._known[key] = cls(path)
            cls._known[key].users += 1
            return cls._known[key]

    def release(self) -> None:
        """Closes it after its last user."""
        with self._lock:
            self.users -= 1
            if self.users or self.process != os.getpid():
                return
            del self._known[self.process, self.path]
        self.writer.close()
        self.engine.dispose()


def engine_for(path: str) -> sa.Engine:
    """Returns an engine on a SQLite file, set up as invoices need it."""
    engine = sa.create_engine(sa.URL.create("sqlite", database=path), hide_parameters=True)
    guard_tenants(engine)

    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver neither begins nor commits on its own
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()
        refuse_lazy(connection.execute, path)
        add_functions(connection)

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        kind = connection.get_execution_options().get("ik_begin", "IMMEDIATE")
        driver = driver_of(connection)
        if driver.in_transaction:
            return  # the writer has begun
        with translated(connection, path):
            driver.execute(f"BEGIN {kind}")

    return engine
