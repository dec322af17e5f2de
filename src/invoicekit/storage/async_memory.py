"""Rows in memory for an event loop: works only compute, so they run on the loop itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from invoicekit.ports.storage import Storage, UnitOfWork

T = TypeVar("T")


class AsyncMemoryStorage:
    """Rows in dicts.

    Args:
        storage: A `MemoryStorage`.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    @property
    def blocking(self) -> Storage:
        """The same storage, for threads."""
        return self._storage

    async def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction and returns its result."""
        return self._storage.write(tenant, work)

    async def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a snapshot and returns its result."""
        return self._storage.read(tenant, work)

    async def close(self) -> None:
        """Lets go of the storage."""
        self._storage.close()
