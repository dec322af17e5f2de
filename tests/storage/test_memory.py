"""The in-memory backend keeps the contract."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from invoicekit.errors import Locked
from invoicekit.ports.storage import UnitOfWork
from invoicekit.storage.memory import MemoryStorage
from invoicekit.testing._contract_verbs import add, item
from invoicekit.testing.storage_contract import ContractItem, StorageContract


class TestMemory(StorageContract):
    @pytest.fixture
    def storage(self) -> MemoryStorage:
        return MemoryStorage()


def test_a_write_gives_up_waiting_for_another() -> None:
    storage = MemoryStorage(lock_timeout=0.01)
    inside, tried = threading.Event(), threading.Event()

    def slow(uow: UnitOfWork) -> int:
        inside.set()
        assert tried.wait(20)
        return uow.add([item("a", "1")])

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(storage.write, "a", slow)
        assert inside.wait(20)
        with pytest.raises(Locked, match="another write holds the storage"):
            storage.write("a", lambda uow: uow.add([item("a", "2")]))
        tried.set()
        assert first.result(20) == 1
    storage.close()


def test_many_small_commits_leave_few_layers() -> None:
    storage = MemoryStorage()
    for number in range(300):
        add(storage, "a", [item("a", str(number))])
    layers = storage._committed["a", "ik_contract_item"]
    assert len(layers) < 10
    assert sum(map(len, layers)) == 300
    assert all(storage.read("a", lambda uow: uow.get(ContractItem, ["0", "150", "299"])))
