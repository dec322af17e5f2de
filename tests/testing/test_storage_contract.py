"""The contract finds the faults a storage may have; each was made once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import pytest

from invoicekit.model.stored import Key, Row, VersionedRow
from invoicekit.ports.storage import Page, Query, UnitOfWork
from invoicekit.storage._gate import Gate
from invoicekit.storage.memory import Committed, MemoryStorage, MemoryUnitOfWork
from invoicekit.testing.storage_contract import CONTRACT_ROWS, StorageContract

R = TypeVar("R", bound=Row)
T = TypeVar("T")


class Faulty(MemoryUnitOfWork):
    """A unit of work to be broken in one verb."""


class ReplacesAnyRevision(Faulty):
    def replace(self, records: Sequence[VersionedRow]) -> None:
        for record in records:
            found = self.get(type(record), [str(getattr(record, "id", ""))])[0]
            before = found.revision if found else record.revision - 1
            super().replace([replace(record, revision=before + 1)])


class ReplacesRowByRow(Faulty):
    def replace(self, records: Sequence[VersionedRow]) -> None:
        for record in records:
            super().replace([record])


class ForgetsTheTieBreaker(Faulty):
    def page(self, query: Query[R]) -> Page[R]:
        page = super().page(query)
        return Page(page.items[::-1], page.next)


class LosesTheLastPage(Faulty):
    def page(self, query: Query[R]) -> Page[R]:
        page = super().page(query)
        return Page(page.items, None)


class SeesOneRowOnly(Faulty):
    def get(self, of: type[R], keys: Sequence[Key], *, lock: bool = False) -> list[R | None]:
        return super().get(of, keys[:1], lock=lock)


class AddsNothingNew(Faulty):
    def add(self, records: Sequence[Row], *, ignore_existing: bool = False) -> int:
        return super().add(records, ignore_existing=ignore_existing or bool(records))


class FaultyStorage(MemoryStorage):
    """In memory, with a broken unit of work."""

    def __init__(self, unit: type[Faulty]) -> None:
        super().__init__()
        self._unit = unit

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        return super().write(tenant, lambda uow: work(self._broken(uow)))

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        return super().read(tenant, lambda uow: work(self._broken(uow)))

    def _broken(self, uow: UnitOfWork) -> UnitOfWork:
        assert isinstance(uow, MemoryUnitOfWork)
        broken = self._unit(uow._gate, uow._committed)
        broken._layers = uow._layers
        return broken


class ReadsMayWrite(MemoryStorage):
    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        committed: Committed = self._committed
        return work(MemoryUnitOfWork(Gate(tenant, read_only=False), committed))


class KeepsWhatFailed(MemoryStorage):
    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        problems: list[BaseException] = []

        def all_the_same(uow: UnitOfWork) -> T | None:
            try:
                return work(uow)
            except LookupError as problem:
                problems.append(problem)
                return None

        made = super().write(tenant, all_the_same)
        if problems:
            raise problems[0]
        return made  # type: ignore[return-value]  # only where it failed is there none


CONTRACT = StorageContract()
SUITE = [name for name in dir(CONTRACT) if name.startswith("test_")]

CASES: list[tuple[Callable[[], MemoryStorage], str]] = [
    (lambda: FaultyStorage(ReplacesAnyRevision), "test_replace_writes_the_next_revision"),
    (lambda: FaultyStorage(ReplacesRowByRow), "test_one_stale_row_stops_the_batch"),
    (lambda: FaultyStorage(SeesOneRowOnly), "test_rows_come_in_the_order_asked"),
    (lambda: FaultyStorage(AddsNothingNew), "test_a_changed_unique_key_is_free_again"),
    (KeepsWhatFailed, "test_an_exception_leaves_nothing"),
    (ReadsMayWrite, "test_a_unit_of_work_ends_with_the_work"),
]
LIST_CASES: list[Callable[[], MemoryStorage]] = [
    lambda: FaultyStorage(ForgetsTheTieBreaker),
    lambda: FaultyStorage(LosesTheLastPage),
]


@pytest.mark.parametrize(("storage", "test"), CASES, ids=[case[1] for case in CASES])
def test_a_fault_is_found(storage: Callable[[], MemoryStorage], test: str) -> None:
    getattr(CONTRACT, test)(MemoryStorage(), "sound")

    with pytest.raises((AssertionError, pytest.fail.Exception)):
        getattr(CONTRACT, test)(storage(), "faulty")


@pytest.mark.parametrize("storage", LIST_CASES)
def test_a_fault_in_pages_is_found(storage: Callable[[], MemoryStorage]) -> None:
    with pytest.raises(AssertionError):
        CONTRACT.test_pages_are_the_sorted_whole(storage(), "faulty", "label", descending=False)


def test_a_read_that_writes_is_found() -> None:
    with pytest.raises(pytest.fail.Exception):
        CONTRACT.test_a_read_writes_nothing(ReadsMayWrite(), "faulty", "add")


def test_the_contract_asks_for_a_storage() -> None:
    assert len(SUITE) >= 40
    assert all(each.__name__.startswith("Contract") for each in CONTRACT_ROWS)
    with pytest.raises(NotImplementedError, match="storage fixture"):
        StorageContract.storage.__wrapped__(CONTRACT)  # type: ignore[attr-defined]  # pytest wraps it
