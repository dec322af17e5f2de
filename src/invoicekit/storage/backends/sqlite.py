"""`sqlite:///path`: one file."""

from __future__ import annotations

from invoicekit.ports.storage import AsyncStorage, Storage
from invoicekit.storage.backends import Backend
from invoicekit.storage.sql.sqlite import SqliteStorage


def awaited(storage: Storage, _url: str) -> AsyncStorage:
    """Returns the file for an event loop, by the same writer."""
    from invoicekit.storage.sql.async_sqlite import AsyncSqliteStorage

    assert isinstance(storage, SqliteStorage)
    return AsyncSqliteStorage(storage)


BACKEND = Backend(SqliteStorage.from_url, awaited)
