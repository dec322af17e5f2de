"""The verbs in SQL: lists walk an index without sorting, and agree with the in-memory backend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.errors import StorageError
from invoicekit.model.rows import InvoiceRow
from invoicekit.model.stored import Id, kind_of
from invoicekit.ports.storage import Condition, Query, UnitOfWork
from invoicekit.storage._gate import Gate
from invoicekit.storage.memory import MemoryStorage
from invoicekit.storage.sql.sqlite import SqliteStorage
from invoicekit.storage.sql.tables import create_tables
from invoicekit.storage.sql.unit import SqlUnitOfWork
from invoicekit.testing._contract_rows import NOW
from invoicekit.testing._contract_verbs import add, get, item
from invoicekit.testing.storage_contract import (
    CONTRACT_ROWS,
    ContractFact,
    ContractItem,
    ContractTask,
)

ISSUER: Condition = ("issuer_id", "=", "i")
SERIES: Condition = ("series", "=", "R")
LISTS: list[tuple[str, tuple[Condition, ...]]] = [
    *((order, ()) for order in ("id", "created", "issued", "due", "amount", "number")),
    ("sequence", (SERIES,)),
    ("id", (("customer_id", "=", "c"),)),
    ("id", (("document_status", "=", "issued"),)),
    ("number", (("number", "=", "R-1"),)),
]


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStorage]:
    storage = SqliteStorage(tmp_path_factory.mktemp("unit") / "unit.db")
    create_tables(storage.engine, CONTRACT_ROWS)
    yield storage
    storage.close()


@pytest.mark.parametrize("descending", [False, True], ids=["ascending", "descending"])
@pytest.mark.parametrize("order", LISTS, ids=lambda case: f"{case[0]} {case[1]}")
def test_lists_of_invoices_walk_an_index(
    storage: SqliteStorage, order: tuple[str, tuple[Condition, ...]], *, descending: bool
) -> None:
    name, where = order
    query = Query(of=InvoiceRow, order=name, where=where, descending=descending)
    plans = explained(storage, query)
    if name in {"number", "sequence"}:
        plans = plans[:1]  # drafts have no number; they are few, and are sorted

    assert plans
    for plan in plans:
        assert "USING INDEX ik_invoice" in plan or "sqlite_autoindex_ik_invoice" in plan, plan
        assert "TEMP B-TREE" not in plan, plan


def explained(storage: SqliteStorage, query: Query[InvoiceRow]) -> list[str]:
    """The plans of the statements a page runs."""
    ran: list[tuple[str, tuple[str, ...]]] = []

    def note(_c: object, _k: object, text: str, values: tuple[str, ...], *_: object) -> None:
        ran.append((text, values))

    with storage.engine.connect() as connection:
        sa.event.listen(connection, "before_cursor_execute", note)
        SqlUnitOfWork(connection, Gate("a", read_only=True)).page(query)
        driver = connection.connection.cursor()
        found = []
        for text, values in ran:
            driver.execute(f"EXPLAIN QUERY PLAN {text}", values)
            found.append("\n".join(str(row[3]) for row in driver.fetchall()))
        driver.close()
    return found


ROWS = st.lists(
    st.builds(
        lambda label, rank, cents, day, hour: replace(
            item("t", "0"),
            label=label,
            rank=rank,
            amount=Decimal(cents) / 100,
            day=day,
            at=NOW + timedelta(hours=hour),
        ),
        st.none() | st.sampled_from(["", "a", "A", "ab", "%", "_", "é", "发", "\U0001f600"]),
        st.none() | st.integers(-3, 3),
        st.integers(-300, 300),
        st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 4)),
        st.integers(0, 3),
    ),
    max_size=30,
)
WHERE: st.SearchStrategy[Condition] = st.one_of(
    st.tuples(
        st.just("label"),
        st.sampled_from(["=", "!=", "contains", "starts", ">="]),
        st.sampled_from(["a", "A", "%", "é"]),
    ),
    st.tuples(st.just("rank"), st.sampled_from(["=", "!=", "<", ">="]), st.integers(-3, 3)),
    st.tuples(st.just("rank"), st.just("in"), st.lists(st.none() | st.integers(-3, 3)).map(tuple)),
    st.tuples(st.sampled_from(["day", "label"]), st.sampled_from(["=", "!="]), st.none()),
    st.tuples(st.just("amount"), st.sampled_from(["<=", ">"]), st.just(Decimal("0.5"))),
)


@given(
    rows=ROWS,
    where=st.lists(WHERE, max_size=2).map(tuple),
    order=st.sampled_from(["id", *kind_of(ContractItem).orders]),
    descending=st.booleans(),
    limit=st.integers(1, 12),
)
def test_sql_and_memory_give_the_same_pages(
    storage: SqliteStorage,
    rows: list[ContractItem],
    where: tuple[Condition, ...],
    order: str,
    *,
    descending: bool,
    limit: int,
) -> None:
    memory = MemoryStorage()
    tenant = f"t{next(COUNT)}"
    named = [replace(row, tenant_id=tenant, id=Id(str(n))) for n, row in enumerate(rows)]
    add(memory, tenant, named)
    add(storage, tenant, named)
    query = Query(
        of=ContractItem, where=where, order=order, descending=descending, limit=limit, heavy=True
    )
    while True:
        ours, theirs = (s.read(tenant, lambda uow: uow.page(query)) for s in (storage, memory))  # noqa: B023  # run at once
        assert ours == theirs
        if ours.next is None:
            return
        query = replace(query, after=ours.next)


COUNT = iter(range(10**9))


def test_a_list_that_ended_stays_ended(storage: SqliteStorage) -> None:
    rows = [item("ended", key, rank=1) for key in "123"]
    add(storage, "ended", rows)
    first = Query(of=ContractItem, order="rank", limit=1)
    cursor = storage.read("ended", lambda uow: uow.page(first)).next
    pinned = replace(first, where=(("id", "=", "1"), ("rank", "=", 1)), after=cursor)

    assert storage.read("ended", lambda uow: uow.page(pinned)).items == ()


def test_pages_keep_instants_without_a_value(storage: SqliteStorage) -> None:
    task = ContractTask(tenant_id="a", id=Id("1"))
    add(storage, "a", [task])

    page = storage.read("a", lambda uow: uow.page(Query(of=ContractTask, order="due")))
    assert page.items == (task,)


def test_a_driver_that_counts_no_batches_is_asked_row_by_row(
    storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [item("rows", key) for key in "12"]
    add(storage, "rows", rows)
    monkeypatch.setattr(storage.engine.dialect, "supports_sane_multi_rowcount", False)
    changed = [replace(row, revision=2, label="new") for row in rows]

    storage.write("rows", lambda uow: uow.replace(changed))

    assert get(storage, "rows", ContractItem, "1", "2") == changed


def test_a_number_too_large_for_the_database_is_an_error_of_ours(storage: SqliteStorage) -> None:
    with pytest.raises(StorageError):
        add(storage, "a", [item("a", "1", rank=2**70)])


def test_a_savepoint_that_is_undone_leaves_no_witness(storage: SqliteStorage) -> None:
    """Who looks for it would believe that nothing was committed."""
    kept = ContractFact(tenant_id="witness", subject="kept", sequence=1)

    def work(uow: UnitOfWork) -> object:
        uow.add([kept])
        with suppress(LookupError), uow.savepoint():
            uow.add([replace(kept, subject="undone")])
            raise LookupError
        uow.add([item("witness", "1")])  # what others may change is a worse witness
        assert isinstance(uow, SqlUnitOfWork)
        return uow.witness

    assert storage.write("witness", work) == kept
