"""`postgresql+psycopg://…`: a PostgreSQL server, by psycopg 3."""

from __future__ import annotations

from invoicekit.errors import MissingExtra
from invoicekit.ports.storage import AsyncStorage, Storage
from invoicekit.registry import installed
from invoicekit.storage.backends import Backend
from invoicekit.storage.sql.postgres import PostgresStorage


def open_server(url: str) -> Storage:
    """Returns the storage; SQLAlchemy looks for the driver only when it connects.

    Raises:
        MissingExtra: psycopg is not installed.
        ConfigurationError, StorageError.
    """
    if not installed("psycopg"):
        raise MissingExtra("postgres", feature="storage on PostgreSQL", package="psycopg")
    return PostgresStorage.from_url(url)


def awaited(storage: Storage, url: str) -> AsyncStorage:
    """Returns the same database for an event loop, by psycopg's async connections."""
    from invoicekit.storage.sql.async_postgres import AsyncPostgresStorage, async_engine_for

    return AsyncPostgresStorage(async_engine_for(url), storage)


BACKEND = Backend(open_server, awaited)
