"""The facades for an event loop: the same code, in which waiting is awaiting.

A call runs in a greenlet on the loop. Where it would wait (for the storage, a file, a register) it
hands the loop back until the answer is there. There is no second code base to keep in step.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, fields
from functools import partial, wraps
from inspect import isgeneratorfunction
from typing import TypeVar

from invoicekit.kit._runtime import Runtime
from invoicekit.ports import AsyncStorage, Storage, UnitOfWork
from invoicekit.storage import Bridge

T = TypeVar("T")

_END = object()


@dataclass(frozen=True, kw_only=True)
class AwaitedRuntime(Runtime):
    """A wiring whose waiting is awaited."""

    bridge: Bridge

    def outside(self, work: Callable[[], T]) -> T:
        """Does what waits elsewhere or computes long in a thread, and lets the loop go on."""
        return self.bridge.wait(asyncio.to_thread(work))


@dataclass(frozen=True)
class WaitsByBridge:
    """An async storage as one that facades know; only inside of the bridge's `spawn`."""

    storage: AsyncStorage
    bridge: Bridge

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction and returns its result."""
        return self.bridge.wait(self.storage.write(tenant, work))

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a snapshot and returns its result."""
        return self.bridge.wait(self.storage.read(tenant, work))

    def close(self) -> None:
        """Lets go of the storage."""
        self.bridge.wait(self.storage.close())


def awaited_runtime(runtime: Runtime, storage: AsyncStorage, bridge: Bridge) -> AwaitedRuntime:
    """Returns a wiring with its storage awaited."""
    parts = {each.name: getattr(runtime, each.name) for each in fields(runtime)}
    return AwaitedRuntime(**{**parts, "storage": WaitsByBridge(storage, bridge)}, bridge=bridge)


def blocking_runtime(runtime: Runtime, storage: Storage) -> Runtime:
    """Returns a wiring for threads, with a storage that waits."""
    parts = {each.name: getattr(runtime, each.name) for each in fields(Runtime)}
    return Runtime(**{**parts, "storage": storage})


class Awaited:
    """A facade whose calls are awaited.

    Args:
        facade: The facade of a kit.
        run: How a call is run: on the loop by the bridge, or in a thread.
    """

    def __init__(
        self, facade: object, run: Callable[[Callable[[], object]], Awaitable[object]]
    ) -> None:
        self._facade = facade
        self._run = run

    def __getattr__(self, name: str) -> Callable[..., object]:
        method = getattr(self._facade, name)
        if name.startswith("_") or not callable(method):
            raise AttributeError(name)
        return self._each(method) if isgeneratorfunction(method) else self._one(method)

    def _one(self, method: Callable[..., object]) -> Callable[..., Awaitable[object]]:
        @wraps(method)
        async def call(*given: object, **named: object) -> object:
            return await self._run(partial(method, *given, **named))

        return call

    def _each(self, method: Callable[..., Iterator[object]]) -> Callable[..., object]:
        @wraps(method)
        async def each(*given: object, **named: object) -> AsyncIterator[object]:
            found = method(*given, **named)
            while (item := await self._run(partial(next, found, _END))) is not _END:
                yield item

        return each

    def __dir__(self) -> list[str]:
        return [name for name in dir(self._facade) if not name.startswith("_")]
