"""`mysql+pymysql://…`: a MySQL server by the SQL of MariaDB; nobody has tested it on one."""

from __future__ import annotations

from invoicekit.errors import MissingExtra
from invoicekit.ports.storage import Storage
from invoicekit.registry import installed
from invoicekit.storage.async_threads import AsyncThreadsStorage
from invoicekit.storage.backends import Backend
from invoicekit.storage.sql.mariadb import MariaStorage


def open_server(url: str) -> Storage:
    """Returns the storage; the server may be a MariaDB, too.

    Raises:
        MissingExtra: PyMySQL is not installed.
        ConfigurationError, StorageError.
    """
    if not installed("pymysql"):
        raise MissingExtra("mariadb", feature="storage on MySQL", package="pymysql")
    return MariaStorage.from_url(url)


BACKEND = Backend(
    open_server,
    lambda storage, url: AsyncThreadsStorage(storage),  # noqa: ARG005  # the URL is the storage's
)
