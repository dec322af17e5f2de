"""Inside the transaction of a host: it alone commits, and nobody waits for himself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from invoicekit.errors import ConfigurationError, DuplicateKey, Locked
from invoicekit.ports.storage import Storage
from invoicekit.storage import bound_storage
from invoicekit.storage.sql.bound import BoundStorage
from invoicekit.storage.sql.postgres import PostgresStorage
from invoicekit.storage.sql.sqlite import SqliteStorage
from invoicekit.storage.sql.tables import create_tables
from invoicekit.testing._contract_verbs import add, get, item
from invoicekit.testing.storage_contract import (
    CONTRACT_ROWS,
    ContractItem,
    OneTransactionContract,
)

INSERT = sa.text("INSERT INTO shop_order VALUES (1, 'paid')")


class Base(DeclarativeBase):
    pass


class ShopOrder(Base):
    __tablename__ = "shop_order"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]


@dataclass
class Place:
    """A database: our storage on it, and an engine the host made without us."""

    storage: SqliteStorage | PostgresStorage
    host: sa.Engine


@pytest.fixture(
    scope="module",
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))],
)
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    storage: SqliteStorage | PostgresStorage
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('bound')}/host.db"
        storage = SqliteStorage.from_url(url)
    else:
        url = request.getfixturevalue("postgres_url")
        storage = PostgresStorage.from_url(url)
    create_tables(storage.engine, CONTRACT_ROWS)
    Base.metadata.create_all(storage.engine)
    host = sa.create_engine(url)
    yield Place(storage, host)
    Base.metadata.drop_all(storage.engine)
    storage.close()
    host.dispose()


@pytest.fixture
def tenant(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)


class TestBoundConnection(OneTransactionContract):
    @pytest.fixture
    def storage(self, place: Place) -> Iterator[Storage]:
        with place.host.connect() as connection:
            yield BoundStorage(connection)


class TestBoundSession(OneTransactionContract):
    @pytest.fixture
    def storage(self, place: Place) -> Iterator[Storage]:
        with Session(place.storage.engine) as session:
            yield BoundStorage(session)


@pytest.mark.parametrize("ours", [True, False], ids=["our engine", "the host's engine"])
@pytest.mark.parametrize("kind", [sa.Connection, Session], ids=["connection", "session"])
def test_the_host_commits_and_rolls_back(
    place: Place, tenant: str, kind: type[sa.Connection | Session], *, ours: bool
) -> None:
    engine = place.storage.engine if ours else place.host
    opened: Callable[[], sa.Connection | Session] = (
        engine.connect if kind is sa.Connection else lambda: Session(engine)
    )
    with opened() as host:
        add(BoundStorage(host), tenant, [item(tenant, "1")])
        host.execute(INSERT)
        host.rollback()
    assert get(place.storage, tenant, ContractItem, "1") == [None]

    with opened() as host:
        bound = bound_storage(host)
        host.execute(INSERT)
        add(bound, tenant, [item(tenant, "1")])
        with pytest.raises(DuplicateKey):  # undone to the savepoint, the host goes on
            add(bound, tenant, [item(tenant, "2"), item(tenant, "1")])
        add(bound, tenant, [item(tenant, "3")])
        assert get(place.storage, tenant, ContractItem, "1") == [None]
        host.commit()
        bound.close()
        add(bound, tenant, [item(tenant, "4")])  # a new transaction, which nobody commits
    with place.host.begin() as check:
        assert check.execute(sa.delete(ShopOrder)).rowcount == 1
    read = get(place.storage, tenant, ContractItem, "1", "2", "3", "4")
    assert [row and row.id for row in read] == ["1", None, "3", None]


def test_a_session_is_flushed_before_the_work(place: Place, tenant: str) -> None:
    with Session(place.host) as session:
        session.add(ShopOrder(id=7, status="paid"))
        bound = BoundStorage(session)
        seen = bound.write(
            tenant, lambda _: session.connection().execute(sa.select(ShopOrder.id)).all()
        )
        assert [row.id for row in seen] == [7]
        session.rollback()
    with Session(place.host) as session:
        assert session.get(ShopOrder, 7) is None


def test_what_is_no_transaction_is_refused(place: Place, tenant: str) -> None:
    with pytest.raises(ConfigurationError, match="Connection or Session"):
        bound_storage(place.host)
    if isinstance(place.storage, PostgresStorage):
        with (
            place.host.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
            pytest.raises(ConfigurationError, match="autocommit"),
        ):
            add(BoundStorage(connection), tenant, [item(tenant, "1")])


def test_an_unbound_write_beside_an_open_one_is_refused_on_sqlite(sqlite_path: Path) -> None:
    storage = SqliteStorage(sqlite_path)
    elsewhere = SqliteStorage(sqlite_path.with_name("elsewhere.db"))
    for each in (storage, elsewhere):
        create_tables(each.engine, CONTRACT_ROWS)
    with storage.engine.connect() as host:
        add(BoundStorage(host), "a", [item("a", "1")])
        with pytest.raises(Locked, match="would wait for itself"):  # at once, not after a time-out
            add(storage, "a", [item("a", "2")])
        assert add(elsewhere, "a", [item("a", "1")]) == 1
        host.commit()
    elsewhere.close()
    assert add(storage, "a", [item("a", "2")]) == 1
    storage.close()


def test_a_host_that_lost_a_race_is_told_to_begin_again(sqlite_path: Path) -> None:
    storage = SqliteStorage(sqlite_path)
    create_tables(storage.engine, CONTRACT_ROWS)
    host = sa.create_engine(f"sqlite:///{sqlite_path}")
    with host.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("SELECT count(*) FROM ik_contract_item").all()
        add(storage, "a", [item("a", "1")])
        with pytest.raises(Locked, match="run it again"):
            add(BoundStorage(connection), "a", [item("a", "2")])
        connection.rollback()
        add(BoundStorage(connection), "a", [item("a", "2")])
        connection.commit()
    assert None not in get(storage, "a", ContractItem, "1", "2")
    storage.close()
    host.dispose()


@pytest.mark.parametrize("pragma", ["synchronous=NORMAL", "journal_mode=MEMORY"])
def test_a_host_that_does_not_wait_for_the_disk_is_refused(sqlite_path: Path, pragma: str) -> None:
    """A power cut would take back numbers that are issued already."""
    SqliteStorage(sqlite_path).close()
    host = sa.create_engine(f"sqlite:///{sqlite_path}")
    with host.connect() as connection:
        if "journal" in pragma:
            connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
        connection.exec_driver_sql(f"PRAGMA {pragma}")
        with pytest.raises(ConfigurationError, match="does not wait for the disk"):
            BoundStorage(connection).write("a", lambda _: None)
    host.dispose()
