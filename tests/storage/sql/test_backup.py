"""A backup is one moment of the file, made while others write, and whole or not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import invoicekit as ik
from invoicekit.errors import ConfigurationError, StorageError
from invoicekit.ports.storage import Query
from invoicekit.storage.sql.sqlite import SqliteStorage
from invoicekit.storage.sql.tables import create_tables
from invoicekit.testing._contract_verbs import add, item
from invoicekit.testing.storage_contract import CONTRACT_ROWS, ContractItem


@pytest.fixture
def opened(sqlite_path: Path) -> Iterator[SqliteStorage]:
    storage = SqliteStorage(sqlite_path)
    create_tables(storage.engine, CONTRACT_ROWS)
    add(storage, "a", [item("a", f"{number:05}", label="x" * 900) for number in range(3000)])
    yield storage
    storage.close()


def ids(path: Path) -> list[str]:
    storage = SqliteStorage(path)
    try:
        return storage.read("a", lambda uow: [r.id for r in uow.stream(Query(of=ContractItem))])
    finally:
        storage.close()


def test_it_holds_one_moment_while_others_write(opened: SqliteStorage, tmp_path: Path) -> None:
    target, told = tmp_path / "copy.db", []

    def progress(done: int, total: int) -> None:
        told.append((done, total))
        add(opened, "a", [item("a", f"later-{done}")])
        assert not target.exists()

    opened.backup(target, progress)

    assert ids(target) == [f"{number:05}" for number in range(3000)]
    done, totals = zip(*told, strict=True)
    assert len(done) > 1
    assert list(done) == sorted(set(done))  # never started again
    assert set(totals) == {done[-1]}
    assert sorted(path.name for path in tmp_path.glob("*copy.db*")) == ["copy.db"]


def test_it_overwrites_nothing(opened: SqliteStorage, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(StorageError, match="a file already"):
        opened.backup(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_a_copy_that_fails_leaves_no_file(opened: SqliteStorage, tmp_path: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        opened.backup(tmp_path / "copy.db", stop)
    with pytest.raises(StorageError, match="no copy could be made"):
        opened.backup(tmp_path / "missing" / "copy.db")
    assert list(tmp_path.glob("*copy.db*")) == []


def test_a_kit_opens_its_backup(tmp_path: Path) -> None:
    issuer = ik.Party(name="Shop GmbH", address=ik.Address(country="DE"))
    with ik.InvoiceKit.from_url(f"sqlite:///{tmp_path / 'shop.db'}", issuer=issuer) as kit:
        made = kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
        kit.backup(tmp_path / "copy.db")
        kit.customers.create(name="Zeta Ltd", country="GB", actor="alice")
    with ik.InvoiceKit.from_url(f"sqlite:///{tmp_path / 'copy.db'}") as copy:
        assert copy.customers.list().items == (made,)
        assert copy.audit.verify().faults == ()


def test_a_kit_without_a_file_says_what_to_use(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no file to copy"):
        ik.InvoiceKit.in_memory().backup(tmp_path / "copy.db")
