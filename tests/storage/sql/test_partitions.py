"""The schema stands on PostgreSQL's partitions by tenant as it is; Citus asks no more of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

import invoicekit as ik
from invoicekit.storage.sql import migrate, postgres
from invoicekit.storage.sql.tables import schema

pytestmark = [pytest.mark.gate, pytest.mark.xdist_group("postgresql")]

PARTS = 4
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
TRIGGERS = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = '{0}'::regclass"


@pytest.fixture
def partitioned(postgres_url: str) -> Iterator[sa.Engine]:
    """A database whose every table is cut by its tenant, as docs/bulk.md says."""
    engine = postgres.engine_for(postgres_url)
    migrate.upgrade(engine)
    with engine.begin() as connection:
        run = connection.exec_driver_sql
        for table in sorted(schema().tables):
            triggers = [text for (text,) in run(TRIGGERS.format(table))]
            run(f"ALTER TABLE {table} RENAME TO {table}_whole")
            like = f"LIKE {table}_whole INCLUDING ALL"
            run(f"CREATE TABLE {table} ({like}) PARTITION BY HASH (tenant_id)")
            for part in range(PARTS):
                bound = f"FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})"
                run(f"CREATE TABLE {table}_{part} PARTITION OF {table} {bound}")
            run(f"DROP TABLE {table}_whole")
            for trigger in triggers:
                run(trigger)
    engine.dispose()
    host = sa.create_engine(postgres_url)  # without our guard: it asks all tenants
    yield host
    host.dispose()


def test_the_main_job_runs_on_partitions(partitioned: sa.Engine, postgres_url: str) -> None:
    issuer = ik.Issuer(
        party=ik.Party(name="Shop", address=ik.Address(country="US", city="X", postcode="1")),
        approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
    )
    tenants = [f"shop-{number}" for number in range(5)]
    for tenant in tenants:
        with ik.InvoiceKit.from_url(
            postgres_url, tenant=tenant, issuer=issuer, clock=lambda: NOW
        ) as kit:
            buyer = kit.customers.create(name="ACME", email="a@b.example", country="US", actor="a")
            lines = [ik.OrderLine(name="Lamp", unit_price="10", vat="O")]
            for reference in "12":
                order = ik.Order(
                    reference=reference, customer_id=buyer.id, currency="USD", lines=lines
                )
                kit.invoices.issue(kit.invoices.create_from_order(order, actor="a").id, actor="a")
            kit.payments.record(
                customer_id=buyer.id, amount="10", currency="USD", allocate="oldest", actor="bank"
            )
            assert kit.run_outbox().done == 2
            kit.reports.roll_up()
            found = kit.audit.verify()
            assert (found.faults, found.counts["documents"]) == ((), 2)
            assert [each.number for each in kit.invoices.search(text="lamp", order="number")] == [
                "2026-000002",
                "2026-000001",
            ]
    with partitioned.connect() as connection:
        counted = [
            connection.exec_driver_sql(f"SELECT count(*) FROM ik_invoice_{part}").scalar_one()
            for part in range(PARTS)
        ]
        assert sum(counted) == 2 * len(tenants)
        assert sum(map(bool, counted)) > 1
        for statement in ("DELETE FROM ik_event", "UPDATE ik_event SET actor = 'nobody'"):
            with pytest.raises(sa.exc.DBAPIError, match="insert-only"), connection.begin_nested():
                connection.exec_driver_sql(statement)
