"""Migrations make the schema of the declarations, and triggers keep what must not change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from invoicekit.errors import StorageError
from invoicekit.model.rows import (
    AllocationRow,
    ArchiveRow,
    EventRow,
    IdempotencyRow,
    InvoiceRow,
    PaymentRow,
    ReceivedRow,
    SeriesRow,
    TemplateRow,
)
from invoicekit.model.stored import Id, Row
from invoicekit.storage._gate import Gate
from invoicekit.storage.sql import migrate, postgres, sqlite
from invoicekit.storage.sql.tables import schema, table_of
from invoicekit.storage.sql.unit import SqlUnitOfWork

AT = datetime(2026, 1, 15, tzinfo=UTC)
DRAFT = InvoiceRow(
    tenant_id="a",
    id=Id("1"),
    issuer_id=Id("i"),
    type_code="380",
    currency="EUR",
    without_vat=Decimal(100),
    vat=Decimal(19),
    total=Decimal(119),
    amount_due=Decimal(119),
    created_by="alice",
    created_at=AT,
    document="draft",
)
ISSUED = replace(
    DRAFT,
    id=Id("2"),
    document_status="issued",
    series="R",
    sequence=1,
    number="R-1",
    issue_date=date(2026, 1, 15),
    issued_at=AT,
    document="sealed",
)
FACTS: list[Row] = [
    EventRow(
        tenant_id="a",
        subject=Id("1"),
        sequence=1,
        id=Id("e"),
        type="issued",
        actor="bob",
        at=AT,
        data="{}",
        hash="h",
    ),
    AllocationRow(
        tenant_id="a",
        id=Id("1"),
        kind="payment",
        source_id="p",
        invoice_id=Id("2"),
        amount=Decimal(1),
        currency="EUR",
        booking_date=date(2026, 1, 15),
        actor="bob",
        at=AT,
    ),
    ArchiveRow(
        tenant_id="a",
        invoice_id=Id("2"),
        kind="pdf",
        name="R-1.pdf",
        media_type="application/pdf",
        location="x",
        size=1,
        sha256="0",
        stored_at=AT,
    ),
    TemplateRow(tenant_id="a", id="t", version=1, name="t", document="{}", created_at=AT),
]

SERIES = SeriesRow(tenant_id="a", series="R", issuer_id=Id("i"), last=3)
PAYMENT = PaymentRow(
    tenant_id="a",
    id=Id("p"),
    amount=Decimal(10),
    currency="EUR",
    received_date=date(2026, 1, 15),
    recorded_by="bank",
    recorded_at=AT,
)
ANSWERED = IdempotencyRow(tenant_id="a", scope="s", key="k", request_hash="h", response="1", at=AT)
GOT = ReceivedRow(
    tenant_id="a",
    id=Id("r"),
    natural_key="k",
    number="7",
    direction=1,
    use="none",
    booking="none",
    currency="EUR",
    without_vat=Decimal(1),
    vat=Decimal(0),
    total=Decimal(1),
    received_at=AT,
    document="{}",
)


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))]
)
def engine(request: pytest.FixtureRequest, sqlite_path: Path) -> Iterator[sa.Engine]:
    """An engine on an empty database."""
    if request.param == "sqlite":
        made = sqlite.engine_for(str(sqlite_path))
    else:
        made = postgres.engine_for(request.getfixturevalue("postgres_url"))
        with made.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    yield made
    made.dispose()


def unit(connection: sa.Connection) -> SqlUnitOfWork:
    return SqlUnitOfWork(connection, Gate("a", read_only=False))


def test_the_migrated_schema_is_that_of_the_declarations(engine: sa.Engine) -> None:
    migrate.upgrade(engine)

    with engine.connect() as connection:
        ours = {"include_name": lambda name, kind, _: kind != "table" or name in schema().tables}
        context = MigrationContext.configure(connection, opts={**ours, "compare_type": True})
        assert compare_metadata(context, schema()) == []
        key = sa.inspect(connection).get_pk_constraint("ik_billed")["constrained_columns"]
        assert key == ["tenant_id", "order_id", "line_id", "invoice_id"]


def test_the_head_is_the_last_script() -> None:
    scripts = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))

    assert scripts.get_current_head() == migrate.HEAD


def test_an_upgrade_may_be_run_again(engine: sa.Engine) -> None:
    migrate.upgrade(engine)
    with engine.begin() as connection:
        unit(connection).add([DRAFT])
    migrate.upgrade(engine)
    with engine.begin() as connection:
        migrate.upgrade_connection(connection)
        assert unit(connection).get(InvoiceRow, ["1"]) == [DRAFT]


def test_the_upgrade_is_part_of_the_hosts_transaction(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        migrate.upgrade_connection(connection)
        assert sa.inspect(connection).has_table("ik_invoice")
        connection.rollback()
    with engine.connect() as connection:
        assert [t for t in sa.inspect(connection).get_table_names() if t.startswith("ik_")] == []


def test_the_hosts_autogenerate_can_leave_our_tables_alone() -> None:
    assert migrate.not_ours("shop_order", "table", None)
    assert not migrate.not_ours("ik_invoice", "table", None)
    assert migrate.not_ours("ik_column", "column", None)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_facts_are_never_written_again(engine: sa.Engine, fact: Row, verb: str) -> None:
    migrate.upgrade(engine)
    table = table_of(type(fact))
    change = sa.update(table).values(tenant_id="a") if verb == "UPDATE" else sa.delete(table)
    with engine.begin() as connection:
        unit(connection).add([fact])

    with pytest.raises(sa.exc.DBAPIError, match="insert-only"), engine.begin() as connection:
        connection.execute(change.where(table.c.tenant_id == "a"))


@pytest.mark.parametrize(
    "change",
    [
        {"issuer_id": Id("other")},
        {"customer_id": Id("other")},
        {"type_code": "381"},
        {"direction": -1},
        {"series": "S"},
        {"due_date": date(2026, 2, 1)},
        {"tax_point_date": date(2026, 2, 1)},
        {"currency": "CHF"},
        {"without_vat": Decimal(1)},
        {"vat": Decimal(1)},
        {"amount_due": Decimal(1)},
        {"buyer_name": "other"},
        {"buyer_country": "FR"},
        {"order_source": "other"},
        {"order_reference": "other"},
        {"content_hash": "other"},
        {"chain_hash": "other"},
        {"created_by": "mallory"},
        {"created_at": datetime(2025, 1, 1, tzinfo=UTC)},
        {"document": "other"},
        {"document": None},
        {"number": "R-2"},
        {"sequence": 2},
        {"total": Decimal(1)},
        {"issued_at": None},
        {"issue_date": None},
    ],
    ids=str,
)
def test_an_issued_invoice_keeps_its_content(engine: sa.Engine, change: dict[str, object]) -> None:
    migrate.upgrade(engine)
    with engine.begin() as connection:
        unit(connection).add([ISSUED])

    with pytest.raises(StorageError, match="an issued invoice never changes"):
        _replace(engine, replace(ISSUED, revision=2, **change))  # type: ignore[arg-type]  # a table of cases


def test_an_issued_invoice_is_never_deleted_and_a_draft_is_free(engine: sa.Engine) -> None:
    migrate.upgrade(engine)
    table = table_of(InvoiceRow)
    with engine.begin() as connection:
        unit(connection).add([DRAFT, ISSUED])
    _replace(engine, replace(ISSUED, revision=2, payment_status="paid", voided_at=AT))
    _replace(engine, replace(DRAFT, revision=2, document="changed"))

    deletion = sa.delete(table).where(table.c.tenant_id == "a", table.c.id == "2")
    with pytest.raises(sa.exc.DBAPIError, match="never deleted"), engine.begin() as connection:
        connection.execute(deletion)


KEPT: list[tuple[Row, dict[str, object], str]] = [
    (SERIES, {"last": 2}, "a counter never goes back"),
    (SERIES, {"series": "S"}, "a counter never goes back"),
    (PAYMENT, {"amount": Decimal(2)}, "money received never changes"),
    (PAYMENT, {"currency": "CHF"}, "money received never changes"),
    (PAYMENT, {"received_date": date(2026, 2, 1)}, "money received never changes"),
    (ANSWERED, {"response": "other"}, "an answered request never changes"),
]


@pytest.mark.parametrize(("row", "change", "why"), KEPT, ids=lambda part: str(part)[:20])
def test_what_is_kept_does_not_change(
    engine: sa.Engine, row: Row, change: dict[str, object], why: str
) -> None:
    migrate.upgrade(engine)
    table = table_of(type(row))
    with engine.begin() as connection:
        unit(connection).add([row])

    update = sa.update(table).values(change).where(table.c.tenant_id == "a")
    with pytest.raises(sa.exc.DBAPIError, match=why), engine.begin() as connection:
        connection.execute(update)


@pytest.mark.parametrize("row", [SERIES, PAYMENT, GOT], ids=lambda row: type(row).__name__)
def test_what_is_kept_is_not_deleted(engine: sa.Engine, row: Row) -> None:
    migrate.upgrade(engine)
    table = table_of(type(row))
    with engine.begin() as connection:
        unit(connection).add([row])

    deletion = sa.delete(table).where(table.c.tenant_id == "a")
    with pytest.raises(sa.exc.DBAPIError, match="never deleted"), engine.begin() as connection:
        connection.execute(deletion)


def test_what_moves_on_may_move_on(engine: sa.Engine) -> None:
    migrate.upgrade(engine)
    with engine.begin() as connection:
        unit(connection).add([SERIES])
        unit(connection).add([PAYMENT])
    with engine.begin() as connection:
        unit(connection).replace([replace(SERIES, revision=2, last=4, head="h")])
        unit(connection).replace([replace(PAYMENT, revision=2, applied=Decimal(1))])


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_no_insert_takes_the_place_of_a_fact(engine: sa.Engine, fact: Row) -> None:
    """SQLite's INSERT OR REPLACE deletes without asking, PostgreSQL's TRUNCATE too."""
    migrate.upgrade(engine)
    table = table_of(type(fact))
    with engine.begin() as connection:
        unit(connection).add([fact])
    names = ", ".join(table.c.keys())
    again = {
        "sqlite": f"INSERT OR REPLACE INTO {table.name} (tenant_id, {names[11:]}) "
        f"SELECT {names} FROM {table.name} WHERE tenant_id = 'a'",
        "postgresql": f"TRUNCATE {table.name}",
    }[engine.dialect.name]

    refused = "insert-only|never emptied"
    with pytest.raises(sa.exc.DBAPIError, match=refused), engine.begin() as connection:
        connection.exec_driver_sql(again)


def _replace(engine: sa.Engine, row: InvoiceRow) -> None:
    with engine.begin() as connection:
        unit(connection).replace([row])
