"""A connection cut at every exchange with a server: each write happens once, or says so."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeAlias

import pytest
import sqlalchemy as sa
from tests.storage.sql.cut_proxy import Proxy, before, never

import invoicekit as ik
from invoicekit.errors import ConnectionLost, OutcomeUnknown
from invoicekit.model.stored import Id
from invoicekit.ports.storage import Query, UnitOfWork
from invoicekit.storage.sql import mariadb, postgres
from invoicekit.storage.sql.async_postgres import AsyncPostgresStorage, async_engine_for
from invoicekit.storage.sql.mariadb import MariaStorage
from invoicekit.storage.sql.migrate import upgrade
from invoicekit.storage.sql.postgres import PostgresStorage
from invoicekit.storage.sql.tables import create_tables
from invoicekit.testing._contract_verbs import add, get, item
from invoicekit.testing.storage_contract import CONTRACT_ROWS, ContractFact, ContractItem

Served: TypeAlias = PostgresStorage | MariaStorage


@pytest.fixture(
    params=[
        pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql")),
        pytest.param("mariadb", marks=pytest.mark.xdist_group("mariadb")),
    ]
)
def url(request: pytest.FixtureRequest) -> sa.URL:
    """The URL of a database on a server."""
    name = "postgres_url" if request.param == "postgresql" else "maria_url"
    return sa.make_url(request.getfixturevalue(name))


@pytest.fixture
def proxy(url: sa.URL) -> Iterator[Proxy]:
    host, port = url.query.get("host") or url.host, url.query.get("port") or url.port or 5432

    def server() -> socket.socket:
        if not str(host).startswith("/"):
            return socket.create_connection((str(host or "127.0.0.1"), int(str(port))))
        made = socket.socket(socket.AF_UNIX)
        made.connect(f"{host}/.s.PGSQL.{port}")
        return made

    with before(server) as made:
        yield made


@pytest.fixture
def tenant() -> str:
    return f"lost-{secrets.token_hex(8)}"


@pytest.fixture
def direct(url: sa.URL) -> Iterator[sa.Engine]:
    """The server itself, past the proxy."""
    made = mariadb.engine_for if url.get_backend_name() == "mariadb" else postgres.engine_for
    engine = made(url.render_as_string(hide_password=False))
    yield engine
    engine.dispose()


@pytest.fixture
def pauses() -> list[float]:
    """How long was waited, each time."""
    return []


@pytest.fixture
def pause(
    url: sa.URL, direct: sa.Engine, proxy: Proxy, pauses: list[float]
) -> Callable[[float], None]:
    """Waits for the server instead of the clock: until it knows of every connection that is cut."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%%'"

    def wait(seconds: float) -> None:
        pauses.append(seconds)
        proxy.noticed.set()
        if url.get_backend_name() == "postgresql":
            with direct.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                while connection.exec_driver_sql(
                    f"{asked} AND datname = current_database()"
                ).scalar():
                    pass

    return wait


@pytest.fixture
def storage(url: sa.URL, proxy: Proxy, pause: Callable[[float], None]) -> Iterator[Served]:
    """A storage by way of the proxy."""
    query = {name: value for name, value in url.query.items() if name not in ("host", "port")}
    through = url.set(host="127.0.0.1", port=proxy.listener.getsockname()[1], query=query)
    made: Served
    if url.get_backend_name() == "mariadb":
        engine = mariadb.engine_for(through.render_as_string(hide_password=False))
        made = MariaStorage(engine, pause=pause)
    else:
        plain = through.update_query_dict({"sslmode": "disable", "gssencmode": "disable"})
        engine = postgres.engine_for(plain.render_as_string(hide_password=False))
        made = PostgresStorage(engine, pause=pause)
    upgrade(engine)
    create_tables(engine, CONTRACT_ROWS)
    yield made
    proxy.arm(never)
    made.close()


def count(uow: UnitOfWork) -> int:
    """What issuing needs: a locked row, facts (enough to be copied), the row moved on."""
    (row,) = uow.get(ContractItem, [Id("counter")], lock=True)
    assert row is not None
    number = (row.rank or 0) + 1
    subject = f"{number:03}"
    uow.add(
        [ContractFact(tenant_id=uow.tenant, subject=subject, sequence=n) for n in range(1, 121)]
    )
    uow.replace([replace(row, rank=number, revision=row.revision + 1)])
    return number


def rank(storage: Served, tenant: str) -> int | None:
    """How often it was counted."""
    (row,) = get(storage, tenant, ContractItem, "counter")
    assert row is not None
    return row.rank


@pytest.mark.parametrize("after", [False, True], ids=["request lost", "answer lost"])
def test_a_connection_cut_anywhere_costs_nothing(
    storage: Served, proxy: Proxy, tenant: str, *, after: bool
) -> None:
    """At the first exchange, the second … until there are no more; the commit among them."""
    add(storage, tenant, [item(tenant, "counter", rank=0)])
    cut = 0
    for place in range(1, 60):
        proxy.arm(lambda seen, _, place=place: seen == place, after=after)  # type: ignore[misc]  # a default binds it
        assert storage.write(tenant, count) == place
        if not proxy.cuts:
            break
        cut += 1
    assert cut >= 6

    proxy.arm(never)
    assert rank(storage, tenant) == cut + 1
    facts = storage.read(tenant, lambda uow: uow.totals(Query(of=ContractFact), by=(), sums=()))
    assert facts == [(120 * (cut + 1),)]


