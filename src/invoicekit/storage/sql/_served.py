"""Rows on a server: a pool, transactions that are run again, reads on one snapshot."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar, Self, TypeVar

import sqlalchemy as sa

from invoicekit.ports.storage import UnitOfWork
from invoicekit.storage.sql._faults import error_of, run_again
from invoicekit.storage.sql._transaction import CommitLost, in_snapshot, in_transaction, settled
from invoicekit.storage.sql.migrate import upgrade

T = TypeVar("T")


class ServedStorage(ABC):
    """What the servers have in common; each says what became of a commit nobody heard of.

    Args:
        engine: As the storage's own `engine_for` makes it.
        pause: Waits so many seconds before something is tried again.
    """

    reading: ClassVar[dict[str, object]]
    """The execution options of a read."""

    def __init__(self, engine: sa.Engine, *, pause: Callable[[float], None] = time.sleep) -> None:
        self.engine = engine
        self._reader = engine.execution_options(**self.reading)
        self._pause = pause

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Returns the storage of a URL, its schema up to date.

        Raises:
            ConfigurationError: The URL is none, or names another driver.
            StorageError: The database cannot be reached.
        """
        engine = cls._engine_for(url)
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

    @staticmethod
    @abstractmethod
    def _engine_for(url: str) -> sa.Engine:
        """Returns an engine on a database, set up as invoices need it."""

    @abstractmethod
    def _outcome(self, tenant: str, lost: CommitLost) -> str | None:
        """Returns `committed`, `aborted`, or None where the server does not say."""

    def _once(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        try:
            with self._connected(self.engine) as connection:
                return in_transaction(connection, tenant, work)
        except CommitLost as lost:
            settled(lost, self._outcome(tenant, lost))
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
