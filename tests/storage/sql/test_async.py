"""An event loop on SQLite and PostgreSQL: the same contract, nothing blocked, nothing half done."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from invoicekit.errors import ConnectionLost, Locked
from invoicekit.model.stored import Id
from invoicekit.ports.storage import AsyncStorage, UnitOfWork
from invoicekit.storage.sql.async_postgres import AsyncPostgresStorage, async_engine_for
from invoicekit.storage.sql.async_sqlite import AsyncSqliteStorage
from invoicekit.storage.sql.postgres import PostgresStorage
from invoicekit.storage.sql.sqlite import SqliteStorage
from invoicekit.storage.sql.tables import create_tables, table_of
from invoicekit.testing._contract_verbs import add, get, item
from invoicekit.testing.storage_contract import CONTRACT_ROWS, ContractItem, StorageContract

T = TypeVar("T")
PATIENCE = 20


class OwnLoops:
    """An async storage as the contract's tests call it: each thread has a loop and a pool."""

    def __init__(self, made: Callable[[], AsyncStorage]) -> None:
        self._made = made
        self._mine = threading.local()
        self._all: list[tuple[asyncio.Runner, AsyncStorage]] = []

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        if asyncio._get_running_loop():
            raise Locked("a work awaits nothing")  # there is no other way to ask for it
        runner, storage = self._own()
        return runner.run(storage.write(tenant, work))

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        runner, storage = self._own()
        return runner.run(storage.read(tenant, work))

    def close(self) -> None:
        for runner, storage in self._all:
            if isinstance(storage, AsyncPostgresStorage):
                runner.run(storage.engine.dispose())
            runner.close()

    def _own(self) -> tuple[asyncio.Runner, AsyncStorage]:
        if not hasattr(self._mine, "own"):
            self._mine.own = (asyncio.Runner(), self._made())
            self._all.append(self._mine.own)
        own: tuple[asyncio.Runner, AsyncStorage] = self._mine.own
        return own


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AsyncSqliteStorage]:
    blocking = SqliteStorage(tmp_path_factory.mktemp("async") / "contract.db")
    create_tables(blocking.engine, CONTRACT_ROWS)
    storage = AsyncSqliteStorage(blocking)
    yield storage
    asyncio.run(storage.close())


@pytest.fixture(scope="module")
def on_postgres(postgres_url: str) -> Iterator[AsyncPostgresStorage]:
    """Without a pool, since a pool belongs to one loop."""
    blocking = PostgresStorage.from_url(postgres_url)
    create_tables(blocking.engine, CONTRACT_ROWS)
    storage = AsyncPostgresStorage(async_engine_for(postgres_url, poolclass=NullPool), blocking)
    yield storage
    asyncio.run(storage.close())


class TestAsyncSqlite(StorageContract):
    @pytest.fixture
    def storage(self, on_sqlite: AsyncSqliteStorage) -> Iterator[OwnLoops]:
        yield from contract(lambda: on_sqlite)


@pytest.fixture(scope="module")
def loops_on_postgres(on_postgres: AsyncPostgresStorage, postgres_url: str) -> Iterator[OwnLoops]:
    yield from contract(
        lambda: AsyncPostgresStorage(
            async_engine_for(postgres_url, pool_size=1), on_postgres.blocking
        )
    )


@pytest.mark.xdist_group("postgresql")
class TestAsyncPostgres(StorageContract):
    @pytest.fixture
    def storage(self, loops_on_postgres: OwnLoops) -> OwnLoops:
        return loops_on_postgres


def contract(made: Callable[[], AsyncStorage]) -> Iterator[OwnLoops]:
    storage = OwnLoops(made)
    yield storage
    storage.close()


@pytest.fixture
def tenant() -> str:
    return f"async-{secrets.token_hex(8)}"


@pytest.mark.parametrize("verb", ["write", "read"])
def test_the_loop_goes_on_while_sqlite_works(
    on_sqlite: AsyncSqliteStorage, tenant: str, verb: str
) -> None:
    """The work ends only when the loop says so: a loop that waited would wait for ever."""
    said = threading.Event()

    async def both() -> object:
        job = asyncio.create_task(
            getattr(on_sqlite, verb)(tenant, lambda _: said.wait(PATIENCE) and "done")
        )
        for _ in range(50):
            await asyncio.sleep(0)
        said.set()
        return await job

    assert asyncio.run(both()) == "done"


@pytest.mark.xdist_group("postgresql")
def test_the_loop_goes_on_while_postgresql_waits_for_a_row(
    on_postgres: AsyncPostgresStorage, tenant: str
) -> None:
    blocking = on_postgres.blocking
    assert isinstance(blocking, PostgresStorage)
    add(blocking, tenant, [item(tenant, "1", rank=0)])
    row = table_of(ContractItem)
    held = sa.select(row).where(row.c.tenant_id == tenant).with_for_update()

    async def both() -> int:
        with blocking.engine.begin() as holder:
            holder.execute(held)
            job = asyncio.create_task(on_postgres.write(tenant, count))
            await waiting_for_a_row(blocking)
        return await job

    assert asyncio.run(both()) == 1


