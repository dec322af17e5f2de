"""The MariaDB backend keeps the contract, runs again what has to be, and has its limits."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa
from tests.mariadb_server import database_of
from tests.storage.sql.conftest import differences

from invoicekit.errors import Locked, StorageError
from invoicekit.model.rows import InvoiceRow, OutboxRow
from invoicekit.model.stored import Id, Row, changed, kind_of
from invoicekit.ports.storage import Query, UnitOfWork
from invoicekit.storage import _cursor
from invoicekit.storage.sql._transaction import CommitLost
from invoicekit.storage.sql.mariadb import MariaStorage, engine_for
from invoicekit.storage.sql.migrate import upgrade
from invoicekit.storage.sql.tables import create_tables, table_of
from invoicekit.storage.sql.unit import SqlUnitOfWork
from invoicekit.testing._contract_rows import NOW
from invoicekit.testing._contract_verbs import add, get, item
from invoicekit.testing.storage_contract import (
    CONTRACT_ROWS,
    ContractFact,
    ContractItem,
    StorageContract,
)

pytestmark = pytest.mark.xdist_group("mariadb")


@pytest.fixture
def tenant() -> str:
    return f"maria-{secrets.token_hex(8)}"


@pytest.fixture(scope="module")
def shared(maria_url: str) -> Iterator[MariaStorage]:
    storage = MariaStorage.from_url(maria_url)
    create_tables(storage.engine, CONTRACT_ROWS)
    yield storage
    storage.close()


class TestMaria(StorageContract):
    @pytest.fixture
    def storage(self, shared: MariaStorage) -> MariaStorage:
        return shared


def cross(
    storage: MariaStorage, tenant: str, keys: str, meet: threading.Barrier, runs: list[str]
) -> None:
    """Locks rows one by one in some order, each inside a savepoint."""

    def work(uow: UnitOfWork) -> None:
        runs.append(keys)
        for key in keys:
            with uow.savepoint():
                (row,) = uow.get(ContractItem, [Id(key)], lock=True)
                assert row is not None
                uow.replace([replace(row, rank=(row.rank or 0) + 1, revision=row.revision + 1)])
            if len(runs) <= 2 and key == keys[0]:
                meet.wait(20)

    storage.write(tenant, work)


def test_a_deadlock_is_run_again(shared: MariaStorage, tenant: str) -> None:
    """MariaDB undoes the whole transaction of its victim, whose savepoints are gone with it."""
    add(shared, tenant, [item(tenant, key, rank=0) for key in "ab"])
    meet, runs = threading.Barrier(2), list[str]()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda keys: cross(shared, tenant, keys, meet, runs), ["ab", "ba"]))
    assert len(runs) > 2
    assert [row and row.rank for row in get(shared, tenant, ContractItem, "a", "b")] == [2, 2]


def test_a_victim_that_goes_on_commits_nothing(shared: MariaStorage, tenant: str) -> None:
    """Who swallows the deadlock would otherwise commit the half that came after it."""
    add(shared, tenant, [item(tenant, key, rank=0) for key in "ab"])
    meet, swallowed = threading.Barrier(2), list[str]()

    def stubborn(keys: str) -> None:
        def work(uow: UnitOfWork) -> None:
            uow.add([item(tenant, f"from {keys}")])
            for key in keys:
                try:
                    with uow.savepoint():
                        uow.get(ContractItem, [Id(key)], lock=True)
                except Exception:  # noqa: BLE001  # any: the point is to go on
                    swallowed.append(keys)
                if key == keys[0]:
                    meet.wait(20)
            if keys in swallowed:
                uow.add([item(tenant, f"after {keys}")])

        shared.write(tenant, work)

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(stubborn, keys) for keys in ("ab", "ba")]
    failed = {keys for keys, each in zip(("ab", "ba"), done, strict=True) if each.exception()}
    assert failed == set(swallowed)
    assert len(failed) == 1
    (victim,) = failed
    assert get(shared, tenant, ContractItem, f"from {victim}", f"after {victim}") == [None, None]


def test_a_row_held_too_long_is_locked(shared: MariaStorage, tenant: str) -> None:
    add(shared, tenant, [item(tenant, "1")])
    row = table_of(ContractItem)
    held = sa.select(row).where(row.c.tenant_id == tenant).with_for_update()

    def impatient(uow: UnitOfWork) -> None:
        assert isinstance(uow, SqlUnitOfWork)
        uow._connection.exec_driver_sql("SET SESSION innodb_lock_wait_timeout = 0")
        try:
            uow.get(ContractItem, [Id("1")], lock=True)
        finally:
            uow._connection.exec_driver_sql("SET SESSION innodb_lock_wait_timeout = 10")

    with shared.engine.begin() as holder:
        holder.execute(held)
        with pytest.raises(Locked, match="Lock wait timeout"):
            shared.write(tenant, impatient)


def test_a_locked_row_is_seen_as_it_is_now(shared: MariaStorage, tenant: str) -> None:
    """Under MariaDB's own REPEATABLE READ the plain read would show the row as it was."""
    add(shared, tenant, [item(tenant, "1", rank=1)])

    def rank(uow: UnitOfWork, *, lock: bool = False) -> int | None:
        (row,) = uow.get(ContractItem, [Id("1")], lock=lock)
        return row.rank if row else None

    def work(uow: UnitOfWork) -> list[int | None]:
        seen = [rank(uow)]
        if not moved:
            other = replace(item(tenant, "1", rank=2), revision=2)
            moved.append(pool.submit(shared.write, tenant, lambda w: w.replace([other])).result(20))
        return [*seen, rank(uow, lock=True), rank(uow)]

    moved: list[None] = []
    with ThreadPoolExecutor(1) as pool:
        assert shared.write(tenant, work) == [1, 2, 2]


