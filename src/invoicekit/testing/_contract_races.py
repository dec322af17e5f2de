"""The contract of many threads at once."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import chain

from invoicekit.errors import Locked
from invoicekit.model.stored import Id
from invoicekit.ports.storage import Query, Storage, UnitOfWork
from invoicekit.testing._contract_rows import (
    NOW,
    ContractFact,
    ContractItem,
    ContractNote,
    ContractTask,
)
from invoicekit.testing._contract_verbs import StorageCase, add, get, item

PATIENCE = 20


class RaceContract(StorageCase):
    """Locks, snapshots, leases and failing neighbours."""

    def test_sixteen_threads_count_without_loss(self, storage: Storage, tenant: str) -> None:
        """Each locks the row, adds one and a fact: what a gapless number needs."""
        add(storage, tenant, [item(tenant, "counter", rank=0)])

        def work(uow: UnitOfWork) -> int:
            (row,) = uow.get(ContractItem, [Id("counter")], lock=True)
            assert row is not None
            number = (row.rank or 0) + 1
            uow.add([ContractFact(tenant_id=tenant, subject="counter", sequence=number)])
            uow.replace([replace(row, rank=number, revision=row.revision + 1)])
            return number

        with ThreadPoolExecutor(16) as pool:
            numbers = list(pool.map(lambda _: storage.write(tenant, work), range(64)))
        assert sorted(numbers) == list(range(1, 65))
        (row,) = get(storage, tenant, ContractItem, "counter")
        assert row is not None
        assert (row.rank, row.revision) == (64, 65)
        facts = storage.read(tenant, lambda uow: len(list(uow.stream(Query(of=ContractFact)))))
        assert facts == 64

    def test_a_reader_who_goes_on_misses_nothing(self, storage: Storage, tenant: str) -> None:
        """Though the first to begin ends last: its rows do not appear behind the reader's back."""
        begun, may_end = threading.Event(), threading.Event()

        def slow(uow: UnitOfWork) -> None:
            uow.add([ContractNote(tenant_id=tenant, id=Id("slow"))])
            begun.set()
            assert may_end.wait(PATIENCE)

        def after(place: int) -> list[ContractNote]:
            query = Query(of=ContractNote, where=(("place", ">", place),), order="place")
            return storage.read(tenant, lambda uow: list(uow.stream(query)))

        with ThreadPoolExecutor(2) as pool:
            slow_one = pool.submit(storage.write, tenant, slow)
            assert begun.wait(PATIENCE)
            quick = pool.submit(add, storage, tenant, [ContractNote(tenant_id=tenant, id=Id("q"))])
            early = after(0)  # where writers take turns, the quick one waits
            may_end.set()
            slow_one.result(PATIENCE)
            quick.result(PATIENCE)
        seen = early
        until = time.monotonic() + PATIENCE  # other databases of a server may still hold it back
        while len(seen) < 2 and time.monotonic() < until:
            seen = seen + after(seen[-1].place if seen else 0)
        assert sorted(row.id for row in seen) == ["q", "slow"]
        assert [row.place for row in seen] == sorted(row.place for row in seen)

    def test_a_failing_neighbour_does_no_harm(self, storage: Storage, tenant: str) -> None:
        """Works that run together answer each for itself."""
        start = threading.Barrier(12)

        def one(number: int) -> int:
            start.wait(PATIENCE)

            def work(uow: UnitOfWork) -> int:
                uow.add([item(tenant, str(number))])
                if number % 3 == 0:
                    raise LookupError(number)
                return number

            return storage.write(tenant, work)

        with ThreadPoolExecutor(12) as pool:
            futures = [pool.submit(one, number) for number in range(12)]
        outcomes = [future.exception() for future in futures]
        assert [isinstance(problem, LookupError) for problem in outcomes] == [
            n % 3 == 0 for n in range(12)
        ]
        ids = storage.read(
            tenant, lambda uow: {row.id for row in uow.stream(Query(of=ContractItem))}
        )
        assert ids == {str(n) for n in range(12) if n % 3}

    def test_others_see_a_write_when_it_is_committed(self, storage: Storage, tenant: str) -> None:
        """And a reader keeps the snapshot it began with."""
        written, seen = threading.Event(), threading.Event()
        reading, committed = threading.Event(), threading.Event()

        def write(uow: UnitOfWork) -> None:
            uow.add([item(tenant, "1")])
            written.set()
            assert seen.wait(PATIENCE)

        def read(uow: UnitOfWork) -> tuple[object, object]:
            before = uow.get(ContractItem, [Id("1")])
            reading.set()
            assert committed.wait(PATIENCE)
            return before, uow.get(ContractItem, [Id("1")])

        with ThreadPoolExecutor(2) as pool:
            writer = pool.submit(storage.write, tenant, write)
            assert written.wait(PATIENCE)
            assert get(storage, tenant, ContractItem, "1") == [None]
            reader = pool.submit(storage.read, tenant, read)
            assert reading.wait(PATIENCE)
            seen.set()
            writer.result(PATIENCE)
            committed.set()
            assert reader.result(PATIENCE) == ([None], [None])
        assert get(storage, tenant, ContractItem, "1") == [item(tenant, "1")]

    def test_two_owners_never_lease_the_same_row(self, storage: Storage, tenant: str) -> None:
        """However they race."""
        tasks = [ContractTask(tenant_id=tenant, id=Id(f"{n:02}")) for n in range(40)]
        add(storage, tenant, tasks)
        until = NOW + timedelta(minutes=1)

        def claim(owner: str) -> list[ContractTask]:
            taken: list[ContractTask] = []
            while batch := storage.write(
                tenant,
                lambda uow: uow.claim(ContractTask, now=NOW, until=until, owner=owner, limit=3),
            ):
                taken += batch
            return taken

        with ThreadPoolExecutor(4) as pool:
            taken = list(chain.from_iterable(pool.map(claim, "abcd")))
        counts = Counter(task.id for task in taken)
        assert set(counts.values()) == {1}
        assert {row.lease_owner for row in taken} <= set("abcd")
        assert len(counts) == len(tasks)

    def test_locks_in_any_order_do_not_deadlock(self, storage: Storage, tenant: str) -> None:
        """They are taken in key order, whatever order is asked."""
        add(storage, tenant, [item(tenant, key, rank=0) for key in "ab"])

        def swap(keys: str) -> None:
            def work(uow: UnitOfWork) -> None:
                rows = [row for row in uow.get(ContractItem, list(keys), lock=True) if row]
                uow.replace(
                    [replace(r, rank=(r.rank or 0) + 1, revision=r.revision + 1) for r in rows]
                )

            storage.write(tenant, work)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(swap, ["ab", "ba"] * 12))
        assert [row and row.rank for row in get(storage, tenant, ContractItem, "a", "b")] == [
            24,
            24,
        ]

    def test_a_write_inside_a_write_does_not_wait_for_itself(
        self, storage: Storage, tenant: str
    ) -> None:
        """It is refused at once, or it is a transaction of its own; it never hangs."""

        def work(uow: UnitOfWork) -> None:
            uow.add([item(tenant, "outer")])
            storage.write(tenant, lambda inner: inner.add([item(tenant, "inner")]))

        try:
            storage.write(tenant, work)
        except Locked:
            assert get(storage, tenant, ContractItem, "outer", "inner") == [None, None]
        else:
            assert None not in get(storage, tenant, ContractItem, "outer", "inner")
        assert add(storage, tenant, [item(tenant, "after")]) == 1
