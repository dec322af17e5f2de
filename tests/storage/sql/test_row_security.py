"""The wall inside PostgreSQL: a statement that forgets the tenant sees and changes nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from invoicekit.errors import ConfigurationError
from invoicekit.model.stored import Id
from invoicekit.storage.sql import migrate, sqlite
from invoicekit.storage.sql.bound import BoundStorage
from invoicekit.storage.sql.postgres import PostgresStorage
from invoicekit.storage.sql.row_security import is_protected, protect
from invoicekit.storage.sql.tables import create_tables
from invoicekit.testing._contract_verbs import add, get, item
from invoicekit.testing.storage_contract import CONTRACT_ROWS, ContractItem, StorageContract

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture(scope="module")
def shared(postgres_url: str) -> Iterator[PostgresStorage]:
    """A storage whose role owns the tables and is no superuser, behind the wall."""
    role = f"ik_program_{secrets.token_hex(6)}"
    admin = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN NOSUPERUSER")
        connection.exec_driver_sql(f"GRANT CREATE, USAGE ON SCHEMA public TO {role}")
    url = sa.make_url(postgres_url).set(username=role)
    storage = PostgresStorage.from_url(url.render_as_string(hide_password=False))
    create_tables(storage.engine, CONTRACT_ROWS)
    with storage.engine.begin() as connection:
        assert not is_protected(connection)
        protect(connection)
    yield storage
    storage.close()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {role} CASCADE")
        connection.exec_driver_sql(f"DROP ROLE {role}")
    admin.dispose()


@pytest.fixture
def tenant() -> str:
    return f"wall-{secrets.token_hex(8)}"


class TestBehindTheWall(StorageContract):
    @pytest.fixture
    def storage(self, shared: PostgresStorage) -> PostgresStorage:
        return shared


def test_every_table_of_a_tenant_is_behind_it(shared: PostgresStorage) -> None:
    with shared.engine.begin() as connection:
        protect(connection)  # again does no harm
    with shared.engine.connect() as connection:
        assert is_protected(connection)
        found = connection.exec_driver_sql(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'ik\\_%%' "
            "AND NOT (relrowsecurity AND relforcerowsecurity)"
        )
        assert found.scalars().all() == [migrate.VERSION_TABLE]


def test_without_a_tenant_there_are_no_rows(shared: PostgresStorage, tenant: str) -> None:
    add(shared, tenant, [item(tenant, "1")])
    everybody = shared.engine.execution_options(ik_all_tenants=True)
    table = "ik_contract_item"
    with everybody.begin() as connection:
        assert connection.exec_driver_sql(f"SELECT * FROM {table}").all() == []
        assert connection.exec_driver_sql(f"UPDATE {table} SET revision = 9").rowcount == 0
        assert connection.exec_driver_sql(f"DELETE FROM {table}").rowcount == 0
    assert get(shared, tenant, ContractItem, "1") == [item(tenant, "1")]


def test_a_transaction_sees_the_tenant_it_named(shared: PostgresStorage, tenant: str) -> None:
    other = f"{tenant}-other"
    for each in (tenant, other):
        add(shared, each, [item(each, "1")])
    everybody = shared.engine.execution_options(ik_all_tenants=True, ik_tenant=other)
    with everybody.begin() as connection:
        seen = connection.exec_driver_sql("SELECT tenant_id FROM ik_contract_item")
        assert seen.scalars().all() == [other]
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            connection.exec_driver_sql(
                f"UPDATE ik_contract_item SET tenant_id = '{tenant}', id = 'stolen'"
            )


def test_a_hosts_transaction_may_serve_several_tenants(
    shared: PostgresStorage, tenant: str
) -> None:
    other = f"{tenant}-other"
    with shared.engine.begin() as connection:
        bound = BoundStorage(connection)
        for each in (tenant, other, tenant):
            add(bound, each, [item(each, secrets.token_hex(4))])
        add(bound, tenant, [item(tenant, "last")])
        assert get(bound, other, ContractItem, "last") == [None]
        assert get(bound, tenant, ContractItem, "last") == [item(tenant, "last")]


def test_a_bulk_of_rows_goes_through_it(shared: PostgresStorage, tenant: str) -> None:
    """COPY would be refused there."""
    rows = [item(tenant, f"{number:03}") for number in range(150)]
    assert add(shared, tenant, rows) == 150
    changed = [replace(row, revision=2, label="x") for row in rows]
    shared.write(tenant, lambda uow: uow.replace(changed))
    assert get(shared, tenant, ContractItem, Id("149")) == [changed[-1]]


def test_tables_that_come_later_are_behind_it(shared: PostgresStorage) -> None:
    with shared.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE ik_event DISABLE ROW LEVEL SECURITY")
        migrate.upgrade_connection(connection)
        asked = "SELECT relrowsecurity FROM pg_class WHERE relname = 'ik_event'"
        assert connection.exec_driver_sql(asked).scalar() is True


def test_sqlite_has_no_such_wall(tmp_path: object) -> None:
    engine = sqlite.engine_for(f"{tmp_path}/invoices.db")
    with engine.connect() as connection:
        assert not is_protected(connection)
        with pytest.raises(ConfigurationError, match="row-level security"):
            protect(connection)
    engine.dispose()
