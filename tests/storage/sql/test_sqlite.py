"""The SQLite backend keeps the contract, shares one writer, and says what is wrong with a URL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from invoicekit.storage.sql.sqlite import SqliteStorage
from invoicekit.storage.sql.tables import create_tables
from invoicekit.testing.storage_contract import CONTRACT_ROWS, StorageContract


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
