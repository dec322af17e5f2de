"""An UPDATE names the columns that change, where what was read says which."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from invoicekit.model.stored import Id
from invoicekit.ports.storage import UnitOfWork
from invoicekit.storage._gate import Gate
from invoicekit.storage.sql import _known, statements
from invoicekit.storage.sql.sqlite import SqliteStorage
from invoicekit.storage.sql.tables import create_tables
from invoicekit.storage.sql.unit import SqlUnitOfWork
from invoicekit.testing._contract_rows import NOW
from invoicekit.testing._contract_verbs import add, get, item
from invoicekit.testing.storage_contract import CONTRACT_ROWS, ContractItem, ContractTask

TABLE = "ik_contract_item"
WRITTEN = f"UPDATE {TABLE} SET revision=?, "


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStorage]:
    storage = SqliteStorage(tmp_path_factory.mktemp("known") / "known.db")
    create_tables(storage.engine, CONTRACT_ROWS)
    yield storage
    storage.close()


def read(uow: UnitOfWork, *keys: str) -> list[ContractItem]:
    """The rows with these keys."""
    return [row for row in uow.get(ContractItem, keys, lock=True) if row is not None]


def renamed(row: ContractItem, label: str) -> ContractItem:
    return replace(row, revision=row.revision + 1, label=label)


def ranked(row: ContractItem, rank: int) -> ContractItem:
    return replace(row, revision=row.revision + 1, rank=rank)


@pytest.fixture
def unit(storage: SqliteStorage) -> Iterator[tuple[SqlUnitOfWork, list[str]]]:
    """A unit of work on the rows 1 and 2, and the UPDATEs that it runs."""
    add(storage, "told", [item("told", key) for key in "12"])
    updates: list[str] = []

    def note(_c: object, _k: object, text: str, *_: object) -> None:
        if text.startswith("UPDATE"):
            updates.append(text.partition(" WHERE ")[0])

    with storage.engine.connect() as connection:
        sa.event.listen(connection, "before_cursor_execute", note)
        connection.begin()
        yield SqlUnitOfWork(connection, Gate("told", read_only=False)), updates
        connection.rollback()
        connection.begin()
        connection.exec_driver_sql(f"DELETE FROM {TABLE} WHERE tenant_id = 'told'")
        connection.commit()


def test_a_row_that_was_read_is_written_where_it_changes(
    unit: tuple[SqlUnitOfWork, list[str]],
) -> None:
    uow, updates = unit
    [row] = read(uow, "1")
    uow.replace([renamed(row, "new")])
    uow.replace([ranked(renamed(row, "new"), 7)])

    assert updates == [WRITTEN + "label=?", WRITTEN + "rank=?"]
    assert read(uow, "1") == [ranked(renamed(row, "new"), 7)]


def test_rows_that_change_alike_are_written_together(
    unit: tuple[SqlUnitOfWork, list[str]],
) -> None:
    uow, updates = unit
    one, two = read(uow, "1", "2")
    uow.replace([renamed(one, "a"), renamed(two, "b")])
    assert updates == [WRITTEN + "label=?"]

    one, two = read(uow, "1", "2")
    uow.replace([renamed(one, "c"), ranked(two, 9)])
    assert updates[1:] == [WRITTEN + "label=?", WRITTEN + "rank=?"]
    assert read(uow, "1", "2") == [renamed(one, "c"), ranked(two, 9)]


def test_a_row_that_was_not_read_is_written_whole(unit: tuple[SqlUnitOfWork, list[str]]) -> None:
    uow, updates = unit
    uow.replace([renamed(item("told", "1"), "new")])

    assert [text.count("=?") for text in updates] == [len(ContractItem.__dataclass_fields__) - 2]


def test_so_many_rows_are_known_and_no_more(
    unit: tuple[SqlUnitOfWork, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_known, "MOST", 1)
    uow, updates = unit
    [one], [two] = read(uow, "1"), read(uow, "2")
    uow.replace([renamed(two, "new")])
    uow.replace([renamed(one, "new")])

    assert updates[0] == WRITTEN + "label=?"
    assert updates[1] != updates[0]


def test_what_a_savepoint_took_back_is_not_believed(storage: SqliteStorage) -> None:
    """A lease has made the row another one of the revision that was undone."""
    task, later = ContractTask(tenant_id="undone", id=Id("1")), NOW + timedelta(days=1)
    add(storage, "undone", [task])

    def work(uow: UnitOfWork) -> None:
        uow.get(ContractTask, ["1"], lock=True)
        with suppress(LookupError), uow.savepoint():
            uow.replace([replace(task, revision=2, due_at=later)])
            raise LookupError
        [leased] = uow.claim(ContractTask, now=NOW, until=later, owner="w", limit=1)
        uow.replace([replace(leased, revision=3, due_at=later)])

    storage.write("undone", work)

    [kept] = get(storage, "undone", ContractTask, "1")
    assert isinstance(kept, ContractTask)
    assert (kept.due_at, kept.lease_owner) == (later, "w")


def test_so_many_sets_of_columns_are_kept_and_no_more(
    storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = statements.Statements(ContractItem, storage.engine.dialect)
    monkeypatch.setattr(statements, "MOST_UPDATES", 1)

    assert made.update_of(("revision", "label")) is made.update_of(("revision", "label"))
    assert made.update_of(("revision", "rank")) is made.update
