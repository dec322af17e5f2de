"""Sums of sales follow the documents, and a sum that does not is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

import invoicekit as ik
from invoicekit.model.rows import SalesDayRow
from invoicekit.ports import Query, UnitOfWork


@pytest.fixture
def kit() -> ik.InvoiceKit:
    day = [datetime(2026, 3, 2, 10, tzinfo=UTC)]
    issuer = ik.Issuer(
        party=ik.Party(name="Shop", address=ik.Address(country="US", city="X", postcode="1")),
        approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
    )
    return ik.InvoiceKit.in_memory(issuer=issuer, clock=lambda: day[0])


def issued(kit: ik.InvoiceKit, reference: str, price: str) -> ik.InvoiceRecord:
    buyer = kit.customers.create(name="ACME", country="US", actor="a")
    line = ik.OrderLine(name="Lamp", unit_price=price, vat="O")
    order = ik.Order(reference=reference, customer_id=buyer.id, currency="USD", lines=[line])
    return kit.invoices.issue(kit.invoices.create_from_order(order, actor="a").id, actor="a")


def test_the_life_of_a_document_moves_the_sums(kit: ik.InvoiceKit) -> None:
    def total() -> list[object]:
        [*rows] = kit.reports.make("sales").rows
        return [row[2:] for row in rows]

    issued(kit, "1", "10")
    assert kit.reports.roll_up() == 1
    second = issued(kit, "2", "5")
    assert total() == [(2, Decimal("15.00"), Decimal("0.00"), Decimal("15.00"))]
    assert kit.reports.roll_up() > 0
    assert kit.reports.roll_up() == 0
    kit.invoices.void(second.id, actor="a", reason="never sent")
    assert total() == [(1, Decimal("10.00"), Decimal("0.00"), Decimal("10.00"))]
    kit.reports.roll_up(limit=1)
    assert total() == [(1, Decimal("10.00"), Decimal("0.00"), Decimal("10.00"))]
    assert kit.reports.rebuild() == 2
    assert total() == [(1, Decimal("10.00"), Decimal("0.00"), Decimal("10.00"))]
    assert kit.audit.verify().counts["sales"] == 2
    assert kit.audit.verify().intact


def test_a_sum_that_is_not_the_documents_is_named(kit: ik.InvoiceKit) -> None:
    issued(kit, "1", "10")
    kit.reports.roll_up()

    def tamper(uow: UnitOfWork) -> None:
        [row] = uow.stream(Query(of=SalesDayRow))
        uow.replace([replace(row, revision=row.revision + 1, net=Decimal(11))])

    kit._runtime.write(tamper)
    [fault] = kit.audit.verify().faults
    assert fault == (
        "sales of 2026-03-02 in USD, kind 380, to US are summed up as 1 document(s) of 11 + 0 = 10,"
        " the documents say 1 document(s) of 10 + 0 = 10: kit.reports.rebuild() makes the sums"
        " again"
    )
    kit.reports.rebuild()
    assert kit.audit.verify().intact


def test_nothing_is_summed_up_where_nothing_happened(kit: ik.InvoiceKit) -> None:
    empty = kit.for_tenant("empty")
    assert empty.reports.roll_up() == 0
    assert empty.reports.rebuild() == 0
