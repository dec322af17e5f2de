"""No statement on our tables without a tenant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from invoicekit.errors import StorageError
from invoicekit.model.rows import InvoiceRow
from invoicekit.storage.sql.guard import check_tenant
from invoicekit.storage.sql.sqlite import SqliteStorage
from invoicekit.storage.sql.tables import table_of

TABLE = table_of(InvoiceRow)


@pytest.fixture
def connection(sqlite_path: Path) -> Iterator[sa.Connection]:
    storage = SqliteStorage(sqlite_path)
    with storage.engine.connect() as connection:
        yield connection
    storage.close()


@pytest.mark.parametrize(
    "statement",
    [
        sa.select(TABLE),
        sa.select(TABLE.c.tenant_id).where(TABLE.c.document_status == "issued"),
        sa.update(TABLE).values(revision=2),
        sa.delete(TABLE),
        sa.text("SELECT tenant_id, id FROM ik_invoice"),
    ],
    ids=str,
)
def test_a_forgotten_tenant_is_found(connection: sa.Connection, statement: sa.Executable) -> None:
    with pytest.raises(StorageError, match="does not name the tenant"):
        connection.execute(statement)


def test_a_statement_with_its_tenant_passes(connection: sa.Connection) -> None:
    assert connection.execute(sa.select(TABLE).where(TABLE.c.tenant_id == "a")).all() == []


def test_one_may_say_that_all_tenants_are_meant(connection: sa.Connection) -> None:
    everybody = connection.execution_options(ik_all_tenants=True)

    assert everybody.execute(sa.select(TABLE)).all() == []


@pytest.mark.parametrize(
    "statement", ["SELECT 1", "SELECT * FROM shop_order", "PRAGMA foreign_keys"]
)
def test_what_is_not_ours_passes(statement: str) -> None:
    assert check_tenant(statement) == statement
