"""Migrations make the schema of the declarations, and triggers keep what must not change."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from tests.storage.sql.conftest import ENGINES, differences, engine_of

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
from invoicekit.model.stored import Id, Row, changed
from invoicekit.storage._gate import Gate
from invoicekit.storage.sql import migrate
from invoicekit.storage.sql.tables import table_of
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
    TemplateRow(tenant_id="a", id=Id("t"), version=1, name="t", document="{}", created_at=AT),
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


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sa.Engine]:
    """An engine on a database that is up to date, for all tests of the module."""
    made = engine_of(request.param, request, tmp_path_factory.mktemp("migrated") / "a.db")
    migrate.upgrade(made)
    yield made
    made.dispose()


@pytest.fixture
def tenant() -> str:
    return secrets.token_hex(8)


def unit(connection: sa.Connection, tenant: str = "a") -> SqlUnitOfWork:
    return SqlUnitOfWork(connection, Gate(tenant, read_only=False))


def added(engine: sa.Engine, tenant: str, *rows: Row) -> None:
    """Adds rows as those of a tenant."""
    with engine.begin() as connection:
        for row in rows:
            unit(connection, tenant).add([changed(row, tenant_id=tenant)])


def test_the_migrated_schema_is_that_of_the_declarations(empty: sa.Engine) -> None:
    migrate.upgrade(empty)

    assert differences(empty) == []
    with empty.connect() as connection:
        key = sa.inspect(connection).get_pk_constraint("ik_billed")["constrained_columns"]
        assert key == ["tenant_id", "order_id", "line_id", "invoice_id"]


def test_the_head_is_the_last_script() -> None:
    scripts = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))

    assert scripts.get_current_head() == migrate.HEAD


def test_an_upgrade_may_be_run_again(empty: sa.Engine) -> None:
    migrate.upgrade(empty)
    with empty.begin() as connection:
        unit(connection).add([DRAFT])
    migrate.upgrade(empty)
    with empty.begin() as connection:
        migrate.upgrade_connection(connection)
        assert unit(connection).get(InvoiceRow, ["1"]) == [DRAFT]


def test_the_upgrade_is_part_of_the_hosts_transaction(empty: sa.Engine) -> None:
    """Not so on MariaDB, which commits each step."""
    if empty.dialect.name == "mariadb":
        return
    with empty.connect() as connection:
        migrate.upgrade_connection(connection)
        assert sa.inspect(connection).has_table("ik_invoice")
        connection.rollback()
    with empty.connect() as connection:
        assert [t for t in sa.inspect(connection).get_table_names() if t.startswith("ik_")] == []


def test_the_hosts_autogenerate_can_leave_our_tables_alone() -> None:
    assert migrate.not_ours("shop_order", "table", None)
    assert not migrate.not_ours("ik_invoice", "table", None)
    assert migrate.not_ours("ik_column", "column", None)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_facts_are_never_written_again(
    engine: sa.Engine, tenant: str, fact: Row, verb: str
) -> None:
    table = table_of(type(fact))
    change = sa.update(table).values(tenant_id=tenant) if verb == "UPDATE" else sa.delete(table)
    added(engine, tenant, fact)

    with pytest.raises(sa.exc.DBAPIError, match="insert-only"), engine.begin() as connection:
        connection.execute(change.where(table.c.tenant_id == tenant))


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
def test_an_issued_invoice_keeps_its_content(
    engine: sa.Engine, tenant: str, change: dict[str, object]
) -> None:
    added(engine, tenant, ISSUED)

    with pytest.raises(StorageError, match="an issued invoice never changes"):
        _replace(engine, tenant, replace(ISSUED, revision=2, **change))  # type: ignore[arg-type]  # a table of cases


def test_an_issued_invoice_is_never_deleted_and_a_draft_is_free(
    engine: sa.Engine, tenant: str
) -> None:
    table = table_of(InvoiceRow)
    added(engine, tenant, DRAFT, ISSUED)
    _replace(engine, tenant, replace(ISSUED, revision=2, payment_status="paid", voided_at=AT))
    _replace(engine, tenant, replace(DRAFT, revision=2, document="changed"))

    deletion = sa.delete(table).where(table.c.tenant_id == tenant, table.c.id == "2")
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
    engine: sa.Engine, tenant: str, row: Row, change: dict[str, object], why: str
) -> None:
    table = table_of(type(row))
    added(engine, tenant, row)

    update = sa.update(table).values(change).where(table.c.tenant_id == tenant)
    with pytest.raises(sa.exc.DBAPIError, match=why), engine.begin() as connection:
        connection.execute(update)


@pytest.mark.parametrize("row", [SERIES, PAYMENT, GOT], ids=lambda row: type(row).__name__)
def test_what_is_kept_is_not_deleted(engine: sa.Engine, tenant: str, row: Row) -> None:
    table = table_of(type(row))
    added(engine, tenant, row)

    deletion = sa.delete(table).where(table.c.tenant_id == tenant)
    with pytest.raises(sa.exc.DBAPIError, match="never deleted"), engine.begin() as connection:
        connection.execute(deletion)


def test_what_moves_on_may_move_on(engine: sa.Engine, tenant: str) -> None:
    added(engine, tenant, SERIES, PAYMENT)
    with engine.begin() as connection:
        series = replace(SERIES, tenant_id=tenant, revision=2, last=4, head="h")
        unit(connection, tenant).replace([series])
        payment = replace(PAYMENT, tenant_id=tenant, revision=2, applied=Decimal(1))
        unit(connection, tenant).replace([payment])


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_no_insert_takes_the_place_of_a_fact(engine: sa.Engine, tenant: str, fact: Row) -> None:
    """REPLACE of SQLite and MariaDB deletes without asking, PostgreSQL's TRUNCATE too."""
    table = table_of(type(fact))
    added(engine, tenant, fact)
    names = ", ".join(table.c.keys())
    again = {
        "sqlite": f"INSERT OR REPLACE INTO {table.name} (tenant_id, {names[11:]}) "
        f"SELECT {names} FROM {table.name} WHERE tenant_id = '{tenant}'",
        "postgresql": f"TRUNCATE {table.name}",
        "mariadb": f"REPLACE INTO {table.name} ({names}) "
        f"SELECT {names} FROM {table.name} WHERE tenant_id = '{tenant}'",
    }[engine.dialect.name]

    refused = "insert-only|never emptied"
    with pytest.raises(sa.exc.DBAPIError, match=refused), engine.begin() as connection:
        connection.exec_driver_sql(again)


def _replace(engine: sa.Engine, tenant: str, row: InvoiceRow) -> None:
    with engine.begin() as connection:
        unit(connection, tenant).replace([replace(row, tenant_id=tenant)])