def test_many_who_ensure_one_row_do_not_deadlock(shared: MariaStorage, tenant: str) -> None:
    """A duplicate key would leave a shared lock with each, and none would get the row alone."""
    runs: list[int] = []

    def work(uow: UnitOfWork) -> int:
        runs.append(1)
        uow.add([item(tenant, "series", rank=0)], ignore_existing=True)
        (row,) = uow.get(ContractItem, [Id("series")], lock=True)
        assert row is not None
        uow.replace([replace(row, rank=(row.rank or 0) + 1, revision=row.revision + 1)])
        return (row.rank or 0) + 1

    assert shared.write(tenant, work) == 1
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: shared.write(tenant, work), range(24)))
    assert sorted(numbers) == list(range(2, 26))
    assert len(runs) == 25


@pytest.mark.parametrize(("first", "second"), [("a", "a "), ("a", "A"), ("e", "é"), ("ß", "ss")])
def test_keys_are_told_apart_byte_by_byte(
    shared: MariaStorage, tenant: str, first: str, second: str
) -> None:
    assert add(shared, tenant, [item(tenant, first), item(tenant, second)]) == 2
    add(shared, tenant, [item(tenant, "x", code=first), item(tenant, "y", code=second)])


def test_what_is_too_long_for_a_key_is_refused(shared: MariaStorage, tenant: str) -> None:
    """It is never cut to fit: two keys would become one."""
    assert add(shared, tenant, [item(tenant, "发" * 190, text="票" * 100_000)]) == 1
    with pytest.raises(StorageError, match="too long") as caught:
        add(shared, tenant, [item(tenant, "发" * 191)])
    assert caught.value.expected == "at most 190 characters in what is searched and sorted by"


def test_ignoring_what_is_there_ignores_nothing_else(shared: MariaStorage, tenant: str) -> None:
    with pytest.raises(StorageError, match="too long"):
        add(shared, tenant, [item(tenant, "k" * 191)], ignore=True)


def test_limits_hold_on_every_connection(shared: MariaStorage) -> None:
    asked = "innodb_lock_wait_timeout max_statement_time idle_transaction_timeout tx_isolation"
    with shared.engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"SELECT @@SESSION.{name}").scalar()
            for name in asked.split()
        ]
        mode = connection.exec_driver_sql("SELECT @@SESSION.sql_mode").scalar()
    assert found == [10, 60, 60, "READ-COMMITTED"]
    assert "STRICT_ALL_TABLES" in str(mode)


