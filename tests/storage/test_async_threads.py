"""Any storage keeps the contract when its transactions run in threads beside a loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import pytest

from invoicekit.model.stored import Id
from invoicekit.ports.storage import UnitOfWork
from invoicekit.storage.async_threads import AsyncThreadsStorage
from invoicekit.storage.memory import MemoryStorage
from invoicekit.testing._contract_verbs import get, item
from invoicekit.testing.storage_contract import ContractItem, StorageContract

T = TypeVar("T")
PATIENCE = 20


class OwnLoop:
    """The storage as the contract's tests call it: each call on a loop of its own."""

    def __init__(self) -> None:
        self._storage = AsyncThreadsStorage(MemoryStorage(lock_timeout=1))

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        return asyncio.run(self._storage.write(tenant, work))

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        return asyncio.run(self._storage.read(tenant, work))

    def close(self) -> None:
        asyncio.run(self._storage.close())


class TestAsyncThreads(StorageContract):
    @pytest.fixture
    def storage(self) -> OwnLoop:
        return OwnLoop()


def test_a_cancelled_task_leaves_all_or_nothing() -> None:
    storage = AsyncThreadsStorage(MemoryStorage())
    begun, may = threading.Event(), threading.Event()

    def work(uow: UnitOfWork) -> None:
        uow.add([item("t", "1")])
        begun.set()
        assert may.wait(PATIENCE)
        uow.add([item("t", "2")])

    async def run() -> None:
        task = asyncio.create_task(storage.write("t", work))
        await asyncio.to_thread(begun.wait, PATIENCE)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert get(storage.blocking, "t", ContractItem, "1", "2") == [None, None]
        may.set()

    asyncio.run(run())  # ends when its threads do
    there = get(storage.blocking, "t", ContractItem, "1", "2")
    assert [row and row.id for row in there] == [Id("1"), Id("2")]
