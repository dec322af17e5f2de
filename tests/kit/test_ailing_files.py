"""A SQLite file that is full, locked, read-only, cut off or something else says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

import invoicekit as ik
from invoicekit.errors import StorageError
from invoicekit.storage.sql.sqlite import SqliteStorage


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


@pytest.fixture
def kit(file: Path) -> Iterator[ik.InvoiceKit]:
    with ik.InvoiceKit.from_url(f"sqlite:///{file}") as kit:
        yield kit


@contextmanager
def every_connection(file: Path, pragma: str) -> Iterator[None]:
    """Has the file's connections opened anew, as on a disk without room or rights."""
    storage = SqliteStorage.from_path(file)  # a file has one engine in a process
    storage.engine.dispose()

    @sa.event.listens_for(storage.engine, "connect")
    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA {pragma}").close()

    yield
    storage.close()


@pytest.mark.parametrize(
    ("pragma", "said", "hint"),
    [
        ("max_page_count = 1", "is full", "Make room"),
        ("query_only = ON", "readonly", "may not write"),
    ],
)
def test_what_cannot_be_written_leaves_all_as_it_was(
    kit: ik.InvoiceKit, file: Path, pragma: str, said: str, hint: str
) -> None:
    kit.customers.create(name="Before", country="DE", actor="alice")
    kit.close()
    with every_connection(file, pragma), ik.InvoiceKit.from_url(f"sqlite:///{file}") as ailing:
        with pytest.raises(StorageError, match=said) as caught:
            ailing.customers.create(name="A" * 9000, country="DE", actor="alice")
        assert [customer.name for customer in ailing.customers.list()] == ["Before"]
    assert hint in str(caught.value.hint)


def test_who_only_reads_waits_for_no_writer(kit: ik.InvoiceKit, file: Path) -> None:
    kit.customers.create(name="Before", country="DE", actor="alice")
    kit.close()
    with sqlite3.connect(file) as other:
        other.execute("BEGIN IMMEDIATE")
        with ik.InvoiceKit.from_url(f"sqlite:///{file}") as reader:
            assert [customer.name for customer in reader.customers.list()] == ["Before"]
        other.rollback()
    other.close()


@pytest.mark.parametrize(
    ("spoil", "said", "hint"),
    [
        (lambda _: b"<Invoice/>" * 200, "not a database", "something else"),
        (lambda data: data[: len(data) // 2], "malformed", "restore a backup"),
    ],
)
def test_a_spoilt_file_is_named(
    kit: ik.InvoiceKit, file: Path, spoil: object, said: str, hint: str
) -> None:
    kit.close()
    assert callable(spoil)
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(StorageError, match=said) as caught:
        ik.InvoiceKit.from_url(f"sqlite:///{file}").audit.verify()
    assert hint in str(caught.value.hint)
    assert str(file) in str(caught.value)
