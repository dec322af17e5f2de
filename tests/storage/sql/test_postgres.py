"""The PostgreSQL backend keeps the contract, runs again what has to be, and has its limits."""

from __future__ import annotations

import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from invoicekit.errors import Locked, StorageError
from invoicekit.model.stored import Id
from invoicekit.ports.storage import Query, UnitOfWork
from invoicekit.storage.sql._places import place_of
from invoicekit.storage.sql.postgres import PostgresStorage
from invoicekit.storage.sql.tables import create_tables, table_of
from invoicekit.storage.sql.unit import SqlUnitOfWork
from invoicekit.testing._contract_verbs import add, get, item
from invoicekit.testing.storage_contract import (
    CONTRACT_ROWS,
    ContractItem,
    ContractNote,
    StorageContract,
)

pytestmark = pytest.mark.xdist_group("postgresql")


COUNTS = """
import sys
from dataclasses import replace
from invoicekit.storage.sql.postgres import PostgresStorage
from invoicekit.testing.storage_contract import ContractItem

storage = PostgresStorage.from_url(sys.argv[1])

def work(uow):
    (row,) = uow.get(ContractItem, ["counter"], lock=True)
    uow.replace([replace(row, rank=row.rank + 1, revision=row.revision + 1)])
    return row.rank + 1

for _ in range(25):
    print(storage.write(sys.argv[2], work))
storage.close()
"""


@pytest.fixture
def tenant() -> str:
    return f"postgres-{secrets.token_hex(8)}"


@pytest.fixture(scope="module")
def shared(postgres_url: str) -> Iterator[PostgresStorage]:
    yield from opened(postgres_url)


@pytest.fixture(scope="module")
def older(older_postgres_url: str) -> Iterator[PostgresStorage]:
    yield from opened(older_postgres_url)


def opened(url: str) -> Iterator[PostgresStorage]:
    storage = PostgresStorage.from_url(url)
    create_tables(storage.engine, CONTRACT_ROWS)
    yield storage
    storage.close()


class TestPostgres(StorageContract):
    @pytest.fixture
    def storage(self, shared: PostgresStorage) -> PostgresStorage:
        return shared


@pytest.mark.gate
class TestOlderPostgres(StorageContract):
    @pytest.fixture
    def storage(self, older: PostgresStorage) -> PostgresStorage:
        return older


@pytest.mark.gate
def test_an_earlier_major_version_was_tested(older: PostgresStorage) -> None:
    with older.engine.connect() as connection:
        version = int(str(connection.exec_driver_sql("SHOW server_version_num").scalar()))
    assert version // 10_000 == 16


def test_a_deadlock_is_run_again(shared: PostgresStorage, tenant: str) -> None:
    """Two works lock the same rows one by one, each in the other's order."""
    add(shared, tenant, [item(tenant, key, rank=0) for key in "ab"])
    meet = threading.Barrier(2)
    runs: list[str] = []

    def cross(keys: str) -> None:
        def work(uow: UnitOfWork) -> None:
            runs.append(keys)
            for key in keys:
                (row,) = uow.get(ContractItem, [Id(key)], lock=True)
                assert row is not None
                uow.replace([replace(row, rank=(row.rank or 0) + 1, revision=row.revision + 1)])
                if len(runs) <= 2 and key == keys[0]:
                    meet.wait(20)

        shared.write(tenant, work)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(cross, ["ab", "ba"]))
    assert len(runs) > 2
    assert [row and row.rank for row in get(shared, tenant, ContractItem, "a", "b")] == [2, 2]


def test_a_lock_that_is_not_the_databases_is_not_run_again(
    shared: PostgresStorage, tenant: str
) -> None:
    runs: list[int] = []

    def work(_: UnitOfWork) -> None:
        runs.append(1)
        raise Locked("the service's own")

    with pytest.raises(Locked, match="the service's own"):
        shared.write(tenant, work)
    assert runs == [1]


def test_limits_hold_for_the_transaction_alone(shared: PostgresStorage) -> None:
    with shared.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "10s"
        connection.rollback()
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.autocommit = True
        assert driver.execute("SHOW lock_timeout").fetchone() == ("0",)
        driver.autocommit = False


