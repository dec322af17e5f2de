"""PostgreSQL for an event loop: psycopg's async connections, the same works by `run_sync`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from invoicekit.ports.storage import Storage, UnitOfWork
from invoicekit.storage.sql._faults import error_of, run_again_async
from invoicekit.storage.sql._transaction import (
    ASKED_AFTER,
    SNAPSHOT,
    CommitLost,
    in_snapshot,
    in_transaction,
    settled,
    status_of,
)
from invoicekit.storage.sql.postgres import set_up, url_of

T = TypeVar("T")


class AsyncPostgresStorage:
    """Rows in a PostgreSQL database, awaited.

    A task that is cancelled takes its connection with it: what was not committed is rolled back.

    Args:
        engine: By psycopg; as `async_engine_for` makes it.
        blocking: The same database, for threads.
        pause: Awaits so many seconds before something is tried again.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        blocking: Storage,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.engine = engine
        self.blocking = blocking
        self._reader = engine.execution_options(**SNAPSHOT)
        self._pause = pause

    async def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction, again while the database asks for it; returns its result.

        Raises:
            OutcomeUnknown: The connection broke during the commit and the server cannot be asked.
        """
        return await run_again_async(lambda: self._once(tenant, work), pause=self._pause)

    async def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a consistent snapshot, again after a lost connection; returns its result."""
        return await run_again_async(lambda: self._read(tenant, work), pause=self._pause)

    async def close(self) -> None:
        """Lets go of the connections."""
        await self.engine.dispose()
        await asyncio.to_thread(self.blocking.close)

    async def _once(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        try:
            async with self._connected(self.engine) as connection:
                return await connection.run_sync(in_transaction, tenant, work)
        except CommitLost as lost:
            settled(lost, await self._outcome(lost.number))
            return lost.result  # type: ignore[no-any-return]  # it is the work's

    async def _read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        async with self._connected(self._reader) as connection:
            return await connection.run_sync(in_snapshot, tenant, work)

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        connection = engine.connect()
        try:
            await connection.start()
        except sa.exc.SQLAlchemyError as problem:
            raise error_of(problem, engine.url.render_as_string()) from problem
        try:
            yield connection
        finally:
            await asyncio.shield(connection.close())  # also when the task is cancelled once more

    async def _outcome(self, number: str) -> str | None:
        status = await self._asked(number)
        for seconds in ASKED_AFTER:
            if status in ("committed", "aborted"):
                break
            await self._pause(seconds)
            status = await self._asked(number)
        return status

    async def _asked(self, number: str) -> str | None:
        try:
            async with self._reader.connect() as connection:
                return await connection.run_sync(status_of, number)
        except sa.exc.SQLAlchemyError:
            return None


def async_engine_for(url: str, **options: Any) -> AsyncEngine:
    """Returns an async engine on a PostgreSQL database, set up as invoices need it.

    Args:
        url: As of `engine_for`.
        options: Of `create_async_engine`; a pool belongs to one event loop.

    Raises:
        ConfigurationError: The URL is none, or names another driver than psycopg.
    """
    pool = {"pool_size": 10, "max_overflow": 20, "pool_pre_ping": True}
    engine = create_async_engine(url_of(url), hide_parameters=True, **(options or pool))
    set_up(engine.sync_engine)
    return engine