def count(uow: UnitOfWork) -> int:
    (row,) = uow.get(ContractItem, [Id("1")], lock=True)
    assert row is not None
    uow.replace([replace(row, rank=(row.rank or 0) + 1, revision=row.revision + 1)])
    return (row.rank or 0) + 1


async def waiting_for_a_row(blocking: PostgresStorage) -> None:
    """Comes back when a backend of the database waits for a lock."""
    asked = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    with blocking.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(100_000):
            if connection.exec_driver_sql(asked).scalar():
                return
            await asyncio.sleep(0)
    pytest.fail("nobody waits")


@pytest.mark.xdist_group("postgresql")
def test_cancelled_tasks_leave_nothing_on_postgresql(
    on_postgres: AsyncPostgresStorage, postgres_url: str, tenant: str
) -> None:
    """Each is cancelled while it waits for the row; the pool is whole afterwards."""
    blocking = on_postgres.blocking
    assert isinstance(blocking, PostgresStorage)
    add(blocking, tenant, [item(tenant, "1", rank=0)])
    row = table_of(ContractItem)
    held = sa.select(row).where(row.c.tenant_id == tenant).with_for_update()

    async def run() -> None:
        storage = AsyncPostgresStorage(
            async_engine_for(postgres_url, pool_size=2, max_overflow=0), blocking
        )
        for _ in range(6):
            with blocking.engine.begin() as holder:
                holder.execute(held)
                job = asyncio.create_task(storage.write(tenant, count))
                await waiting_for_a_row(blocking)
                job.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await job
        assert await storage.write(tenant, count) == 1
        pool = storage.engine.pool
        assert "Connections in pool: 0" not in pool.status()
        assert "Checked out connections: 0" in pool.status()
        await storage.engine.dispose()

    asyncio.run(run())
    assert [each and each.rank for each in get(blocking, tenant, ContractItem, "1")] == [1]


def test_a_task_cancelled_in_the_queue_leaves_nothing_on_sqlite(
    on_sqlite: AsyncSqliteStorage, tenant: str
) -> None:
    at_work, said = threading.Event(), threading.Event()

    def work(_: UnitOfWork) -> str:
        at_work.set()
        return "done" if said.wait(PATIENCE) else "nobody said so"

    async def run() -> str:
        first = asyncio.create_task(on_sqlite.write(tenant, work))
        await asyncio.to_thread(at_work.wait, PATIENCE)  # the writer takes no more with it
        waits = asyncio.create_task(
            on_sqlite.write(tenant, lambda uow: uow.add([item(tenant, "cancelled")]))
        )
        await asyncio.sleep(0)
        waits.cancel()
        with suppress(asyncio.CancelledError):
            await waits
        said.set()
        return str(await first)

    assert asyncio.run(run()) == "done"
    assert get(on_sqlite.blocking, tenant, ContractItem, "cancelled") == [None]


def test_a_task_cancelled_at_work_is_finished_on_sqlite(
    on_sqlite: AsyncSqliteStorage, tenant: str
) -> None:
    """All of it or nothing: here all, and only its answer is lost."""
    began, said = threading.Event(), threading.Event()

    def work(uow: UnitOfWork) -> int:
        began.set()
        assert said.wait(PATIENCE)
        return uow.add([item(tenant, "finished")])

    async def run() -> None:
        job = asyncio.create_task(on_sqlite.write(tenant, work))
        await asyncio.to_thread(began.wait, PATIENCE)
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
        said.set()
        await on_sqlite.write(tenant, lambda uow: uow.add([item(tenant, "next")]))

    asyncio.run(run())
    assert None not in get(on_sqlite.blocking, tenant, ContractItem, "finished", "next")


@pytest.mark.xdist_group("postgresql")
def test_a_server_out_of_reach_is_an_error_of_ours(on_postgres: AsyncPostgresStorage) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async def run() -> None:
        nobody = async_engine_for("postgresql+psycopg://nobody@127.0.0.1:1/none")
        storage = AsyncPostgresStorage(nobody, on_postgres.blocking, pause=pause)
        with pytest.raises(ConnectionLost, match="cannot be reached"):
            await storage.write("a", lambda _: None)
        await nobody.dispose()

    asyncio.run(run())
    assert pauses == sorted(pauses)
    assert len(pauses) == 5


@pytest.mark.xdist_group("postgresql")
def test_a_lock_of_ours_is_not_run_again(on_postgres: AsyncPostgresStorage) -> None:
    def work(_: UnitOfWork) -> None:
        raise Locked("the service's own")

    with pytest.raises(Locked, match="the service's own"):
        asyncio.run(on_postgres.write("a", work))
