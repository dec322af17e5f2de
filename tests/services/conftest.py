"""A kit in memory with a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

import invoicekit as ik

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
ISSUER = ik.Party(
    name="Shop GmbH",
    tax_ids=[ik.TaxId(country="DE", value="136695976")],
    address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    contact=ik.Contact(email="billing@shop.example"),
)


@pytest.fixture
def kit() -> ik.InvoiceKit:
    return ik.InvoiceKit.in_memory(issuer=ISSUER, clock=lambda: NOW)


@pytest.fixture
def buyer(kit: ik.InvoiceKit) -> ik.Customer:
    return kit.customers.create(
        name="ACME GmbH",
        email="ap@acme.example",
        country="DE",
        payment_terms="net 30",
        actor="alice",
    )


@pytest.fixture
def order(buyer: ik.Customer) -> ik.Order:
    return ik.Order(
        reference="SO-1",
        customer_id=buyer.id,
        currency="EUR",
        lines=[
            ik.OrderLine(name="Keyboard", quantity="3", unit_price="696.22", vat="S 25"),
            ik.OrderLine(name="Mouse", quantity="2", unit_price="10.00", vat="S 19"),
        ],
        charges=[ik.Charge(amount="9.99", reason="Shipping")],
    )


@pytest.fixture
def issue(kit: ik.InvoiceKit) -> Callable[[str], ik.InvoiceRecord]:
    def run(draft_id: str) -> ik.InvoiceRecord:
        kit.invoices.submit(draft_id, actor="alice")
        kit.invoices.approve(draft_id, actor="bob")
        return kit.invoices.issue(draft_id, actor="bob")

    return run
