"""A shop that issues as soon as it is asked, and numbers as it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

import invoicekit as ik
from invoicekit.model.numbers import Numbers

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def shop(
    numbers: Numbers | None = None, id: str = "shop", **changes: object
) -> ik.Issuer:  # the model's name
    whole = ik.Issuer(
        id=id,
        party=ik.Party(name="Shop Ltd", address=ik.Address(city="Auckland", country="NZ")),
        numbers=numbers,
        approval=ik.ApprovalPolicy(bands=[]),
    )
    return whole.replace(**changes) if changes else whole


@pytest.fixture
def kit() -> ik.InvoiceKit:
    """A kit without an issuer yet."""
    return ik.InvoiceKit.in_memory(clock=lambda: NOW)


@pytest.fixture
def draft(kit: ik.InvoiceKit) -> Callable[..., str]:
    """Drafts an invoice of an issuer."""
    buyer = kit.customers.create(name="ACME", actor="alice")
    line = ik.InvoiceLine(
        quantity=1, price=ik.Price(net="10"), vat_category="O", item=ik.Item(name="Keyboard")
    )
    invoice = ik.calculate(ik.Invoice(currency="NZD", lines=[line]))

    def make(issuer_id: str | None = None, **changes: object) -> str:
        return kit.invoices.create(
            invoice.replace(**changes) if changes else invoice,
            customer_id=buyer.id,
            issuer_id=issuer_id,
            actor="alice",
        ).id

    return make


@pytest.fixture
def number(kit: ik.InvoiceKit, draft: Callable[..., str]) -> Callable[..., str]:
    """Issues an invoice of an issuer and returns its number."""

    def give(issuer_id: str | None = None, **changes: object) -> str:
        return str(kit.invoices.issue(draft(issuer_id, **changes), actor="bob").number)

    return give
