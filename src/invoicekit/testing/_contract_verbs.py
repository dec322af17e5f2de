"""The contract of the verbs that read by key and write."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TypeVar

import pytest

from invoicekit.errors import DuplicateKey, StaleVersion, StorageError
from invoicekit.model.stored import Id, Key, Row, VersionedRow
from invoicekit.ports.storage import Query, Storage, UnitOfWork
from invoicekit.testing._contract_rows import NOW, ContractFact, ContractItem, ContractTask

R = TypeVar("R", bound=Row)


def item(
    tenant: str,
    key: str,
    *,
    code: str | None = None,
    label: str | None = None,
    rank: int | None = None,
    amount: Decimal = Decimal(0),
    text: str | None = None,
) -> ContractItem:
    """Returns an item by its id."""
    return ContractItem(
        tenant_id=tenant,
        id=Id(key),
        code=code,
        label=label,
        rank=rank,
        amount=amount,
        text=text,
    )


@dataclass(frozen=True)
class Undeclared:
    """A row that nobody declared."""

    tenant_id: str


class StorageCase:
    """A storage and a tenant of its own for each test."""

    @pytest.fixture
    def storage(self) -> Storage:
        """Returns the storage under test."""
        raise NotImplementedError("give the contract a storage fixture")

    @pytest.fixture
    def tenant(self) -> str:
        """Returns a tenant nobody else has."""
        return f"contract-{secrets.token_hex(8)}"


def add(storage: Storage, tenant: str, rows: Sequence[Row], *, ignore: bool = False) -> int:
    """Adds rows in a transaction of their own."""
    return storage.write(tenant, lambda uow: uow.add(rows, ignore_existing=ignore))


def get(storage: Storage, tenant: str, of: type[R], *keys: Key) -> list[R | None]:
    """Reads rows in a transaction of their own."""
    return storage.read(tenant, lambda uow: uow.get(of, keys))


def change(storage: Storage, tenant: str, *rows: VersionedRow) -> None:
    """Replaces rows in a transaction of their own."""
    storage.write(tenant, lambda uow: uow.replace(rows))


def claim(
    storage: Storage,
    tenant: str,
    now: datetime,
    until: datetime,
    of: type[VersionedRow] = ContractTask,
) -> None:
    """Leases rows in a transaction of its own."""
    storage.write(tenant, lambda uow: uow.claim(of, now=now, until=until, owner="me", limit=1))


class VerbContract(StorageCase):
    """`get`, `add`, `replace`, `claim`, one tenant at a time."""

    def test_values_come_back_the_same(self, storage: Storage, tenant: str) -> None:
        """Every type, with its zone, its digits and its nulls."""
        zone = timezone(timedelta(hours=8))
        full = ContractItem(
            tenant_id=tenant,
            id=Id("0190"),
            code="ÄÖ 发票 ' \" \\ % _",
            shelf="A",
            place=-7,
            label="",
            rank=2**53,
            amount=Decimal("-1234567890.0001"),
            fee=Decimal("0.10"),
            day=date(2026, 2, 28),
            at=datetime(2026, 1, 2, 3, 4, 5, 6, zone),
            active=False,
            text='{"a":1}',
        )
        assert add(storage, tenant, [full, item(tenant, "0191")]) == 2
        read, bare = get(storage, tenant, ContractItem, "0190", "0191")
        assert read == full
        assert read is not None
        assert read.at.utcoffset() == timedelta(0)
        assert read.active is False
        assert bare == item(tenant, "0191")

    def test_amounts_have_one_notation(self, storage: Storage, tenant: str) -> None:
        """What is written as 100.00 or 1E+2 is the same row in every backend."""
        rows = [
            replace(item(tenant, t), amount=Decimal(t)) for t in ("100.00", "1E+2", "0.0", "5.10")
        ]
        add(storage, tenant, rows)
        read = get(storage, tenant, ContractItem, "100.00", "1E+2", "0.0", "5.10")
        assert [str(row.amount) for row in read if row] == ["100", "100", "0", "5.1"]

    @pytest.mark.parametrize(
        "amount", ["0.00001", "1.00000000000000000000000000001", "NaN", "Infinity", "1e15"]
    )
    def test_an_amount_it_cannot_keep_is_refused(
        self, storage: Storage, tenant: str, amount: str
    ) -> None:
        """Never rounded."""
        with pytest.raises(StorageError):
            add(storage, tenant, [item(tenant, "1", amount=Decimal(amount))])

    def test_an_instant_without_a_zone_is_refused(self, storage: Storage, tenant: str) -> None:
        """Nobody knows when it was."""
        naive = replace(item(tenant, "1"), at=NOW.replace(tzinfo=None))
        with pytest.raises(StorageError):
            add(storage, tenant, [naive])

    def test_a_missing_value_is_refused(self, storage: Storage, tenant: str) -> None:
        """Where the column must have one."""
        bare = replace(item(tenant, "1"), amount=None)  # type: ignore[arg-type]  # what a caller must not do
        with pytest.raises(StorageError):
            add(storage, tenant, [bare])

    def test_one_call_writes_one_kind(self, storage: Storage, tenant: str) -> None:
        """And a declared one."""
        fact = ContractFact(tenant_id=tenant, subject="s", sequence=1)
        with pytest.raises(StorageError, match="two kinds"):
            add(storage, tenant, [item(tenant, "1"), fact])
        with pytest.raises(StorageError, match="not a stored record"):
            get(storage, tenant, Undeclared, "1")

    def test_rows_come_in_the_order_asked(self, storage: Storage, tenant: str) -> None:
        """None where there is none, twice where asked twice."""
        add(storage, tenant, [item(tenant, str(n)) for n in range(3)])
        read = get(storage, tenant, ContractItem, "2", "no such", "0", "2")
        assert [row and row.id for row in read] == ["2", None, "0", "2"]
        locked = storage.write(tenant, lambda uow: uow.get(ContractItem, ["1", "0"], lock=True))
        assert [row and row.id for row in locked] == ["1", "0"]
        assert get(storage, tenant, ContractItem) == []

    def test_composite_keys(self, storage: Storage, tenant: str) -> None:
        """A tuple is the key."""
        facts = [ContractFact(tenant_id=tenant, subject="s", sequence=n) for n in (1, 2)]
        add(storage, tenant, facts)
        assert get(storage, tenant, ContractFact, ("s", 2), ("s", 3)) == [facts[1], None]
        assert get(storage, tenant, ContractFact, ("s", 1)) == [facts[0]]

    def test_no_rows_are_no_work(self, storage: Storage, tenant: str) -> None:
        """Batches may be empty."""
        assert add(storage, tenant, []) == 0
        storage.write(tenant, lambda uow: uow.replace([]))

    def test_a_large_batch(self, storage: Storage, tenant: str) -> None:
        """Volume takes another path in some backends, with the same outcome."""
        rows = [item(tenant, f"{n:04}", code=f"c{n}", amount=Decimal("0.01")) for n in range(600)]
        assert add(storage, tenant, rows) == 600
        assert get(storage, tenant, ContractItem, *(row.id for row in rows)) == rows
        with pytest.raises(DuplicateKey):
            add(storage, tenant, [item(tenant, f"x{n}", code=f"c{n + 500}") for n in range(200)])
        assert get(storage, tenant, ContractItem, "x150") == [None]

    @pytest.mark.parametrize("taken", ["the key", "a unique key"])
    def test_a_taken_key_is_refused(self, storage: Storage, tenant: str, taken: str) -> None:
        """And nothing of the batch stays."""
        add(storage, tenant, [item(tenant, "1", code="a")])
        again = item(tenant, "1") if taken == "the key" else item(tenant, "2", code="a")
        with pytest.raises(DuplicateKey):
            add(storage, tenant, [item(tenant, "3"), again])
        assert get(storage, tenant, ContractItem, "2", "3") == [None, None]

    def test_rows_with_a_null_in_a_unique_key_do_not_collide(
        self, storage: Storage, tenant: str
    ) -> None:
        """As in SQL."""
        rows = [replace(item(tenant, key), shelf="A") for key in ("1", "2")]
        assert add(storage, tenant, rows) == 2

    def test_existing_rows_can_be_ignored(self, storage: Storage, tenant: str) -> None:
        """By any key; what is there stays as it is."""
        first = item(tenant, "1", code="a", label="first")
        add(storage, tenant, [first])
        again = [item(tenant, "1", label="again"), item(tenant, "2", code="a"), item(tenant, "3")]
        assert add(storage, tenant, again, ignore=True) == 1
        assert add(storage, tenant, again, ignore=True) == 0
        read = get(storage, tenant, ContractItem, "1", "2", "3")
        assert read == [first, None, item(tenant, "3")]

    def test_replace_writes_the_next_revision(self, storage: Storage, tenant: str) -> None:
        """And only that."""
        add(storage, tenant, [item(tenant, "1", text="old")])
        second = replace(item(tenant, "1", text="new"), revision=2)
        storage.write(tenant, lambda uow: uow.replace([second]))
        assert get(storage, tenant, ContractItem, "1") == [second]
        for stale in (second, replace(second, revision=4), replace(second, id=Id("2"))):
            with pytest.raises(StaleVersion):
                change(storage, tenant, stale)
        assert get(storage, tenant, ContractItem, "1", "2") == [second, None]

    def test_one_stale_row_stops_the_batch(self, storage: Storage, tenant: str) -> None:
        """Nothing is written, and the transaction goes on."""
        add(storage, tenant, [item(tenant, key) for key in "123"])
        batch = [
            replace(item(tenant, key, label="new"), revision=r)
            for key, r in zip("123", (2, 3, 2), strict=True)
        ]

        def work(uow: UnitOfWork) -> list[ContractItem | None]:
            with pytest.raises(StaleVersion):
                uow.replace(batch)
            uow.add([item(tenant, "4")])
            return uow.get(ContractItem, ["1", "2", "3"])

        seen = storage.write(tenant, work)
        assert seen == [item(tenant, key) for key in "123"]
        assert get(storage, tenant, ContractItem, "1", "4") == [
            item(tenant, "1"),
            item(tenant, "4"),
        ]

    def test_a_changed_unique_key_is_free_again(self, storage: Storage, tenant: str) -> None:
        """The old value can be taken, the new one is."""
        add(storage, tenant, [item(tenant, "1", code="a"), item(tenant, "2", code="z")])
        moved = replace(item(tenant, "1", code="b"), revision=2)
        storage.write(tenant, lambda uow: uow.replace([moved]))
        assert add(storage, tenant, [item(tenant, "3", code="a")]) == 1
        with pytest.raises(DuplicateKey):
            add(storage, tenant, [item(tenant, "4", code="b")])
        clash = replace(item(tenant, "2", code="b"), revision=2)
        with pytest.raises(DuplicateKey):
            storage.write(tenant, lambda uow: uow.replace([clash]))
        assert get(storage, tenant, ContractItem, "1", "2") == [moved, item(tenant, "2", code="z")]

    def test_rows_of_an_insert_only_kind_do_not_change(self, storage: Storage, tenant: str) -> None:
        """They have no revision."""
        fact = ContractFact(tenant_id=tenant, subject="s", sequence=1)
        add(storage, tenant, [fact])
        with pytest.raises(StorageError):
            storage.write(tenant, lambda uow: uow.replace([fact]))  # type: ignore[list-item]  # what a caller must not do

    def test_tenants_do_not_meet(self, storage: Storage, tenant: str) -> None:
        """Same keys, other rows; another one's row is refused."""
        other = tenant + "-other"
        mine, theirs = item(tenant, "1", code="a"), item(other, "1", code="a", label="theirs")
        add(storage, tenant, [mine])
        assert get(storage, other, ContractItem, "1") == [None]
        add(storage, other, [theirs])
        assert get(storage, tenant, ContractItem, "1") == [mine]
        assert storage.read(
            other, lambda uow: uow.page(Query(of=ContractItem, heavy=True))
        ).items == (theirs,)
        with pytest.raises(StorageError):
            add(storage, tenant, [item(tenant, "2"), item(other, "2")])
        with pytest.raises(StorageError):
            storage.write(tenant, lambda uow: uow.replace([replace(theirs, revision=2)]))
        assert get(storage, other, ContractItem, "1", "2") == [theirs, None]

    def test_due_rows_are_leased_once(self, storage: Storage, tenant: str) -> None:
        """Oldest first; again when the lease is over."""

        def claim(owner: str, now: datetime, limit: int = 10) -> list[ContractTask]:
            until = now + timedelta(minutes=1)
            return storage.write(
                tenant,
                lambda uow: uow.claim(ContractTask, now=now, until=until, owner=owner, limit=limit),
            )

        tasks = [
            ContractTask(tenant_id=tenant, id=Id(str(n)), due_at=NOW - timedelta(seconds=n))
            for n in range(5)
        ]
        late = replace(tasks[0], id=Id("late"), due_at=NOW + timedelta(hours=1))
        done = replace(tasks[0], id=Id("done"), state="done")
        add(storage, tenant, [*tasks, late, done])
        first = claim("one", NOW, 3)
        assert [task.id for task in first] == ["4", "3", "2"]
        assert {(t.lease_owner, t.attempts, t.revision) for t in first} == {("one", 1, 2)}
        assert [task.id for task in claim("two", NOW)] == ["1", "0"]
        assert claim("three", NOW) == []
        finished = [replace(task, state="done", revision=3) for task in first[:2]]
        storage.write(tenant, lambda uow: uow.replace(finished))
        again = claim("three", NOW + timedelta(minutes=1))
        assert [(task.id, task.attempts) for task in again] == [("2", 2), ("1", 2), ("0", 2)]
        with pytest.raises(StaleVersion):  # the first owner comes too late
            storage.write(tenant, lambda uow: uow.replace([replace(first[2], revision=3)]))

    def test_a_lease_without_a_zone_is_refused(self, storage: Storage, tenant: str) -> None:
        """Nobody knows when it ends."""
        naive = NOW.replace(tzinfo=None)
        for now, until in ((naive, NOW), (NOW, naive)):
            with pytest.raises(StorageError):
                claim(storage, tenant, now, until)
        with pytest.raises(StorageError, match="no column"):
            claim(storage, tenant, NOW, NOW, of=ContractItem)
