"""Rows in memory keep the contract for an event loop, too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest

from invoicekit.errors import Locked
from invoicekit.ports.storage import UnitOfWork
from invoicekit.storage.async_memory import AsyncMemoryStorage
from invoicekit.storage.memory import MemoryStorage
from invoicekit.testing.storage_contract import StorageContract

T = TypeVar("T")


class OwnLoop:
    """The storage as the contract's tests call it: each call on a loop of its own."""

    def __init__(self) -> None:
        self._storage = AsyncMemoryStorage(MemoryStorage())

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        if asyncio._get_running_loop():
            raise Locked("a work awaits nothing")  # there is no other way to ask for it
        return asyncio.run(self._storage.write(tenant, work))

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        return asyncio.run(self._storage.read(tenant, work))

    def close(self) -> None:
        asyncio.run(self._storage.close())


class TestAsyncMemory(StorageContract):
    @pytest.fixture
    def storage(self) -> OwnLoop:
        return OwnLoop()
