"""The sealed bytes are those of the `Seal` they are read back as, however they came about."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

import invoicekit as ik
from invoicekit.model.record import Seal
from invoicekit.ports import UnitOfWork
from invoicekit.services._records import read

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
LINE = ik.OrderLine(name="Tastatur “weiß” 键盘", quantity="2.00", unit_price="49.90", vat="S 19")
ORDER = ik.Order(reference="1", customer_id="", currency="EUR", lines=[LINE])


@pytest.mark.parametrize("terms", [None, "net 30"])
@pytest.mark.parametrize("day", [None, date(2026, 3, 1)], ids=["today", "a day given"])
@pytest.mark.parametrize("formats", [(), ("ubl",)], ids=["standard", "further files"])
def test_a_seal_is_what_its_model_serialises(
    terms: str | None, day: date | None, formats: tuple[str, ...]
) -> None:
    party = ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    )
    kit = ik.InvoiceKit.in_memory(issuer=party, clock=lambda: NOW)
    buyer = kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
    order = ORDER.replace(customer_id=buyer.id)
    draft = kit.invoices.create_from_order(
        order, actor="alice", payment_terms=terms, issue_date=day, formats=formats
    )
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")

    issued = kit.invoices.issue(draft.id, actor="bob")

    def document(uow: UnitOfWork) -> str:
        return read(uow, draft.id).document or ""

    text = kit._runtime.read(document)
    seal = Seal.model_validate_json(text)
    assert seal.canonical() == text.encode()
    assert seal.invoice == issued.invoice
    assert seal.invoice.number == issued.number
    assert seal.originals == issued.originals
    assert kit.audit.verify().intact