def test_a_row_held_too_long_is_locked(shared: PostgresStorage, tenant: str) -> None:
    add(shared, tenant, [item(tenant, "1")])
    row = table_of(ContractItem)
    held = sa.select(row).where(row.c.tenant_id == tenant).with_for_update()

    def impatient(uow: UnitOfWork) -> None:
        assert isinstance(uow, SqlUnitOfWork)
        uow._connection.exec_driver_sql("SET LOCAL lock_timeout = '1ms'")
        uow.get(ContractItem, [Id("1")], lock=True)

    with shared.engine.begin() as holder:
        holder.execute(held)
        with pytest.raises(Locked) as caught:
            shared.write(tenant, impatient)
    assert "lock timeout" in caught.value.message


@pytest.mark.parametrize("text", ["nul \0 byte"])
def test_what_the_database_cannot_keep_is_an_error_of_ours(
    shared: PostgresStorage, tenant: str, text: str
) -> None:
    with pytest.raises(StorageError, match="the database failed"):
        add(shared, tenant, [item(tenant, "1", label=text)])
    assert get(shared, tenant, ContractItem, "1") == [None]


@pytest.mark.parametrize("processes", [2, pytest.param(10, marks=pytest.mark.gate)])
def test_processes_count_without_gap(
    postgres_url: str, shared: PostgresStorage, tenant: str, processes: int
) -> None:
    add(shared, tenant, [item(tenant, "counter", rank=0)])
    children = [
        subprocess.Popen(
            [sys.executable, "-c", COUNTS, postgres_url, tenant], stdout=subprocess.PIPE, text=True
        )
        for _ in range(processes)
    ]
    numbers = [int(line) for child in children for line in child.communicate(timeout=60)[0].split()]

    assert [child.returncode for child in children] == [0] * processes
    assert sorted(numbers) == list(range(1, 25 * processes + 1))


def noted(storage: PostgresStorage, tenant: str, *, after: int = 0) -> list[tuple[str, int]]:
    query = Query(of=ContractNote, where=(("place", ">", after),), order="place")
    found = storage.read(tenant, lambda uow: uow.page(query)).items
    return [(row.id, row.place) for row in found]


def note(tenant: str, key: str) -> ContractNote:
    return ContractNote(tenant_id=tenant, id=Id(key))


def test_a_transaction_that_ends_late_stands_before_what_was_not_shown(
    shared: PostgresStorage, tenant: str
) -> None:
    """The interleaving is forced: the quick one is committed while the slow one is under way."""
    add(shared, tenant, [note(tenant, "1 first")])
    early: list[tuple[str, int]] = []

    def slow(uow: UnitOfWork) -> None:
        uow.add([note(tenant, "3 slow")])
        with ThreadPoolExecutor(1) as pool:
            pool.submit(add, shared, tenant, [note(tenant, "2 quick")]).result(20)
            early.extend(pool.submit(noted, shared, tenant).result(20))

    shared.write(tenant, slow)

    assert [key for key, _ in early] == ["1 first"]  # the quick one is committed, and not shown yet
    late = noted(shared, tenant, after=early[-1][1])
    assert [key for key, _ in late] == ["3 slow", "2 quick"]


def test_places_go_on_where_a_dump_was_restored(postgres_url: str, tenant: str) -> None:
    """Another server begins its numbers anew: what came along stands before them, and is shown."""
    storage = PostgresStorage.from_url(postgres_url)
    create_tables(storage.engine, CONTRACT_ROWS)
    far = 1 << 40
    with storage.engine.begin() as connection:
        table = table_of(ContractNote)
        connection.execute(sa.insert(table), {"tenant_id": tenant, "id": "old", "place": far})
    storage.engine.dispose()  # its connections ended with the server before

    assert noted(storage, tenant) == [("old", far)]
    add(storage, tenant, [note(tenant, "new")])
    storage.engine.dispose()
    add(storage, tenant, [note(tenant, "newer")])
    found = noted(storage, tenant)
    assert [key for key, _ in found] == ["old", "new", "newer"]
    assert [place >> 44 for _, place in found] == [0, 1, 1]
    storage.close()


def test_who_commits_while_a_place_is_looked_up_lived_no_life_before(
    shared: PostgresStorage, tenant: str
) -> None:
    """Else the rows would stand after all that comes, where readers go on for ever without them."""
    with shared.engine.connect() as mine, shared.engine.connect() as other:
        number = other.exec_driver_sql("SELECT pg_current_xact_id()::text::bigint").scalar_one()

        def last() -> int:
            other.commit()
            return int(number)

        assert place_of(mine, tenant, last) == number + 1
