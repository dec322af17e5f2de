"""What a customer's own format asks is known when the draft is handed in, not at the receiver's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import invoicekit as ik

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def kit() -> ik.InvoiceKit:
    issuer = ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    )
    return ik.InvoiceKit.in_memory(issuer=issuer, clock=lambda: NOW)


def draft(kit: ik.InvoiceKit, **order: object) -> ik.InvoiceRecord:
    office = kit.customers.create(
        name="Stadt Köln",
        address=ik.Address(line1="Rathausplatz 2", city="Köln", postcode="50667", country="DE"),
        needs=ik.InvoiceNeeds(formats=("xrechnung-ubl",)),
        actor="alice",
    )
    return kit.invoices.create_from_order(
        ik.Order(
            reference="SO-1",
            customer_id=office.id,
            currency="EUR",
            lines=[ik.OrderLine(name="Keyboard", quantity="1", unit_price="50", vat="S 19")],
            **order,  # type: ignore[arg-type]  # given by the test
        ),
        actor="alice",
    )


def test_what_xrechnung_misses_is_said_all_at_once_when_handed_in(kit: ik.InvoiceKit) -> None:
    with pytest.raises(ik.ValidationFailed) as caught:
        kit.invoices.submit(draft(kit).id, actor="alice")
    rules = {finding.rule for finding in caught.value.report.findings}
    # no payment instructions, no seller contact, no Leitweg-ID
    assert {"BR-DE-1", "BR-DE-2", "BR-DE-15"} <= rules
    assert "BR-02" not in rules, "the number comes at issue"
    assert not any(finding.location for finding in caught.value.report.findings)


def test_a_whole_one_is_issued_as_its_receiver_wants_it() -> None:
    issuer = ik.Issuer(
        party=ik.Party(
            name="Shop GmbH",
            tax_ids=[ik.TaxId(country="DE", value="136695976")],
            electronic_address=ik.Identifier(value="re@shop.example", scheme="EM"),
            address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
            contact=ik.Contact(name="Rechnungen", phone="+49 30 1234567", email="re@shop.example"),
        ),
        payment_instructions=ik.PaymentInstructions(
            means_code="58", accounts=(ik.BankAccount(id="DE02120300000000202051"),)
        ),
        payment_terms="net 14",
    )
    kit = ik.InvoiceKit.in_memory(issuer=issuer, clock=lambda: NOW)
    office = kit.customers.create(
        name="Stadt Köln",
        electronic_address=ik.Identifier(value="04011000-1234512345-06", scheme="0204"),
        address=ik.Address(line1="Rathausplatz 2", city="Köln", postcode="50667", country="DE"),
        needs=ik.InvoiceNeeds(formats=("xrechnung-ubl",)),
        actor="alice",
    )
    order = ik.Order(
        reference="SO-1",
        customer_id=office.id,
        currency="EUR",
        buyer_reference="04011000-1234512345-06",
        delivery_date=NOW.date(),
        lines=[ik.OrderLine(name="Keyboard", quantity="1", unit_price="50", vat="S 19")],
    )
    record = kit.invoices.create_from_order(order, actor="alice")
    kit.invoices.submit(record.id, actor="alice")
    kit.invoices.approve(record.id, actor="bob")
    issued = kit.invoices.issue(record.id, actor="bob")
    kit.run_outbox()
    original = kit.files.get(issued.id, "xrechnung-ubl")
    report = ik.validate(original.data)
    assert original.original
    assert (report.profile, report.valid) == ("xrechnung", True)