def at_commit(_number: int, sent: bytes) -> bool:
    return b"COMMIT" in sent


ON_POSTGRESQL = pytest.mark.parametrize(
    "url", [pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))], indirect=True
)


@ON_POSTGRESQL
def test_a_server_that_has_not_noticed_the_cut_is_asked_again(
    storage: Served, proxy: Proxy, tenant: str, pauses: list[float]
) -> None:
    """It says that the transaction is in progress, until it hears that the connection is gone."""
    add(storage, tenant, [item(tenant, "counter", rank=0)])
    proxy.arm(at_commit, unnoticed=True)
    assert storage.write(tenant, count) == 1
    assert proxy.cuts == 1
    assert rank(storage, tenant) == 1
    assert pauses == [0.1, 0.1]  # before it is asked again, and before all is run again


@ON_POSTGRESQL
@pytest.mark.parametrize("after", [False, True], ids=["request lost", "answer lost"])
def test_what_became_of_an_awaited_commit_is_asked_too(
    storage: Served, proxy: Proxy, tenant: str, pause: Callable[[float], None], *, after: bool
) -> None:
    async def awaited(seconds: float) -> None:
        pause(seconds)

    async def run() -> int:
        engine = async_engine_for(storage.engine.url.render_as_string(hide_password=False))
        try:
            return await AsyncPostgresStorage(engine, storage, pause=awaited).write(tenant, count)
        finally:
            await engine.dispose()

    add(storage, tenant, [item(tenant, "counter", rank=0)])
    proxy.arm(at_commit, after=after, unnoticed=True)
    assert asyncio.run(run()) == 1
    assert proxy.cuts == 1
    assert rank(storage, tenant) == 1


@pytest.mark.parametrize("after", [False, True], ids=["rolled back", "committed"])
def test_a_server_that_cannot_be_asked_leaves_the_outcome_unknown(
    storage: Served, proxy: Proxy, tenant: str, *, after: bool
) -> None:
    add(storage, tenant, [item(tenant, "counter", rank=0)])
    proxy.arm(at_commit, after=after, deaf=True)
    with pytest.raises(OutcomeUnknown, match="while the database committed"):
        storage.write(tenant, count)

    proxy.arm(never)
    assert rank(storage, tenant) == int(after)


@pytest.mark.parametrize("after", [False, True], ids=["rolled back", "committed"])
def test_the_idempotency_key_answers_what_is_unknown(
    storage: Served, proxy: Proxy, tenant: str, *, after: bool
) -> None:
    now = datetime(2026, 3, 2, 10, tzinfo=UTC)
    made = ik.InvoiceKit.in_memory(clock=lambda: now)
    kit = type(made)(replace(made._runtime, storage=storage, tenant=tenant))
    paid = {"amount": "10", "currency": "EUR", "actor": "bank", "idempotency_key": "bank-1"}
    proxy.arm(at_commit, after=after, deaf=True)
    with pytest.raises(OutcomeUnknown):
        kit.payments.record(**paid)  # type: ignore[arg-type]  # the names are the call's

    proxy.arm(never)
    payment = kit.payments.record(**paid)  # type: ignore[arg-type]  # the same
    assert [each.id for each in kit.payments.list()] == [payment.id]
    assert kit.audit.verify().faults == ()


def test_a_server_that_is_gone_is_an_error_of_ours(
    storage: Served, proxy: Proxy, tenant: str
) -> None:
    proxy.arm(lambda *_: True, deaf=True)
    with pytest.raises(ConnectionLost, match="cannot be reached"):
        add(storage, tenant, [item(tenant, "1")])
    with pytest.raises(ConnectionLost, match="cannot be reached"):
        get(storage, tenant, ContractItem, "1")


def test_a_backend_the_server_ends_is_run_again(storage: Served, tenant: str) -> None:
    """As when an administrator shuts it down in the middle of a work."""
    runs: list[int] = []

    def work(uow: UnitOfWork) -> int:
        runs.append(1)
        uow.add([item(tenant, str(len(runs)))])
        if len(runs) == 1:
            with storage.engine.begin() as other:
                end_idle(other)
        return uow.add([item(tenant, "last")])

    assert storage.write(tenant, work) == 1
    read = get(storage, tenant, ContractItem, "1", "2", "last")
    assert [row and row.id for row in read] == [None, "2", "last"]


def end_idle(connection: sa.Connection) -> None:
    """Ends the other connections to the database."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE state = 'idle in transaction' AND datname = current_database()"
        )
        return
    others = connection.exec_driver_sql(
        "SELECT id FROM information_schema.processlist "
        "WHERE db = DATABASE() AND id <> CONNECTION_ID()"
    ).scalars()
    for number in others.all():
        connection.exec_driver_sql(f"KILL {int(number)}")
