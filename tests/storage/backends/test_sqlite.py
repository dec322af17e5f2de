"""`sqlite:///path` opens a file and brings its schema up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoicekit.errors import ConfigurationError, StorageError
from invoicekit.model.rows import SeriesRow
from invoicekit.storage import open_storage

SERIES = SeriesRow(tenant_id="a", series="R", issuer_id="i")  # type: ignore[arg-type]  # any id will do


def test_rows_are_there_when_the_file_is_opened_again(sqlite_path: Path) -> None:
    storage = open_storage(f"sqlite:///{sqlite_path}")
    storage.write("a", lambda uow: uow.add([SERIES]))
    storage.close()

    again = open_storage(f"sqlite+pysqlite:///{sqlite_path}")
    assert again.read("a", lambda uow: uow.get(SeriesRow, ["R"])) == [SERIES]
    again.close()


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite://folder/x.db", "sqlite+aiosqlite:///x.db"]
)
def test_a_url_without_a_file_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"sqlite:///invoices\.db"):
        open_storage(url)


def test_a_url_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        open_storage("sqlite://host:port/x.db")


def test_a_file_that_cannot_be_used_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam, " * 300)

    with pytest.raises(StorageError, match="not a database"):
        open_storage(f"sqlite:///{tmp_path}/letter.txt")
    with pytest.raises(StorageError, match="unable to open"):
        open_storage(f"sqlite:///{tmp_path}/no/such/folder.db")
