"""Any storage for an event loop, by threads: where the driver has no way to be awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from invoicekit.ports.storage import Storage, UnitOfWork

T = TypeVar("T")


class AsyncThreadsStorage:
    """Rows of another storage, each transaction in a thread that the loop does not wait for.

    A task that is cancelled waits no more; its transaction ends by itself, whole or not at all.

    Args:
        storage: What may be used from many threads.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    @property
    def blocking(self) -> Storage:
        """The same storage, for threads."""
        return self._storage

    async def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction and returns its result."""
        return await asyncio.to_thread(self._storage.write, tenant, work)

    async def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a snapshot and returns its result."""
        return await asyncio.to_thread(self._storage.read, tenant, work)

    async def close(self) -> None:
        """Lets go of the storage."""
        await asyncio.to_thread(self._storage.close)
