"""Issuing many invoices in one transaction against the raw driver writing the same rows.

Of the database with the approved drafts there are four copies. On the first `issue_many` works; on
the second it is noted what `issue_many` asks of the storage, and what the storage asks of the
driver; on the third the storage alone is asked the same again, on the fourth the raw driver. Raw
psycopg gets the new rows by COPY, made beforehand. Elapsed time, an invoice.
"""

from __future__ import annotations

import importlib.util
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import sqlalchemy as sa

import invoicekit as ik
from benchmarks import Row, compared, issue, issue_postgres

AT_LEAST = 0.6
"""Of the raw rate, for the storage."""
BATCH, ROUNDS = 500, 3

Call = tuple[str, tuple[Any, ...], dict[str, Any]]
Noted = tuple[str, list[Any]]
"""A statement and the values of each time."""
Raw = Callable[[list[Noted]], None]


class Spent(NamedTuple):
    """Milliseconds an invoice."""

    whole: float
    storage: float
    raw: float


def run() -> list[Row]:
    """Returns all of it and the storage's part, against raw, on SQLite and PostgreSQL."""
    rows = _rows("SQLite", _on_sqlite())
    if importlib.util.find_spec(issue_postgres.PACKAGE) is not None:
        rows += _rows("PostgreSQL", _on_postgres())
    return rows


def _rows(name: str, rounds: Sequence[Spent]) -> list[Row]:
    whole, storage, raw = (statistics.median(each) for each in zip(*rounds, strict=True))
    return [
        compared(f"{BATCH} at once, {name}: storage / raw", storage, raw, 1 / AT_LEAST),
        compared(f"{BATCH} at once, {name}: issue_many / raw", whole, raw, None),
    ]


def _on_sqlite() -> list[Spent]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        with issue._kit(place / "drafts.db") as kit:
            ids = issue._approved(kit, BATCH * ROUNDS)
        copies = [issue._copy(place / "drafts.db", place / f"{at}.db") for at in range(4)]
        log = stack.enter_context(issue._log())
        noted = stack.enter_context(issue._kit(copies[1]))
        noted.issuers.list()  # opens its connections
        ours, alone = (stack.enter_context(issue._kit(copies[at])) for at in (0, 2))
        connection = stack.enter_context(closing(issue._raw(copies[3])))

        def raw(statements: list[Noted]) -> None:
            for text, values in statements:
                if len(values) == 1:
                    connection.execute(text, values[0]).fetchall()
                else:
                    connection.executemany(text, values)

        @contextmanager
        def noting() -> Iterator[list[Noted]]:
            log.clear()
            found: list[Noted] = []
            yield found
            for text, several in groupby(log, key=lambda each: each[0]):
                found.append((text, [values for _, values in several]))

        spent = _measured(ids, (ours, noted, alone), noting, raw)
        assert issue._numbers(copies[0]) == issue._numbers(copies[3])
    return spent


def _on_postgres() -> list[Spent]:
    with issue_postgres._server() as server, ExitStack() as stack:
        drafts = issue_postgres._database(server, "drafts")
        with issue_postgres._kit(drafts) as kit:
            ids = issue._approved(kit, BATCH * ROUNDS)
        urls = [issue_postgres._database(server, f"copy{at}", "drafts") for at in range(4)]
        kits = [stack.enter_context(issue_postgres._kit(urls[at])) for at in (0, 1, 2)]
        driver = issue_postgres._for_psycopg
        connection = stack.enter_context(psycopg.connect(driver(urls[3]), autocommit=True))
        reader = stack.enter_context(psycopg.connect(driver(urls[1]), autocommit=True))
        noting = _Copied(kits[1], reader).noting

        def raw(statements: list[Noted]) -> None:
            with connection.transaction(), connection.cursor() as cursor:
                for text, values in statements:
                    if text.startswith("COPY"):
                        with cursor.copy(text.encode()) as target:
                            target.write(values[0])
                    elif len(values) == 1:
                        cursor.execute(text.encode(), values[0] or None)
                        if cursor.description:
                            cursor.fetchall()
                    else:
                        cursor.executemany(text.encode(), values)

        return _measured(ids, kits, noting, raw)


class _Copied:
    """Notes the statements of a kit on PostgreSQL; what it copies in is read from the tables."""

    def __init__(self, kit: ik.InvoiceKit, reader: psycopg.Connection[Any]) -> None:
        self._engine: sa.Engine = kit._runtime.storage.engine  # type: ignore[attr-defined]  # it is PostgreSQL's
        self._reader = reader

    @contextmanager
    def noting(self) -> Iterator[list[Noted]]:
        found: list[Noted] = []

        def note(_c: object, _k: object, text: str, values: Any, _x: object, many: object) -> None:
            found.append((text, list(values) if many else [values]))

        before = {table: self._newest(table) for table in ("ik_event", "ik_outbox")}
        sa.event.listen(self._engine, "before_cursor_execute", note)
        yield found
        sa.event.remove(self._engine, "before_cursor_execute", note)
        written = " ".join(text for text, _ in found)
        for table, newest in before.items():
            if f"INSERT INTO {table}" not in written:
                found.append((f"COPY {table} FROM STDIN", [self._rows_after(table, newest)]))

    def _newest(self, table: str) -> str:
        found = self._reader.execute(f"SELECT max(id) FROM {table}".encode()).fetchone()
        return str(found[0]) if found else ""

    def _rows_after(self, table: str, newest: str) -> bytes:
        rows = f"COPY (SELECT * FROM {table} WHERE id > '{newest}') TO STDOUT"
        with self._reader.cursor().copy(rows.encode()) as source:
            return b"".join(bytes(each) for each in source)


def _measured(
    ids: list[str],
    kits: Sequence[ik.InvoiceKit],
    noting: Callable[[], Any],
    raw: Raw,
) -> list[Spent]:
    ours, noted, alone = kits
    rounds = []
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        calls: list[Call] = []
        whole = _timed(partial(ours.invoices.issue_many, part, actor="bob"))
        with noting() as statements:
            _noted(noted, calls).invoices.issue_many(part, actor="bob")
        storage = _timed(partial(_asked, alone, calls))
        rounds.append(Spent(whole, storage, _timed(partial(raw, statements))))
    return rounds


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - start) / 1e6 / BATCH


class _Noting:
    """A unit of work that notes what it is asked."""

    def __init__(self, uow: Any, calls: list[Call]) -> None:
        self._uow, self._calls = uow, calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._uow, name)
        if not callable(found) or name == "savepoint":
            return found

        def call(*given: Any, **named: Any) -> Any:
            self._calls.append((name, given, named))
            return found(*given, **named)

        return call


def _noted(kit: ik.InvoiceKit, calls: list[Call]) -> ik.InvoiceKit:
    """Returns the kit, whose storage notes the calls of its transactions."""
    storage: Any = kit._runtime.storage

    class Storage:
        read = storage.read

        def write(self, tenant: str, work: Callable[[Any], Any]) -> Any:
            return storage.write(tenant, lambda uow: work(_Noting(uow, calls)))

    return ik.InvoiceKit(replace(kit._runtime, storage=Storage()))  # type: ignore[arg-type]  # what it needs


def _asked(kit: ik.InvoiceKit, calls: list[Call]) -> None:
    """Asks the storage the same again."""

    def work(uow: Any) -> None:
        for name, given, named in calls:
            answer = getattr(uow, name)(*given, **named)
            if name == "stream":
                list(answer)

    kit._runtime.storage.write(kit.tenant, work)
