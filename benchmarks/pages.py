"""Pages of a million invoices on SQLite: any page against the first, and each against raw sqlite3.

Raw sqlite3 runs the very statements our page ran and fetches their rows; what is left between them
is what makes rows into summaries. A cursor names the row a page ended at, so that the page half a
million rows down walks the same index as the first one. `tests/storage/sql/test_plans.py` holds
every list to its index.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import invoicekit as ik
from benchmarks import Row, compared, medians
from benchmarks.issue import _approved, _kit, _raw
from invoicekit.model.rows import InvoiceRow
from invoicekit.model.stored import Id, kind_of
from invoicekit.ports import Query
from invoicekit.services.search_invoices import Search, search_invoices
from invoicekit.storage import _cursor
from invoicekit.storage._gate import Gate
from invoicekit.storage.sql.unit import SqlUnitOfWork

INVOICES = 1_000_000
ORDERS = ("issued", "due", "amount", "created", "number")
ANY_PAGE, OVER_RAW, CAPPED = 1.5, 3.0, 0.2
ROUNDS, CALLS = 9, 20

COLUMNS = {
    "id": "printf('%08x-0000-7000-8000-000000000000', i)",
    "number": "printf('X-%07d', i)",
    "series": "'x'",
    "sequence": "i",
    "customer_id": "'c' || (i % 1000)",
    "issue_date": "date('2020-01-01', '+' || (i % 2000) || ' days')",
    "due_date": "date('2020-01-31', '+' || (i % 2000) || ' days')",
    "total": "(i * 7919 % 1000000) * 100",
    "created_at": "datetime('2020-01-01', '+' || i || ' minutes') || '.000000'",
    "document": "'{}'",
    "file": "'{}'",
}
"""What differs from the one invoice that all are copies of; a page does not look at documents."""

Statement = tuple[str, Sequence[Any]]


def run() -> list[Row]:
    """Returns the page half way down each order against the first, and against raw sqlite3."""
    with many_invoices() as (kit, raw, _):
        return [*(row for order in ORDERS for row in _rows(kit, raw, order)), _counted(kit, raw)]


@contextmanager
def many_invoices(
    drafts: int = 0, *, whole: int = 0
) -> Iterator[tuple[ik.InvoiceKit, sqlite3.Connection, list[str]]]:
    """Returns a kit with a million invoices, a connection of raw sqlite3, and drafts to issue.

    With `whole` there are that many, with their sealed texts.
    """
    with tempfile.TemporaryDirectory() as folder, _kit(Path(folder) / "many.db") as kit:
        first, *more = _approved(kit, drafts + 1)
        kit.invoices.issue(first, actor="bob")
        with closing(_raw(Path(folder) / "many.db")) as raw:
            _multiply(raw, whole)
            yield kit, raw, more


def _rows(kit: ik.InvoiceKit, raw: sqlite3.Connection, order: str) -> list[Row]:
    half = _half_way(kit, raw, order)
    pages = [partial(kit.invoices.search, order=order, after=after) for after in (None, half)]
    assert all(len(list(page())) == 50 for page in pages)
    beside = partial(_replay, raw, _statements(kit, Search(order=order, after=half)))
    first, deep, theirs = medians([*pages, beside], rounds=ROUNDS, calls=CALLS)
    return [
        compared(f"page by {order}, half way / first", deep, first, ANY_PAGE),
        compared(f"page by {order}, half way / raw sqlite3", deep, theirs, OVER_RAW),
    ]


def _counted(kit: ik.InvoiceKit, raw: sqlite3.Connection) -> Row:
    """A count that stops at 10,000 against one of raw sqlite3 that does not."""
    assert str(kit.invoices.count(status="issued")) == ">10000"
    text = (
        "SELECT count(*) FROM ik_invoice WHERE tenant_id = 'default' AND document_status = 'issued'"
    )
    whole = partial(_replay, raw, [(text, ())])
    ours, theirs = medians([partial(kit.invoices.count, status="issued"), whole], rounds=ROUNDS)
    return compared("count up to 10,000 / sqlite3 counting all", ours, theirs, CAPPED)


def _multiply(raw: sqlite3.Connection, whole: int) -> None:
    """Fills the table with copies; its indexes are made when they are there."""
    asked = "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'ik_invoice' AND type = 'index'"
    indexes = [(name, text) for name, text in raw.execute(asked) if text]
    names = [row[1] for row in raw.execute("PRAGMA table_info(ik_invoice)")]
    kept = {"document", "file"} if whole else set[str]()
    values = ", ".join(name if name in kept else COLUMNS.get(name, name) for name in names)
    raw.execute("BEGIN IMMEDIATE")
    for name, _ in indexes:
        raw.execute(f"DROP INDEX {name}")
    raw.execute(
        "WITH RECURSIVE n(i) AS "
        f"(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {whole or INVOICES}) "
        f"INSERT INTO ik_invoice ({', '.join(names)}) "
        f"SELECT {values} FROM (SELECT * FROM ik_invoice LIMIT 1), n"
    )
    for _, text in indexes:
        raw.execute(text)
    raw.execute("COMMIT")


def _half_way(kit: ik.InvoiceKit, raw: sqlite3.Connection, order: str) -> str:
    """Returns the cursor of the row in the middle of a list."""
    query = Query(of=InvoiceRow, order=order, descending=True)
    columns = kind_of(InvoiceRow).order(order)
    found = ", ".join(f"{name} DESC" for name in columns)
    asked = f"SELECT id FROM ik_invoice ORDER BY {found} LIMIT 1 OFFSET {INVOICES // 2}"
    [(middle,)] = raw.execute(asked).fetchall()
    [row] = kit._runtime.read(lambda uow: uow.get(InvoiceRow, [Id(middle)]))
    return _cursor.encode(query, kind_of(InvoiceRow), [getattr(row, name) for name in columns])


def _statements(kit: ik.InvoiceKit, search: Search) -> list[Statement]:
    """Returns what the driver is given for a page."""
    ran: list[Statement] = []

    def note(_c: object, _k: object, text: str, values: Sequence[Any], *_: object) -> None:
        ran.append((text, values))

    engine: sa.Engine = kit._runtime.storage.engine  # type: ignore[attr-defined]  # it is SQLite's
    with engine.connect() as connection:
        sa.event.listen(connection, "before_cursor_execute", note)
        search_invoices(SqlUnitOfWork(connection, Gate(kit.tenant, read_only=True)), search)
    return ran


def _replay(raw: sqlite3.Connection, statements: Sequence[Statement]) -> None:
    for text, values in statements:
        raw.execute(text, values).fetchall()
