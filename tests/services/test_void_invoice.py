"""Voiding: where the country knows it, and without a cent or an order line left behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

import invoicekit as ik
from invoicekit import errors

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
ELSEWHERE = ik.Party(
    name="Shop Ltd",
    address=ik.Address(line1="1 High Street", city="Auckland", postcode="1010", country="NZ"),
)
Issue = Callable[[str], ik.InvoiceRecord]


@pytest.fixture
def neutral() -> ik.InvoiceKit:
    return ik.InvoiceKit.in_memory(issuer=ELSEWHERE, clock=lambda: NOW)


@pytest.fixture
def keyboards(neutral: ik.InvoiceKit) -> ik.Order:
    buyer = neutral.customers.create(name="ACME", email="ap@acme.example", actor="alice")
    line = ik.OrderLine(name="Keyboard", quantity="3", unit_price="10.00", vat="S 15")
    return ik.Order(reference="SO-1", customer_id=buyer.id, currency="EUR", lines=[line])


def issued(kit: ik.InvoiceKit, draft: ik.InvoiceRecord) -> ik.InvoiceRecord:
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")
    return kit.invoices.issue(draft.id, actor="bob")


def test_germany_does_not_know_voiding(kit: ik.InvoiceKit, order: ik.Order, issue: Issue) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    with pytest.raises(errors.StateError, match="country does not know it"):
        kit.invoices.void(record.id, actor="bob", reason="wrong buyer")
    assert kit.invoices.get(record.id).document_status == "issued"


def test_a_voided_invoice_keeps_its_number_and_frees_its_order(
    neutral: ik.InvoiceKit, keyboards: ik.Order
) -> None:
    record = issued(neutral, neutral.invoices.create_from_order(keyboards, actor="alice"))
    gone = neutral.invoices.void(record.id, actor="bob", reason="wrong buyer")
    assert (gone.number, gone.document_status) == (record.number, "voided")
    assert gone.open_amount == 0
    again = issued(neutral, neutral.invoices.create_from_order(keyboards, actor="alice"))
    assert record.number is not None
    assert again.number == record.number[:-1] + "2"
    assert neutral.audit.verify().faults == ()


@pytest.mark.parametrize("deed", ["paid", "credited", "sent"])
def test_it_is_too_late_to_void(neutral: ik.InvoiceKit, keyboards: ik.Order, deed: str) -> None:
    record = issued(neutral, neutral.invoices.create_from_order(keyboards, actor="alice"))
    if deed == "paid":
        neutral.payments.record(amount="1", currency="EUR", allocate={record.id: "1"}, actor="bank")
    elif deed == "credited":
        neutral.invoices.credit(record.id, reason="returned", actor="alice")
    else:
        neutral.deliveries.send(record.id, actor="bob")
    with pytest.raises(errors.StateError, match="can not be voided"):
        neutral.invoices.void(record.id, actor="bob", reason="wrong buyer")


def test_voiding_a_credit_note_opens_its_invoice_again(
    neutral: ik.InvoiceKit, keyboards: ik.Order
) -> None:
    record = issued(neutral, neutral.invoices.create_from_order(keyboards, actor="alice"))
    note = issued(neutral, neutral.invoices.credit(record.id, reason="returned", actor="alice"))
    assert neutral.invoices.get(record.id).open_amount == 0
    neutral.invoices.void(note.id, actor="bob", reason="wrong invoice")
    after = neutral.invoices.get(record.id)
    assert (after.open_amount, after.credited_amount) == (Decimal("34.50"), Decimal(0))
    with pytest.raises(errors.OverBilled):
        neutral.invoices.create_from_order(keyboards, actor="alice")
    assert neutral.audit.verify().faults == ()


def test_a_credit_note_stands_when_its_order_was_billed_anew(
    neutral: ik.InvoiceKit, keyboards: ik.Order
) -> None:
    record = issued(neutral, neutral.invoices.create_from_order(keyboards, actor="alice"))
    note = issued(neutral, neutral.invoices.credit(record.id, reason="returned", actor="alice"))
    neutral.invoices.create_from_order(keyboards, actor="alice")
    with pytest.raises(errors.OverBilled, match="by another invoice"):
        neutral.invoices.void(note.id, actor="bob", reason="wrong invoice")
    assert neutral.invoices.get(note.id).document_status == "issued"
    assert neutral.invoices.get(record.id).open_amount == 0
