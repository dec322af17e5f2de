"""Sums of sales follow the documents, and a sum that does not is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

import invoicekit as ik
from invoicekit.model.rows import SalesDayRow, VatDayRow
from invoicekit.model.stored import VersionedRow
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
    assert kit.audit.verify().counts["sums"] == 4
    assert kit.audit.verify().intact


@pytest.mark.parametrize(
    ("of", "change", "told"),
    [
        (
            SalesDayRow,
            {"net": Decimal(11)},
            (
                "the sums of sales of day 2026-03-02, currency USD, country US, kind 380 are "
                "documents 1, net 11, vat 0, total 10, the documents say "
                "documents 1, net 10, vat 0, total 10: "
                "kit.reports.rebuild() makes the sums again"
            ),
        ),
        (
            VatDayRow,
            {"tax": Decimal(1)},
            (
                "the sums of vat of day 2026-03-02, currency USD, category O, rate 0 are groups 1, "
                "taxable 10, tax 1, the documents say groups 1, taxable 10.00, tax 0.00: "
                "kit.reports.rebuild() makes the sums again"
            ),
        ),
    ],
)
def test_a_sum_that_is_not_the_documents_is_named(
    kit: ik.InvoiceKit, of: type[VersionedRow], change: dict[str, object], told: str
) -> None:
    issued(kit, "1", "10")
    kit.reports.roll_up()

    def tamper(uow: UnitOfWork) -> None:
        [row] = uow.stream(Query(of=of))
        uow.replace([replace(row, revision=row.revision + 1, **change)])

    kit._runtime.write(tamper)
    assert kit.audit.verify().faults == (told,)
    kit.reports.rebuild()
    assert kit.audit.verify().intact


def test_vat_is_the_same_from_sums_and_from_documents(kit: ik.InvoiceKit) -> None:
    def told() -> tuple[tuple[object, ...], ...]:
        return kit.reports.make("vat").rows

    first = issued(kit, "1", "10")
    gone = issued(kit, "2", "5")
    whole = (("2026-03", "", "O", Decimal(0), "USD", Decimal("15.00"), Decimal("0.00")),)
    assert told() == whole
    kit.reports.roll_up()
    assert told() == whole
    kit.invoices.void(gone.id, actor="a", reason="never sent")
    assert told()[0][-2] == Decimal("10.00")
    credit = kit.invoices.credit(first.id, actor="a", reason="back")
    kit.invoices.issue(credit.id, actor="a")
    nothing = (*whole[0][:-2], Decimal("0.00"), Decimal("0.00"))
    assert told() == (nothing,)
    kit.reports.roll_up()
    assert told() == (nothing,)
    assert kit.audit.verify().intact


def test_nothing_is_summed_up_where_nothing_happened(kit: ik.InvoiceKit) -> None:
    empty = kit.for_tenant("empty")
    assert empty.reports.roll_up() == 0
    assert empty.reports.rebuild() == 0
