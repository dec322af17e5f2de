"""A connection cut at every exchange with PostgreSQL: each write happens once, or says so."""

from __future__ import annotations

import contextlib
import secrets
import select
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import psycopg
import pytest
import sqlalchemy as sa

import invoicekit as ik
from invoicekit.errors import ConnectionLost, OutcomeUnknown
from invoicekit.model.stored import Id
from invoicekit.ports.storage import Query, UnitOfWork
from invoicekit.storage.sql.postgres import PostgresStorage, engine_for
from invoicekit.storage.sql.tables import create_tables
from invoicekit.testing._contract_verbs import add, get, item
from invoicekit.testing.storage_contract import CONTRACT_ROWS, ContractFact, ContractItem

pytestmark = pytest.mark.xdist_group("postgresql")

Rule = Callable[[int, bytes], bool]
"""Takes the number of the exchange, counted over all connections, and what the client sent."""


def never(_number: int, _sent: bytes) -> bool:
    return False


@dataclass
class Proxy:
    """A toy in front of the server that cuts connections by rule."""

    server: Callable[[], socket.socket]
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    rule: Rule = never
    after: bool = False
    """Whether the server gets the message, and only its answer is lost."""
    deaf: bool = False
    """Whether it stops listening once it has cut."""
    seen: int = 0
    cuts: int = 0

    def arm(self, rule: Rule, *, after: bool = False, deaf: bool = False) -> None:
        self.rule, self.after, self.deaf, self.seen, self.cuts = rule, after, deaf, 0, 0

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                if self.deaf and self.cuts:
                    client.close()
                    continue
                threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        with client, self.server() as server, contextlib.suppress(OSError):
            while True:
                ready, _, _ = select.select([client, server], [], [])
                if server in ready:
                    if not (answer := server.recv(65536)):
                        return
                    client.sendall(answer)
                if client in ready:
                    if not (sent := client.recv(65536)):
                        return
                    self.seen += 1
                    cut = not self.cuts and self.rule(self.seen, sent)
                    self.cuts += cut
                    if cut and not self.after:
                        return
                    server.sendall(sent)
                    if cut:
                        server.recv(65536)
                        return


@pytest.fixture
def proxy(postgres_url: str) -> Iterator[Proxy]:
    where = psycopg.conninfo.conninfo_to_dict(_plain(postgres_url))
    host, port = str(where.get("host") or ""), where.get("port") or 5432

    def server() -> socket.socket:
        if not host.startswith("/"):
            return socket.create_connection((host or "127.0.0.1", int(port)))
        made = socket.socket(socket.AF_UNIX)
        made.connect(f"{host}/.s.PGSQL.{port}")
        return made

    made = Proxy(server)
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    yield made
    made.listener.shutdown(socket.SHUT_RDWR)
    made.listener.close()
    thread.join(20)


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


@pytest.fixture
def through(proxy: Proxy, postgres_url: str) -> str:
    """The URL of the database by way of the proxy."""
    url = sa.make_url(postgres_url)
    port = proxy.listener.getsockname()[1]
    query = {name: value for name, value in url.query.items() if name not in ("host", "port")}
    made = url.set(host="127.0.0.1", port=port, query={**query, "sslmode": "disable"})
    return made.update_query_dict({"gssencmode": "disable"}).render_as_string(hide_password=False)


@pytest.fixture
def tenant() -> str:
    return f"lost-{secrets.token_hex(8)}"


@pytest.fixture
def storage(through: str, proxy: Proxy) -> Iterator[PostgresStorage]:
    PostgresStorage.from_url(through).close()
    made = PostgresStorage(engine_for(through), pause=lambda _: None)
    create_tables(made.engine, CONTRACT_ROWS)
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


@pytest.mark.parametrize("after", [False, True], ids=["request lost", "answer lost"])
def test_a_connection_cut_anywhere_costs_nothing(
    storage: PostgresStorage, proxy: Proxy, tenant: str, *, after: bool
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
    (row,) = get(storage, tenant, ContractItem, "counter")
    assert row is not None
    assert row.rank == cut + 1
    facts = storage.read(tenant, lambda uow: uow.totals(Query(of=ContractFact), by=(), sums=()))
    assert facts == [(120 * (cut + 1),)]


def at_commit(_number: int, sent: bytes) -> bool:
    return b"COMMIT" in sent


@pytest.mark.parametrize("after", [False, True], ids=["rolled back", "committed"])
def test_a_server_that_cannot_be_asked_leaves_the_outcome_unknown(
    storage: PostgresStorage, proxy: Proxy, tenant: str, *, after: bool
) -> None:
    add(storage, tenant, [item(tenant, "counter", rank=0)])
    proxy.arm(at_commit, after=after, deaf=True)
    with pytest.raises(OutcomeUnknown, match="while the database committed"):
        storage.write(tenant, count)

    proxy.arm(never)
    (row,) = get(storage, tenant, ContractItem, "counter")
    assert row is not None
    assert row.rank == int(after)


@pytest.mark.parametrize("after", [False, True], ids=["rolled back", "committed"])
def test_the_idempotency_key_answers_what_is_unknown(
    storage: PostgresStorage, proxy: Proxy, tenant: str, *, after: bool
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
    storage: PostgresStorage, proxy: Proxy, tenant: str
) -> None:
    proxy.arm(lambda *_: True, deaf=True)
    with pytest.raises(ConnectionLost, match="cannot be reached"):
        add(storage, tenant, [item(tenant, "1")])
    with pytest.raises(ConnectionLost, match="cannot be reached"):
        get(storage, tenant, ContractItem, "1")


def test_a_backend_the_server_ends_is_run_again(storage: PostgresStorage, tenant: str) -> None:
    """As when an administrator shuts it down in the middle of a work."""
    runs: list[int] = []

    def work(uow: UnitOfWork) -> int:
        runs.append(1)
        uow.add([item(tenant, str(len(runs)))])
        if len(runs) == 1:
            with storage.engine.begin() as other:
                other.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE state = 'idle in transaction' AND datname = current_database()"
                )
        return uow.add([item(tenant, "last")])

    assert storage.write(tenant, work) == 1
    read = get(storage, tenant, ContractItem, "1", "2", "last")
    assert [row and row.id for row in read] == [None, "2", "last"]
