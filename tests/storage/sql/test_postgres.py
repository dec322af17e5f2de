"""The PostgreSQL backend keeps the contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from invoicekit.storage.sql.postgres import PostgresStorage
from invoicekit.storage.sql.tables import create_tables
from invoicekit.testing.storage_contract import CONTRACT_ROWS, StorageContract

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture(scope="module")
def shared(postgres_url: str) -> Iterator[PostgresStorage]:
    storage = PostgresStorage.from_url(postgres_url)
    create_tables(storage.engine, CONTRACT_ROWS)
    yield storage
    storage.close()


class TestPostgres(StorageContract):
    @pytest.fixture
    def storage(self, shared: PostgresStorage) -> PostgresStorage:
        return shared
