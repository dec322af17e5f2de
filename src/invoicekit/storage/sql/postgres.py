"""PostgreSQL by psycopg 3: a pool, row locks, time-outs of each transaction, and runs again.

READ COMMITTED with row locks is enough for what is written; reads see one snapshot. A connection
that breaks over a commit leaves no doubt: each write knows the number of its transaction, and the
server says what became of it.
"""

from __future__ import annotations

from typing import ClassVar

import sqlalchemy as sa

from invoicekit.errors import ConfigurationError
from invoicekit.storage.sql._served import ServedStorage
from invoicekit.storage.sql._transaction import (
    ASKED_AFTER,
    SNAPSHOT,
    CommitLost,
    begun,
    status_of,
)
from invoicekit.storage.sql.guard import guard_tenants


class PostgresStorage(ServedStorage):
    """Rows in a PostgreSQL database, by psycopg."""

    reading: ClassVar = SNAPSHOT

    @staticmethod
    def _engine_for(url: str) -> sa.Engine:
        return engine_for(url)

    def _outcome(self, tenant: str, lost: CommitLost) -> str | None:  # noqa: ARG002  # its number tells
        status = self._asked(lost.number)
        for seconds in ASKED_AFTER:
            if status in ("committed", "aborted"):
                break
            self._pause(seconds)
            status = self._asked(lost.number)
        return status

    def _asked(self, number: str) -> str | None:
        try:
            with self._reader.connect() as connection:
                return status_of(connection, number)
        except sa.exc.SQLAlchemyError:
            return None


def engine_for(url: str) -> sa.Engine:
    """Returns an engine on a PostgreSQL database, set up as invoices need it.

    Raises:
        ConfigurationError: The URL is none, or names another driver than psycopg.
    """
    engine = sa.create_engine(
        url_of(url), pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True
    )
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
