"""The SQLite backend keeps the contract, shares one writer, and survives kill -9."""

from __future__ import annotations

import asyncio
import contextvars
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from invoicekit.errors import DuplicateKey, Locked, StorageError
from invoicekit.model.stored import Id
from invoicekit.ports.storage import JointWork, Query, UnitOfWork
from invoicekit.storage.sql import _holding
from invoicekit.storage.sql._writer import Writer
from invoicekit.storage.sql.sqlite import SqliteStorage, engine_for
from invoicekit.storage.sql.tables import create_tables
from invoicekit.testing._contract_holding import HoldingContract
from invoicekit.testing._contract_verbs import add, get, item
from invoicekit.testing.storage_contract import (
    CONTRACT_ROWS,
    ContractFact,
    ContractItem,
    StorageContract,
)

WRITES_UNTIL_KILLED = """
import sys
from dataclasses import replace
from invoicekit.storage.sql._writer import Writer
from invoicekit.storage.sql.sqlite import SqliteStorage
from invoicekit.testing.storage_contract import ContractFact, ContractItem

storage = SqliteStorage(sys.argv[1])

def work(uow):
    (row,) = uow.get(ContractItem, ["counter"], lock=True)
    uow.add([ContractFact(tenant_id="a", subject="s", sequence=row.rank + n) for n in (1, 2, 3)])
    uow.replace([replace(row, rank=row.rank + 3, revision=row.revision + 1)])
    return row.rank + 3

while True:
    print(storage.write("a", work), flush=True)
"""

