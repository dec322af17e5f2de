"""The contract of transactions: whole or not at all, over when the work is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from invoicekit.errors import DuplicateKey, StorageError
from invoicekit.model.stored import Id
from invoicekit.ports.storage import Query, Storage, UnitOfWork
from invoicekit.testing._contract_rows import NOW, ContractItem, ContractNote, ContractTask
from invoicekit.testing._contract_verbs import StorageCase, add, get, item

Write = Callable[[UnitOfWork], object]

WRITES: dict[str, Write] = {
    "add": lambda uow: uow.add([item(uow.tenant, "9")]),
    "add ignoring": lambda uow: uow.add([item(uow.tenant, "1")], ignore_existing=True),
    "replace": lambda uow: uow.replace([replace(item(uow.tenant, "1"), revision=2)]),
    "claim": lambda uow: uow.claim(ContractTask, now=NOW, until=NOW, owner="me", limit=1),
    "lock": lambda uow: uow.get(ContractItem, [Id("1")], lock=True),
}


class TransactionContract(StorageCase):
    """Exceptions, savepoints, reads, and works that run again."""

    def test_an_exception_leaves_nothing(self, storage: Storage, tenant: str) -> None:
        """It passes through as it is."""

        def work(uow: UnitOfWork) -> None:
            uow.add([item(tenant, "1", code="a")])
            raise LookupError("the host's own")

        with pytest.raises(LookupError, match="the host's own"):
            storage.write(tenant, work)
        assert get(storage, tenant, ContractItem, "1") == [None]
        assert add(storage, tenant, [item(tenant, "2", code="a")]) == 1

    def test_a_transaction_has_one_place_after_those_before(
        self, storage: Storage, tenant: str
    ) -> None:
        """Whatever the ids say, and whatever place a row came with."""

        def both(uow: UnitOfWork) -> None:
            uow.add([ContractNote(tenant_id=tenant, id=Id("z"), place=77)])
            with pytest.raises(LookupError), uow.savepoint():
                uow.add([ContractNote(tenant_id=tenant, id=Id("y"))])
                raise LookupError
            uow.add([ContractNote(tenant_id=tenant, id=Id("x"))])

        storage.write(tenant, both)
        add(storage, tenant, [ContractNote(tenant_id=tenant, id=Id("b"))])
        add(storage, tenant, [ContractNote(tenant_id=tenant, id=Id("a"))])
        kept = storage.read(
            tenant, lambda uow: {row.id: row.place for row in uow.stream(Query(of=ContractNote))}
        )
        assert 0 < kept[Id("x")] == kept[Id("z")] <= kept[Id("b")] <= kept[Id("a")]

    def test_a_savepoint_is_undone_alone(self, storage: Storage, tenant: str) -> None:
        """Nested ones, too; what went well inside stays."""

        def work(uow: UnitOfWork) -> str:
            uow.add([item(tenant, "kept")])
            with pytest.raises(DuplicateKey), uow.savepoint():
                uow.add([item(tenant, "gone", code="a")])
                uow.add([item(tenant, "kept")])
            with uow.savepoint():
                uow.add([item(tenant, "outer", code="a")])
                with pytest.raises(LookupError), uow.savepoint():
                    uow.add([item(tenant, "inner")])
                    raise LookupError
            return "done"

        assert storage.write(tenant, work) == "done"
        read = get(storage, tenant, ContractItem, "kept", "gone", "outer", "inner")
        assert [row and row.id for row in read] == ["kept", None, "outer", None]

    def test_a_swallowed_duplicate_is_not_committed(self, storage: Storage, tenant: str) -> None:
        """It broke the transaction in some databases, so it does in all."""

        def work(uow: UnitOfWork) -> None:
            uow.add([item(tenant, "1")])
            with pytest.raises(DuplicateKey):
                uow.add([item(tenant, "1")])

        with pytest.raises(StorageError, match="savepoint"):
            storage.write(tenant, work)
        assert get(storage, tenant, ContractItem, "1") == [None]

    def test_a_unit_sees_what_it_wrote(self, storage: Storage, tenant: str) -> None:
        """By key, in pages, in streams and in totals."""

        def work(uow: UnitOfWork) -> tuple[object, ...]:
            uow.add([item(tenant, "1", amount=Decimal(2))])
            uow.replace([replace(item(tenant, "1", amount=Decimal(3)), revision=2)])
            query = Query(of=ContractItem)
            page, rows = uow.page(query), list(uow.stream(query))
            return page.items[0].amount, rows[0].amount, uow.totals(query, by=(), sums=("amount",))

        assert storage.write(tenant, work) == (Decimal(3), Decimal(3), [(1, Decimal(3))])

    @pytest.mark.parametrize("verb", WRITES)
    def test_a_read_writes_nothing(self, storage: Storage, tenant: str, verb: str) -> None:
        """Whatever the verb."""
        add(storage, tenant, [item(tenant, "1")])
        with pytest.raises(StorageError):
            storage.read(tenant, WRITES[verb])
        assert get(storage, tenant, ContractItem, "1", "9") == [item(tenant, "1"), None]

    def test_a_unit_of_work_ends_with_the_work(self, storage: Storage, tenant: str) -> None:
        """A unit or a stream that escaped is of no use."""
        unit = storage.write(tenant, lambda uow: uow)
        with pytest.raises(StorageError):
            unit.get(ContractItem, ["1"])
        stream = storage.read(tenant, lambda uow: uow.stream(Query(of=ContractItem)))
        with pytest.raises(StorageError):
            list(stream)

    def test_work_that_ensures_may_run_again(self, storage: Storage, tenant: str) -> None:
        """The form in which services write, so that a repetition does no harm."""

        def work(uow: UnitOfWork) -> int:
            uow.add([item(tenant, "1", rank=0)], ignore_existing=True)
            (row,) = uow.get(ContractItem, ["1"], lock=True)
            assert row is not None
            if row.rank == 0:
                uow.replace([replace(row, rank=1, revision=row.revision + 1)])
            return row.rank or 0

        assert [storage.write(tenant, work) for _ in range(3)] == [0, 1, 1]
        assert get(storage, tenant, ContractItem, "1") == [
            replace(item(tenant, "1", rank=1), revision=2)
        ]
