"""Django's open transaction as SQLAlchemy sees it: the same connection, which Django alone ends.

A dialect that commits nothing, rolls nothing back and closes nothing, on the driver's connection
of Django. Django itself is not imported: its connection is known by what it has.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Protocol, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import NullPool

from invoicekit.errors import ConfigurationError

Driver: TypeAlias = Any
"""A connection of `sqlite3` or psycopg."""
_LENT: ContextVar[Driver] = ContextVar("invoicekit_lent")
"""What the engine's next connection is."""


class DjangoConnection(Protocol):
    """What we ask of `django.db.connection`.

    Attributes:
        vendor: Which database it is.
        connection: The driver's; None before the first query.
        settings_dict: Of its alias, in `DATABASES`.
    """

    vendor: str
    connection: Driver | None
    settings_dict: dict[str, Any]

    def ensure_connection(self) -> None:
        """Connects, where it is not connected."""


class _Borrowed:
    """Ends and sets up nothing: that is for who lent the connection."""

    supports_statement_cache = True
    driver = "django"

    def on_connect(self) -> Any:
        return None

    def do_commit(self, dbapi_connection: Driver) -> None:
        pass

    def do_rollback(self, dbapi_connection: Driver) -> None:
        pass

    def do_close(self, dbapi_connection: Driver) -> None:
        pass

    def do_terminate(self, dbapi_connection: Driver) -> None:
        pass


class BorrowedSqlite(_Borrowed, SQLiteDialect_pysqlite):
    """On Django's `sqlite3`, whose converters give dates as dates."""

    supports_statement_cache = True


class BorrowedPostgres(_Borrowed, PGDialect_psycopg):
    """On Django's psycopg 3."""

    supports_statement_cache = True


_SETTINGS: dict[str, dict[str, bool]] = {
    "sqlite": {"native_datetime": True},
    "postgresql": {"use_native_hstore": False},
}
registry.register("sqlite.invoicekit_django", __name__, BorrowedSqlite.__name__)
registry.register("postgresql.invoicekit_django", __name__, BorrowedPostgres.__name__)


def is_django(host: object) -> bool:
    """Says whether a host is a connection of Django."""
    return all(hasattr(host, name) for name in ("vendor", "ensure_connection", "in_atomic_block"))


def borrowed(host: DjangoConnection, before: sa.Connection | None) -> sa.Connection:
    """Returns Django's connection as SQLAlchemy's.

    Args:
        host: Django's.
        before: What was returned last; it is again, until Django has connected anew.

    Raises:
        ConfigurationError: Its database or driver is not one we know.
    """
    host.ensure_connection()
    driver = host.connection
    if before and not before.invalidated and before.connection.driver_connection is driver:
        return before
    engine = _engine(host.vendor, str(host.settings_dict["NAME"]), type(driver).__module__)
    token = _LENT.set(driver)
    try:
        return engine.connect()
    finally:
        _LENT.reset(token)


@lru_cache(maxsize=64)
def _engine(vendor: str, name: str, driver: str) -> sa.Engine:
    """Returns the engine of a database of Django's; it opens no connection of its own."""
    if vendor not in _SETTINGS or driver.partition(".")[0] == "psycopg2":
        raise ConfigurationError(
            f"Django's connection to {vendor} by {driver} cannot be shared",
            where=name,
            expected="SQLite, or PostgreSQL by psycopg 3",
            hint="Open a kit of its own: InvoiceKit.from_url(…).",
        )
    url = sa.URL.create(f"{vendor}+invoicekit_django", database=name)
    return sa.create_engine(url, creator=_LENT.get, poolclass=NullPool, **_SETTINGS[vendor])
