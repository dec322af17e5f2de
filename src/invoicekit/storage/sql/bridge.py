"""From a coroutine into functions that wait, and back: SQLAlchemy's own way, by greenlets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.util import await_only, greenlet_spawn

T = TypeVar("T")


class GreenletBridge:
    """See `storage.Bridge`."""

    async def spawn(self, function: Callable[[], T]) -> T:
        """Runs a function that may `wait`, and returns its result."""
        return await greenlet_spawn(function)

    def wait(self, awaitable: Awaitable[T]) -> T:
        """Returns the result of an awaitable; only inside of `spawn`."""
        return await_only(awaitable)

    def host(self, bound: object) -> object:
        """Returns what `bound_storage` takes, of an async connection or session."""
        if isinstance(bound, AsyncConnection):
            return bound.sync_connection
        return bound.sync_session if isinstance(bound, AsyncSession) else bound