FORKS = """
import os, sys
from invoicekit.storage.sql.sqlite import SqliteStorage
from invoicekit.testing._contract_verbs import add, item

storage = SqliteStorage(sys.argv[1])
add(storage, "a", [item("a", "before")])
child = os.fork()
add(storage, "a", [item("a", "parent" if child else "child")])
storage.close()
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStorage]:
    storage = SqliteStorage.from_path(tmp_path_factory.mktemp("sqlite") / "contract.db")
    create_tables(storage.engine, CONTRACT_ROWS)
    yield storage
    storage.close()


class TestSqlite(StorageContract):
    @pytest.fixture
    def storage(self, shared: SqliteStorage) -> SqliteStorage:
        return shared


class TestWhereHoldersAreCommon(HoldingContract):
    """The other ways to find what is held: each is for numbers that no test has."""

    @pytest.fixture
    def storage(self, shared: SqliteStorage, monkeypatch: pytest.MonkeyPatch) -> SqliteStorage:
        monkeypatch.setattr(_holding, "FEW", 3)
        monkeypatch.setattr(_holding, "COUNTED", (2, 4))
        return shared


@pytest.fixture
def opened(sqlite_path: Path) -> Iterator[SqliteStorage]:
    storage = SqliteStorage(sqlite_path)
    create_tables(storage.engine, CONTRACT_ROWS)
    yield storage
    storage.close()


def test_the_file_is_kept_as_invoices_need_it(opened: SqliteStorage) -> None:
    with opened.engine.connect() as connection:
        pragmas = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        kept = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]

    assert kept == ["wal", 2, 10000, 1]


def test_storages_of_one_file_share_its_writer(opened: SqliteStorage, sqlite_path: Path) -> None:
    beside = SqliteStorage(sqlite_path.parent / "." / sqlite_path.name)
    assert beside.engine is opened.engine

    add(beside, "a", [item("a", "1")])
    beside.close()
    beside.close()  # twice does no harm
    assert add(opened, "a", [item("a", "2")]) == 1


def test_a_nested_write_is_refused_even_through_another_storage(
    opened: SqliteStorage, sqlite_path: Path
) -> None:
    beside = SqliteStorage(sqlite_path)
    with pytest.raises(Locked, match="would wait for itself"):
        opened.write("a", lambda _: add(beside, "a", [item("a", "1")]))
    beside.close()


def _add(rows: list[ContractItem], uow: UnitOfWork) -> int:
    return uow.add(rows)


def test_works_that_wait_are_committed_together(opened: SqliteStorage) -> None:
    ran: list[str] = []
    sa.event.listen(opened.engine, "connect", lambda raw, _: raw.set_trace_callback(ran.append))
    opened.engine.dispose()
    futures: list[Future[int]] = []

    def first(uow: UnitOfWork) -> int:
        for number in range(10):  # they wait while this one is running
            rows = [item("a", str(number))]
            job = partial(_add, rows)
            futures.append(contextvars.Context().run(opened.submit, "a", job))
        return uow.add([item("a", "first")])

    assert opened.write("a", first) == 1
    assert [future.result(20) for future in futures] == [1] * 10
    assert ran.count("COMMIT") == 2


def waiting(
    storage: SqliteStorage, works: Sequence[tuple[str, JointWork[str, str]]]
) -> list[Future[str]]:
    """The answers of works that wait for the writer at the same time, each for its tenant."""

    def first(_: UnitOfWork) -> list[Future[str]]:
        jobs = [partial(storage.submit, tenant, work) for tenant, work in works]
        return [contextvars.Context().run(job) for job in jobs]

    futures = storage.write("a", first)
    wait(futures, 20)
    return futures


def test_works_that_join_are_done_by_one_call(opened: SqliteStorage) -> None:
    calls: list[list[str]] = []

    def added(uow: UnitOfWork, keys: Sequence[str]) -> list[str]:
        calls.append([uow.tenant, *keys])
        uow.add([item(uow.tenant, key) for key in keys], ignore_existing=True)
        return [key * 2 for key in keys]

    def other(uow: UnitOfWork, keys: Sequence[str]) -> list[str]:
        return added(uow, keys)

    kinds = {"a": added, "b": added, "o": other}
    asked = [("a", "1"), ("a", "2"), ("a", "3"), ("a", "2"), ("a", "4")]
    asked += [("b", "5"), ("b", "6"), ("o", "7")]
    works = [
        ("b" if kind == "b" else "a", JointWork(kinds[kind], key, about=key)) for kind, key in asked
    ]
    answers = [future.result() for future in waiting(opened, works)]

    assert calls == [["a", "1", "2", "3"], ["a", "2", "4"], ["b", "5", "6"], ["a", "7"]]
    assert answers == ["11", "22", "33", "22", "44", "55", "66", "77"]


def test_works_that_join_have_a_result_each(opened: SqliteStorage) -> None:
    def short(uow: UnitOfWork, keys: Sequence[str]) -> list[str]:
        uow.add([item(uow.tenant, key) for key in keys])
        return list(keys[:1])

    futures = waiting(opened, [("a", JointWork(short, key, about=key)) for key in "12"])

    assert [future.result() for future in futures] == ["1", "2"]  # each alone, after all


def test_nobody_hears_of_the_failure_of_another(opened: SqliteStorage) -> None:
    def added(uow: UnitOfWork, keys: Sequence[str]) -> list[str]:
        uow.add([item("a", key) for key in keys])
        return list(keys)

    add(opened, "a", [item("a", "2")])
    works = [("a", JointWork(added, key, about=key)) for key in "123"]
    one, two, three = waiting(opened, works)

    assert (one.result(), three.result()) == ("1", "3")
    assert isinstance(two.exception(), DuplicateKey)
    assert None not in get(opened, "a", ContractItem, *"123")


def test_who_finds_nobody_writing_writes_himself(opened: SqliteStorage) -> None:
    assert opened.write("a", lambda _: threading.get_ident()) == threading.get_ident()
    assert opened.submit("a", lambda _: threading.get_ident()).result(20) != threading.get_ident()


def test_after_a_crowd_nobody_writes_alone(opened: SqliteStorage) -> None:
    def crowd(_: UnitOfWork) -> list[Future[int]]:
        jobs = [partial(_add, [item("a", key)]) for key in "123"]
        return [contextvars.Context().run(opened.submit, "a", job) for job in jobs]

    for future in opened.write("a", crowd):
        future.result(20)

    assert opened.write("a", lambda _: threading.get_ident()) != threading.get_ident()
    with opened._database().writer._turn:
        pass  # the writer answers before it lets go
    assert opened.write("a", lambda _: threading.get_ident()) == threading.get_ident()


def test_what_a_work_reads_by_sqlalchemy_is_of_its_transaction(opened: SqliteStorage) -> None:
    def work(uow: UnitOfWork) -> list[str]:
        uow.add([item("a", key) for key in "12"])
        with uow.savepoint():
            uow.add([item("a", "3")])
        return [row.id for row in uow.stream(Query(of=ContractItem))]

    assert opened.write("a", work) == ["1", "2", "3"]
    assert None not in get(opened, "a", ContractItem, *"123")


def test_an_event_loop_awaits_the_writer(opened: SqliteStorage) -> None:
    async def both() -> list[int]:
        jobs = [opened.submit("a", partial(_add, [item("a", key)])) for key in "12"]
        return list(await asyncio.gather(*map(asyncio.wrap_future, jobs)))

    assert asyncio.run(both()) == [1, 1]


def test_a_work_sees_the_context_of_its_caller(opened: SqliteStorage) -> None:
    request = contextvars.ContextVar("request", default="none")
    request.set("42")

    assert opened.write("a", lambda _: request.get()) == "42"


@pytest.mark.parametrize("problem", [SystemExit, KeyboardInterrupt])
def test_the_writer_survives_what_a_work_raises(
    opened: SqliteStorage, problem: type[BaseException]
) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.add([item("a", "1")])
        raise problem

    with pytest.raises(problem):
        opened.write("a", work)
    assert get(opened, "a", ContractItem, "1") == [None]


def test_another_process_that_holds_the_file_is_an_error_of_ours(
    opened: SqliteStorage, sqlite_path: Path
) -> None:
    other = engine_for(str(sqlite_path))
    sa.event.listen(opened.engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=1"))
    opened.engine.dispose()
    with other.begin(), pytest.raises(Locked, match="locked"):
        add(opened, "a", [item("a", "1")])
    other.dispose()
    assert add(opened, "a", [item("a", "1")]) == 1


def test_what_waits_is_written_before_the_end(opened: SqliteStorage) -> None:
    writer = Writer(opened.engine)
    futures: list[Future[int]] = []

    def first(_: UnitOfWork) -> None:
        futures.append(writer.submit("a", partial(_add, [item("a", "1")])))
        futures.append(writer.submit("a", partial(_add, [item("a", "2")])))
        writer.end()

    writer.submit("a", first).result(20)
    writer.close()
    assert [future.result(20) for future in futures] == [1, 1]


def test_a_closed_writer_says_so(sqlite_path: Path) -> None:
    storage = SqliteStorage(sqlite_path)
    writer = storage._database().writer
    storage.close()

    with pytest.raises(StorageError, match="closed"):
        writer.submit("a", lambda _: None)


def test_a_forked_child_opens_its_own(opened: SqliteStorage, sqlite_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FORKS, str(sqlite_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert None not in get(opened, "a", ContractItem, "before", "child", "parent")


def test_kill_9_leaves_no_half_transaction(opened: SqliteStorage, sqlite_path: Path) -> None:
    add(opened, "a", [item("a", "counter", rank=0)])
    for commits in (1, 20):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITES_UNTIL_KILLED, str(sqlite_path)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout
        acknowledged = [int(child.stdout.readline()) for _ in range(commits)][-1]
        os.kill(child.pid, signal.SIGKILL)
        child.wait(20)
        child.stdout.close()

        facts = opened.read(
            "a", lambda uow: [f.sequence for f in uow.stream(Query(of=ContractFact))]
        )
        (counter,) = opened.read("a", lambda uow: uow.get(ContractItem, [Id("counter")]))
        assert counter is not None
        assert counter.rank is not None
        assert counter.rank >= acknowledged
        assert facts == list(range(1, counter.rank + 1))
        with opened.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
