"""Inside Django's transaction: its driver's connection, which Django alone ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import django
import pytest
import sqlalchemy as sa
from django.conf import settings
from django.db import ConnectionHandler, connections, transaction

from invoicekit.errors import ConfigurationError, DuplicateKey, Locked
from invoicekit.ports.storage import Storage
from invoicekit.storage import bound_storage
from invoicekit.storage.sql.postgres import PostgresStorage
from invoicekit.storage.sql.sqlite import SqliteStorage
from invoicekit.storage.sql.tables import create_tables
from invoicekit.testing._contract_verbs import add, get, item
from invoicekit.testing.storage_contract import (
    CONTRACT_ROWS,
    ContractItem,
    OneTransactionContract,
)

if not settings.configured:
    settings.configure(USE_TZ=True, TIME_ZONE="Asia/Shanghai", LOGGING_CONFIG=None)
    django.setup()


@dataclass
class Place:
    """A database: our storage on it, and Django's connection to it."""

    storage: SqliteStorage | PostgresStorage
    host: Any

    def atomic(self) -> Any:
        return transaction.atomic(using=self.host.alias)


@pytest.fixture(
    scope="module",
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))],
)
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    storage: SqliteStorage | PostgresStorage
    database: dict[str, object]
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("django") / "host.db"
        storage = SqliteStorage(path)
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    else:
        url = sa.make_url(request.getfixturevalue("postgres_url"))
        storage = PostgresStorage.from_url(url.render_as_string(hide_password=False))
        where = url.query.get("host", url.host)
        database = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.database,
            "HOST": where,
            "PORT": url.port or url.query.get("port", ""),
            "USER": url.username,
            "PASSWORD": url.password,
        }
    create_tables(storage.engine, CONTRACT_ROWS)
    connections.settings[request.param] = ConnectionHandler({"default": database}).settings[
        "default"
    ]
    host = connections[request.param]
    with host.cursor() as cursor:
        cursor.execute("CREATE TABLE shop_order (id INTEGER PRIMARY KEY)")
    yield Place(storage, host)
    with host.cursor() as cursor:
        cursor.execute("DROP TABLE shop_order")
    host.close()
    storage.close()


@pytest.fixture
def tenant(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)


@pytest.mark.gate
class TestInDjango(OneTransactionContract):
    @pytest.fixture
    def storage(self, place: Place) -> Iterator[Storage]:
        with place.atomic():
            yield bound_storage(place.host)


def test_django_commits_and_rolls_back(place: Place, tenant: str) -> None:
    bound = bound_storage(place.host)
    with place.atomic():
        add(bound, tenant, [item(tenant, "1")])
        order(place.host, 1)
        transaction.set_rollback(True, using=place.host.alias)
    assert get(place.storage, tenant, ContractItem, "1") == [None]
    assert orders(place.host) == 0

    with place.atomic():
        order(place.host, 1)
        add(bound, tenant, [item(tenant, "1")])
        with pytest.raises(DuplicateKey):  # undone to the savepoint, the host goes on
            add(bound, tenant, [item(tenant, "2"), item(tenant, "1")])
        with place.atomic():  # a savepoint of Django's about ours
            add(bound, tenant, [item(tenant, "3")])
            transaction.set_rollback(True, using=place.host.alias)
        add(bound, tenant, [item(tenant, "4")])
        assert get(place.storage, tenant, ContractItem, "1") == [None]
    read = get(place.storage, tenant, ContractItem, "1", "2", "3", "4")
    assert [row and row.id for row in read] == ["1", None, None, "4"]
    assert orders(place.host) == 1


def test_what_was_read_outside_a_transaction_is_right(place: Place, tenant: str) -> None:
    add(place.storage, tenant, [item(tenant, "1")])
    bound = bound_storage(place.host)
    assert get(bound, tenant, ContractItem, "1") == get(place.storage, tenant, ContractItem, "1")
    with pytest.raises(ConfigurationError, match="autocommit") as refused:
        add(bound, tenant, [item(tenant, "2")])
    assert "transaction.atomic()" in str(refused.value)
    assert get(place.storage, tenant, ContractItem, "2") == [None]


def test_django_may_connect_anew(place: Place, tenant: str) -> None:
    bound = bound_storage(place.host)
    with place.atomic():
        add(bound, tenant, [item(tenant, "1")])
    place.host.close()
    add(place.storage, tenant, [item(tenant, "2")])  # nobody holds anything any more
    with place.atomic():
        add(bound, tenant, [item(tenant, "3")])
    assert None not in get(place.storage, tenant, ContractItem, "1", "2", "3")


def test_an_unbound_write_beside_djangos_is_refused_on_sqlite(place: Place, tenant: str) -> None:
    if isinstance(place.storage, PostgresStorage):
        return
    bound = bound_storage(place.host)
    with place.atomic():
        add(bound, tenant, [item(tenant, "1")])
        with pytest.raises(Locked, match="would wait for itself"):
            add(place.storage, tenant, [item(tenant, "2")])
    add(place.storage, tenant, [item(tenant, "2")])


@pytest.mark.parametrize(("vendor", "driver"), [("mysql", "MySQLdb"), ("postgresql", "psycopg2")])
def test_other_databases_are_refused_by_name(vendor: str, driver: str) -> None:
    connection = type("connection", (), {"__module__": f"{driver}.connections"})()
    host = SimpleNamespace(
        vendor=vendor,
        in_atomic_block=True,
        connection=connection,
        settings_dict={"NAME": "shop"},
        ensure_connection=lambda: None,
    )
    with pytest.raises(ConfigurationError, match=f"{vendor} by {driver}.* cannot be shared"):
        bound_storage(host).read("a", lambda _: None)


def order(host: Any, number: int) -> None:
    with host.cursor() as cursor:
        cursor.execute("INSERT INTO shop_order VALUES (%s)", [number])


def orders(host: Any) -> int:
    with host.cursor() as cursor:
        cursor.execute("DELETE FROM shop_order")
        return int(cursor.rowcount)
