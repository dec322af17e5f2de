"""Issuing on SQLite against raw sqlite3 executing the very statements our issuing executed.

The same approved drafts are issued three times: once recorded, once by us, once by replaying the
record with the same pragmas and transactions. Raw sqlite3 judges nothing, hashes nothing, builds
nothing: what is left between them is all that issuing is. Elapsed time, since what a user waits for
is the fsync, too; CPU time beside it.

No two drafts have the same content. One kit takes them through review and issues them, as a service
does, so that what was judged on the same day is known; a row beside it issues what another process
reviewed, where all is judged anew.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

import invoicekit as ik
from benchmarks import Row, compared
from invoicekit.storage.sql._connection import add_functions
from invoicekit.storage.sql.sqlite import PRAGMAS

AT_MOST = 2.0
"""Twice the time is half the throughput."""
ROUNDS = 5
INVOICES = {1: 80, 16: 160}
"""Threads → invoices a round."""

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
ISSUER = ik.Party(
    name="Shop GmbH",
    tax_ids=[ik.TaxId(country="DE", value="136695976")],
    address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
)


class Spent(NamedTuple):
    """Milliseconds."""

    elapsed: float
    cpu: float


Statement = tuple[str, Sequence[Any]]
Transaction = list[Statement]


def run() -> list[Row]:
    """Returns one thread and sixteen, elapsed and CPU, against the raw statements."""
    rows = []
    for threads, count in INVOICES.items():
        name = f"issue, {threads} thread{'s' * (threads > 1)}"
        ours, raw = _measured(threads, count, reviewed_here=True)
        rows.append(compared(f"{name} / raw sqlite3", ours.elapsed, raw.elapsed, AT_MOST))
        rows.append(compared(f"{name}, CPU / raw sqlite3", ours.cpu, raw.cpu, None))
    ours, raw = _measured(1, INVOICES[1], reviewed_here=False)
    rows.append(compared("issue, judged anew / raw sqlite3", ours.elapsed, raw.elapsed, None))
    return rows


def _measured(threads: int, count: int, *, reviewed_here: bool) -> list[Spent]:
    """Returns the medians of ours and raw, an invoice."""
    spent: list[list[Spent]] = [[], []]
    with (
        tempfile.TemporaryDirectory() as folder,
        _kit(Path(folder) / "ours.db") as reviewing,
        _kit(Path(folder) / "ours.db") as another,
    ):
        drafts, replayed = (Path(folder) / f"{name}.db" for name in ("ours", "raw"))
        ids = _approved(reviewing, count * (1 + ROUNDS))
        work = _recorded(_copy(drafts, Path(folder) / "recorded.db"), ids)
        assert len(work) == len(ids)
        issue = partial((reviewing if reviewed_here else another).invoices.issue, actor="bob")
        with closing(_raw(_copy(drafts, replayed))) as connection:
            replay = _replayer(connection)
            for start in range(0, len(ids), count):
                part = slice(start, start + count)
                spent[0].append(_timed(threads, ids[part], issue))
                spent[1].append(_timed(threads, work[part], replay))
        assert _numbers(drafts) == _numbers(replayed)
    return [
        Spent(*(statistics.median(part) / count for part in zip(*each[1:], strict=True)))
        for each in spent
    ]


def _timed(threads: int, work: Sequence[Any], each: Callable[[Any], object]) -> Spent:
    """Returns what all the work takes by so many threads."""
    each(work[0])
    rest = [work[1:][thread::threads] for thread in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        gate = threading.Barrier(threads + 1)

        def share(some: Sequence[Any]) -> None:
            gate.wait()
            for one in some:
                each(one)

        done = [pool.submit(share, some) for some in rest]
        cpu, start = time.process_time_ns(), time.perf_counter_ns()
        gate.wait()
        for future in done:
            future.result()
        elapsed, cpu = time.perf_counter_ns() - start, time.process_time_ns() - cpu
        return Spent(elapsed / 1e6, cpu / 1e6)


def _kit(path: Path) -> ik.InvoiceKit:
    return ik.InvoiceKit.from_url(f"sqlite:///{path}", issuer=ISSUER, clock=lambda: NOW)


def _approved(kit: ik.InvoiceKit, count: int) -> list[str]:
    """Returns the ids of drafts that only wait to be issued."""
    buyer = kit.customers.create(
        name="ACME GmbH", country="DE", payment_terms="net 30", actor="alice"
    )
    lines = [
        ik.InvoiceLine(
            quantity="2",
            unit="H87",
            price=ik.Price(net="49.90"),
            vat_category="S",
            vat_rate="19",
            item=ik.Item(name=f"Keyboard {number}", seller_id=f"K-{number}"),
        )
        for number in range(3)
    ]
    invoice = ik.calculate(ik.Invoice(currency="EUR", lines=lines))
    ids = []
    for number in range(count):
        told = invoice.replace(buyer_reference=f"PO-{number}")
        draft = kit.invoices.create(told, customer_id=buyer.id, actor="alice")
        kit.invoices.submit(draft.id, actor="alice")
        kit.invoices.approve(draft.id, actor="bob")
        ids.append(draft.id)
    return ids


def _copy(source: Path, target: Path) -> Path:
    """Copies a file that may be in use."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    return target


def _numbers(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        table = "SELECT number, sequence, document_status FROM ik_invoice ORDER BY number"
        return connection.execute(table).fetchall()


def _raw(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    add_functions(connection)
    return connection


def _replayer(connection: sqlite3.Connection) -> Callable[[Transaction], None]:
    turn = threading.Lock()

    def replay(transaction: Transaction) -> None:
        with turn:
            for statement, values in transaction:
                connection.execute(statement, values).fetchall()

    return replay


def _recorded(path: Path, ids: Sequence[str]) -> list[Transaction]:
    """Returns what the driver was given, a transaction an invoice."""
    with _log() as statements, _kit(path) as kit:
        statements.clear()
        for each in ids:
            kit.invoices.issue(each, actor="bob")
        made: list[Transaction] = []
        for statement in statements:
            if statement[0].startswith("BEGIN"):
                made.append([])
            made[-1].append(statement)
    return made


@contextmanager
def _log() -> Iterator[list[Statement]]:
    """Notes every statement on connections that SQLAlchemy opens meanwhile."""
    log: list[Statement] = []

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, values: Any = (), /) -> Any:
            log.append((sql, values))
            return super().execute(sql, values)

        def executemany(self, sql: str, values: Any, /) -> Any:
            log.extend((sql, each) for each in values)
            return super().executemany(sql, values)

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
            log.append((sql, values))
            return super().execute(sql, values)

        def executemany(self, sql: str, values: Any, /) -> sqlite3.Cursor:
            log.extend((sql, each) for each in values)
            return super().executemany(sql, values)

        def commit(self) -> None:
            log.append(("COMMIT", ()))
            super().commit()

    def connect(_dialect: object, _record: object, where: Any, options: Any) -> Any:
        return sqlite3.connect(*where, **options, factory=Connection)

    sa.event.listen(sa.Engine, "do_connect", connect)
    try:
        yield log
    finally:
        sa.event.remove(sa.Engine, "do_connect", connect)
