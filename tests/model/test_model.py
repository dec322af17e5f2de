"""The model: frozen, exact, canonical; sealed hashes are golden."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from invoicekit.chain import digest
from invoicekit.errors import NotSealed
from invoicekit.model import (
    Address,
    ApprovalBand,
    ApprovalPolicy,
    Customer,
    CustomerContact,
    DocumentKind,
    Invoice,
    InvoiceLine,
    InvoiceNeeds,
    InvoiceRecord,
    Order,
    OrderLine,
    Party,
    Price,
    Seal,
    TaxId,
    TemplateRef,
)

GOLDEN = Invoice(
    number="2026-000001",
    issue_date=date(2026, 3, 2),
    currency="EUR",
    seller=Party(name="Müller & Söhne", tax_ids=[TaxId(country="DE", value="136695976")]),
    buyer=Party(name="上海某某有限公司", address=Address(country="CN")),
    lines=[
        InvoiceLine(id="1", quantity="2.00", price=Price(net=Decimal("1E+2")), vat_category="G")
    ],
)


def test_golden_canonical_bytes_and_hash() -> None:
    assert GOLDEN.canonical().decode() == (
        '{"buyer":{"address":{"country":"CN"},"name":"上海某某有限公司"},"currency":"EUR",'
        '"issue_date":"2026-03-02","lines":[{"id":"1","price":{"net":"100"},"quantity":"2.00",'
        '"vat_category":"G"}],"number":"2026-000001","seller":{"name":"Müller & Söhne","tax_ids":'
        '[{"country":"DE","kind":"vat","value":"136695976"}]},"type_code":"380"}'
    )
    assert digest(GOLDEN.canonical()) == HASH


HASH = "49c9c83688c97633b78e12dcdd08c2c85a030ee8883aa4c57899ab2f9a9f4922"


def test_a_seal_reads_back_as_it_was_written() -> None:
    seal = Seal(
        invoice=GOLDEN, template=TemplateRef(id="standard"), locale="de", originals=("html",)
    )
    again = Seal.model_validate_json(seal.canonical())
    assert again == seal
    assert again.canonical() == seal.canonical()
    assert seal.canonical().startswith(b'{"invoice":{')


def test_values_are_frozen_and_change_by_replace() -> None:
    with pytest.raises(ValidationError):
        GOLDEN.number = "2"
    assert GOLDEN.replace(number="2").number == "2"
    assert GOLDEN.number == "2026-000001"
    with pytest.raises(ValidationError):
        GOLDEN.replace(lines=[5])
    with pytest.raises(ValidationError):
        GOLDEN.replace(colour="red")


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_every_kind_is_known_and_credits_are_credits(kind: DocumentKind) -> None:
    invoice = Invoice(type_code=kind.value)
    assert invoice.kind is kind
    assert invoice.is_credit is (kind.value in {"381", "261"})


def test_an_unknown_kind_is_none() -> None:
    assert Invoice(type_code="71").kind is None
    assert not Invoice(type_code=None).is_credit


@pytest.mark.parametrize(
    ("tax_id", "vat_id"),
    [
        (TaxId(country="DE", value="DE136695976"), "DE136695976"),
        (TaxId(country="GR", value="094259216"), "EL094259216"),
        (TaxId(country="CN", value="91110105TXTXTX010N"), "91110105TXTXTX010N"),
        (TaxId(value="de 1"), "DE1"),
        (TaxId(country="DE", value="12/345/67890", kind="tax"), None),
    ],
)
def test_vat_ids_have_their_prefix(tax_id: TaxId, vat_id: str | None) -> None:
    party = Party(tax_ids=[tax_id])
    assert party.vat_id == vat_id
    assert party.tax_registration_id == (tax_id.value if tax_id.kind == "tax" else None)
    assert party.country == tax_id.country


def test_a_customer_becomes_the_buyer_its_needs_ask_for() -> None:
    customer = Customer(
        name="ACME",
        email="info@acme.example",
        contacts=[CustomerContact(role="invoices", name="Ann", email="ap@acme.example")],
        address=Address(country="FR"),
        needs=InvoiceNeeds(title="ACME SA"),
    )
    buyer = customer.as_party()
    assert buyer.name == "ACME SA"
    assert buyer.contact is not None
    assert (buyer.contact.name, buyer.contact.email) == ("Ann", "ap@acme.example")
    assert customer.email_for("reminders") == "info@acme.example"
    assert customer.country == "FR"
    assert customer.vat_id is None


def test_approvals_grow_with_the_amount() -> None:
    policy = ApprovalPolicy(bands=[ApprovalBand(), ApprovalBand(from_amount="1000", approvals=2)])
    assert policy.approvals_for(Decimal(999)) == 1
    assert policy.approvals_for(Decimal(-1000)) == 2
    assert ApprovalPolicy(bands=[]).approvals_for(Decimal(5)) == 0


def test_a_policy_without_bands_stays_one_when_stored() -> None:
    stored = ApprovalPolicy(bands=[]).canonical()
    assert ApprovalPolicy.model_validate_json(stored).approvals_for(Decimal(5)) == 0


def test_order_lines_are_numbered_where_they_have_no_id() -> None:
    order = Order(
        reference="1", customer_id="c", currency="EUR", lines=[OrderLine(), OrderLine(id="b")]
    )
    assert [order.line_id(0), order.line_id(1)] == ["1", "b"]


def test_a_draft_has_no_seal() -> None:
    record = InvoiceRecord(
        id="1",
        tenant="t",
        issuer_id="i",
        invoice=GOLDEN.replace(due_date=date(2026, 3, 3)),
        template=TemplateRef(id="standard"),
        locale="de",
        created_by="alice",
        created_at=datetime(2026, 3, 2, tzinfo=UTC),
        open_amount=Decimal(5),
    )
    assert record.number is None
    with pytest.raises(NotSealed, match="Issue it first"):
        record.sealed  # noqa: B018 - the property raises
    assert not record.overdue(date(2026, 4, 1))