def test_pages_and_claims_walk_an_index(shared: MariaStorage) -> None:
    """Deep pages and full outboxes would be sorted whole otherwise."""
    asked: list[tuple[str, object]] = []

    def listen(*call: object) -> None:
        asked.append((str(call[2]), call[3]))

    sa.event.listen(shared.engine, "before_cursor_execute", listen)
    try:
        query = Query(of=InvoiceRow, order="created", descending=True)
        after = _cursor.encode(query, kind_of(InvoiceRow), [NOW, "x"])
        shared.read("a", lambda uow: uow.page(replace(query, after=after)))
        lease = {"now": NOW, "until": NOW, "owner": "me", "limit": 10}
        shared.write("a", lambda uow: uow.claim(OutboxRow, **lease))  # type: ignore[arg-type]  # named as there
    finally:
        sa.event.remove(shared.engine, "before_cursor_execute", listen)
    selects = [each for each in asked if each[0].startswith("SELECT ik_")]
    with shared.engine.connect() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN {statement}", given).mappings().one()  # type: ignore[arg-type]  # as it was given
            for statement, given in selects
        ]
    walked = [(plan["key"], plan["type"]) for plan in plans]
    assert walked == [("ik_invoice_created_idx", "range"), ("ik_outbox_due_idx", "range")]
    assert not [plan["Extra"] for plan in plans if "filesort" in plan["Extra"]]


WRITTEN = ContractItem(tenant_id="", id=Id("1"), revision=2, rank=2)
FACT = ContractFact(tenant_id="", subject="1", sequence=1, data="ours")


@pytest.mark.parametrize(
    ("witness", "there", "told"),
    [
        (None, None, "committed"),
        (FACT, FACT, "committed"),
        (FACT, None, "aborted"),
        (FACT, replace(FACT, data="another's"), "aborted"),
        (WRITTEN, WRITTEN, "committed"),
        (WRITTEN, replace(WRITTEN, revision=1, rank=1), "aborted"),
        (WRITTEN, None, "aborted"),
        (WRITTEN, replace(WRITTEN, revision=3, rank=3), None),
    ],
)
def test_a_row_tells_what_became_of_a_commit(
    shared: MariaStorage, tenant: str, witness: Row | None, there: Row | None, told: str | None
) -> None:
    """None where others wrote over it: then nobody knows."""
    if there is not None:
        add(shared, tenant, [changed(there, tenant_id=tenant)])
    asked = changed(witness, tenant_id=tenant) if witness else None
    assert shared._outcome(tenant, CommitLost("", asked, None)) == told


def test_a_commit_that_is_still_under_way_is_waited_for(shared: MariaStorage, tenant: str) -> None:
    fact = replace(FACT, tenant_id=tenant)

    def work(uow: UnitOfWork) -> Future[str | None]:
        uow.add([fact])
        asked = pool.submit(shared._outcome, tenant, CommitLost("", fact, None))
        waiting = "SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'"
        with shared.engine.connect() as other:
            while other.exec_driver_sql(waiting).one()[1] == "0":
                assert not asked.done()
        return asked

    with ThreadPoolExecutor(1) as pool:
        assert shared.write(tenant, work).result(20) == "committed"


@pytest.mark.parametrize("place", [30, 90])
def test_a_migration_that_broke_off_is_taken_up(maria_server: str, place: int) -> None:
    """Each step of it is committed by itself; the last breaks at the last trigger but few."""
    steps: list[str] = []

    def breaks(*call: object) -> None:
        statement = str(call[2]).strip()
        if statement.startswith(("CREATE", "ALTER", "DROP")):
            steps.append(statement)
            if len(steps) == place:
                raise InterruptedError(statement)

    with database_of(maria_server) as url:
        engine = engine_for(url)
        sa.event.listen(engine, "before_cursor_execute", breaks)
        with pytest.raises(InterruptedError):
            upgrade(engine)
        upgrade(engine)
        assert len(steps) > 90
        assert differences(engine) == []
        engine.dispose()
