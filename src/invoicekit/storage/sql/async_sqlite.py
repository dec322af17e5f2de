"""SQLite for an event loop: writes await the file's one writer, reads a few threads of their own.

aiosqlite would give each connection a thread and each statement two hops: a fifth of the rate.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from invoicekit.ports.storage import Storage, UnitOfWork
from invoicekit.storage.sql.sqlite import SqliteStorage

T = TypeVar("T")

READERS = 4
"""Reads at once: more would only wait for Python."""


class AsyncSqliteStorage:
    """Rows in a SQLite file, awaited.

    A task that is cancelled while its work waits for its turn leaves nothing; once the work runs it
    is finished and committed with those beside it, and only its answer is lost.
    """

    def __init__(self, storage: SqliteStorage) -> None:
        self._storage = storage
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="invoicekit-reader")

    @property
    def blocking(self) -> Storage:
        """The same storage, for threads."""
        return self._storage

    async def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction, alone or with others that wait, and returns its result."""
        return await asyncio.wrap_future(self._storage.submit(tenant, work))

    async def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a consistent snapshot and returns its result."""
        context = contextvars.copy_context()
        job = partial(context.run, self._storage.read, tenant, work)
        return await asyncio.get_running_loop().run_in_executor(self._readers, job)

    async def close(self) -> None:
        """Lets go of the file and the threads."""
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        self._readers.shutdown()
        self._storage.close()
