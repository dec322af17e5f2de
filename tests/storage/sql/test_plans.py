"""Every list walks an index and sorts nothing, on any page: one index too many cost eightfold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from invoicekit.model.rows import InvoiceRow, SalesDayRow, WatermarkRow, WordRow
from invoicekit.model.stored import Id, kind_of
from invoicekit.ports.storage import Condition, Holding, Query
from invoicekit.rollups import SALES
from invoicekit.storage import _cursor
from invoicekit.storage._gate import Gate
from invoicekit.storage.sql import _holding
from invoicekit.storage.sql.postgres import PostgresStorage
from invoicekit.storage.sql.sqlite import SqliteStorage
from invoicekit.storage.sql.unit import SqlUnitOfWork

ROWS = 300


def _word(word: str) -> Holding:
    return Holding(of=WordRow, on="invoice_id", where=(("word", "=", word),))


LISTS: list[tuple[str, tuple[Condition, ...]]] = [
    *((order, ()) for order in ("id", "created", "issued", "due", "amount", "number")),
    ("sequence", (("series", "=", "R"),)),
    ("id", (("customer_id", "=", "c"),)),
    ("id", (("document_status", "=", "issued"),)),
    ("id", (("payment_status", "=", "unpaid"),)),
]
"""What `kit.invoices.search` and the reports list."""
OFF = ("seqscan", "bitmapscan", "sort", "incremental_sort")
"""A few rows are faster read and sorted; the question is whether there is an index."""
WORDS: list[tuple[str, tuple[Holding, ...]]] = [
    ("id", (_word("every"),)),
    ("id", (_word("every"), _word("even"))),
    ("issued", (_word("every"), _word("even"))),
    ("issued", (_word("rare"), _word("every"))),
    ("id", (Holding(of=WordRow, on="invoice_id", where=(("word", "in", ("even", "rare")),)),)),
]
"""What `kit.invoices.search(text=…)` lists."""

Storage = SqliteStorage | PostgresStorage
Ran = list[tuple[str, object]]


def _row(number: int) -> InvoiceRow:
    return InvoiceRow(
        tenant_id="a",
        id=Id(f"{number:06d}"),
        issuer_id=Id("i"),
        customer_id=Id("c"),
        type_code="380",
        document_status="issued",
        payment_status="unpaid",
        series="R",
        sequence=number + 1,
        number=f"R-{number:06d}",
        issue_date=date(2026, 1, 1 + number % 28),
        due_date=date(2026, 2, 1 + number % 28),
        currency="EUR",
        without_vat=Decimal(number),
        vat=Decimal(0),
        total=Decimal(number),
        amount_due=Decimal(number),
        created_by="alice",
        created_at=datetime(2026, 1, 1, 0, number % 60, tzinfo=UTC),
    )


def _filled(storage: Storage) -> Storage:
    storage.write("a", lambda uow: uow.add([_row(number) for number in range(ROWS)]))
    steps = {"every": 1, "even": 2, "rare": 20}
    words = [
        WordRow(tenant_id="a", word=word, invoice_id=Id(f"{number:06d}"))
        for word, step in steps.items()
        for number in range(0, ROWS, step)
    ]
    storage.write("a", lambda uow: uow.add(words))
    return storage


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    storage = SqliteStorage(tmp_path_factory.mktemp("plans") / "plans.db")
    yield _filled(storage)
    storage.close()


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> Iterator[Storage]:
    storage = PostgresStorage.from_url(postgres_url)
    yield _filled(storage)
    storage.close()


def _ran(storage: Storage, query: Query[InvoiceRow]) -> Ran:
    """The statements that read a page."""
    ran: Ran = []

    def note(_c: object, _k: object, text: str, values: object, *_: object) -> None:
        if "FROM ik_" in text:
            ran.append((text, values))

    with storage.engine.connect() as connection:
        sa.event.listen(connection, "before_cursor_execute", note)
        page = SqlUnitOfWork(connection, Gate("a", read_only=True)).page(query)
    assert len(page.items) == query.limit
    return ran


def _first_and_later(
    order: str, where: tuple[Condition, ...] = (), holding: tuple[Holding, ...] = ()
) -> list[Query[InvoiceRow]]:
    first = Query(of=InvoiceRow, order=order, where=where, descending=True, limit=5)
    first = replace(first, holding=holding)
    kind, row = kind_of(InvoiceRow), _row(ROWS // 2)
    place = [getattr(row, name) for name in kind.order(order)]
    return [first, replace(first, after=_cursor.encode(first, kind, place))]


def _sqlite_plan(storage: Storage, text: str, values: object) -> str:
    with storage.engine.connect() as connection:
        explained = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)  # type: ignore[arg-type]  # as it was given
        return "\n".join(row[3] for row in explained)


def _postgres_plan(storage: Storage, text: str, values: object, *off: str) -> str:
    with storage.engine.connect() as connection:
        for each in off:
            connection.exec_driver_sql(f"SET enable_{each} = off")
        explained = connection.exec_driver_sql(f"EXPLAIN {text}", values)  # type: ignore[arg-type]  # as it was given
        plan = "\n".join(row[0] for row in explained)
        connection.rollback()
        return plan


@pytest.mark.parametrize(("order", "where"), LISTS, ids=str)
def test_sqlite_walks_an_index(sqlite: Storage, order: str, where: tuple[Condition, ...]) -> None:
    for query in _first_and_later(order, where):
        for text, values in _ran(sqlite, query):
            plan = _sqlite_plan(sqlite, text, values)
            assert "USING INDEX" in plan, plan
            assert "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize(("order", "where"), LISTS, ids=str)
def test_postgresql_can_walk_an_index(
    postgres: Storage, order: str, where: tuple[Condition, ...]
) -> None:
    for query in _first_and_later(order, where):
        for text, values in _ran(postgres, query):
            plan = _postgres_plan(postgres, text, values, *OFF)
            assert "Index Scan" in plan, plan
            assert "Sort" not in plan, plan


@pytest.mark.parametrize("few", [ROWS, 50], ids=["few", "many"])
@pytest.mark.parametrize(("order", "holding"), WORDS, ids=lambda each: str(len(each)))
def test_words_are_walked_and_no_more_than_a_few_keys_sorted(
    sqlite: Storage,
    postgres: Storage,
    monkeypatch: pytest.MonkeyPatch,
    order: str,
    holding: tuple[Holding, ...],
    few: int,
) -> None:
    monkeypatch.setattr(_holding, "FEW", few)
    monkeypatch.setattr(_holding, "COUNTED", (few, 2 * few))
    for query in _first_and_later(order, (), holding):
        for text, values in _ran(sqlite, query):
            plan = _sqlite_plan(sqlite, text, values)
            assert "SCAN ik_" not in plan, plan
            assert "TEMP B-TREE" not in plan or _is_short(text), plan
        for text, values in _ran(postgres, query):
            plan = _postgres_plan(
                postgres, text, values, "seqscan", "bitmapscan", "hashjoin", "mergejoin"
            )
            assert "Seq Scan" not in plan, plan
            assert "Sort" not in plan or _is_short(text), plan


def _is_short(text: str) -> bool:
    """Whether a statement sorts a list of keys that was found before, or several words' keys."""
    return "ik_invoice.id IN (" in text or "word IN (" in text


def test_sums_of_sales_read_their_days_and_the_events_after(
    sqlite: Storage, postgres: Storage
) -> None:
    mark = WatermarkRow(tenant_id="a", name=SALES.name, position=5, event=Id("e"))
    sums = Query(of=SalesDayRow, where=(("day", ">=", date(2026, 1, 1)),))
    for storage, off in ((sqlite, ()), (postgres, OFF)):
        ran: Ran = []

        def note(_c: object, _k: object, text: str, values: object, *_: object) -> None:
            if "FROM ik_" in text:
                ran.append((text, values))  # noqa: B023  # this round's

        sa.event.listen(storage.engine, "before_cursor_execute", note)
        storage.read("a", lambda uow: SALES.since(uow, mark))
        storage.read("a", lambda uow: uow.totals(sums, by=("day",), sums=("net",)))
        sa.event.remove(storage.engine, "before_cursor_execute", note)
        explained = _postgres_plan if off else _sqlite_plan
        events, days = (explained(storage, text, values, *off) for text, values in ran)
        assert "ik_event_place_idx" in events, events
        assert "ik_sales_day_pkey" in days or "PRIMARY KEY (tenant_id=? AND day>?)" in days, days
