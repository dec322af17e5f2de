"""The servers that PyMySQL speaks to: one storage, by the name of the server."""

from __future__ import annotations

from invoicekit.errors import MissingExtra
from invoicekit.ports.storage import Storage
from invoicekit.registry import installed
from invoicekit.storage.async_threads import AsyncThreadsStorage
from invoicekit.storage.backends import Backend
from invoicekit.storage.sql.mariadb import MariaStorage


def by_pymysql(server: str) -> Backend:
    """Returns the backend.

    Args:
        server: What people call it, for the error where PyMySQL is missing.
    """

    def opened(url: str) -> Storage:
        if not installed("pymysql"):
            raise MissingExtra("mariadb", feature=f"storage on {server}", package="pymysql")
        return MariaStorage.from_url(url)

    return Backend(
        opened,
        lambda storage, url: AsyncThreadsStorage(storage),  # noqa: ARG005  # the URL is the storage's
    )
