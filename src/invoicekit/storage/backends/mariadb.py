"""`mariadb+pymysql://…`: a MariaDB server, by PyMySQL."""

from __future__ import annotations

from invoicekit.errors import MissingExtra
from invoicekit.ports.storage import Storage
from invoicekit.registry import installed
from invoicekit.storage.async_threads import AsyncThreadsStorage
from invoicekit.storage.backends import Backend
from invoicekit.storage.sql.mariadb import MariaStorage


def open_server(url: str) -> Storage:
    """Returns the storage.

    Raises:
        MissingExtra: PyMySQL is not installed.
        ConfigurationError, StorageError.
    """
    if not installed("pymysql"):
        raise MissingExtra("mariadb", feature="storage on MariaDB", package="pymysql")
    return MariaStorage.from_url(url)


BACKEND = Backend(
    open_server,
    lambda storage, url: AsyncThreadsStorage(storage),  # noqa: ARG005  # the URL is the storage's
)
