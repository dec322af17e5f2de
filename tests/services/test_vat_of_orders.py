"""The VAT of whole orders: what is untaxed stands on one document by the rules of EN 16931."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Literal

import pytest

import invoicekit as ik
from invoicekit.model import OtherTax

NEW_YORK = ik.Address(line1="18 Pine St", city="New York", postcode="10005", country="US")
GOODS = ik.OrderLine(name="Keyboard", quantity="2", unit_price="50.00", kind="goods")
SERVICE = ik.OrderLine(name="Support", quantity="3", unit_price="80.00", kind="service")


def draft_of(kit: ik.InvoiceKit, *lines: ik.OrderLine, currency: str = "EUR") -> ik.InvoiceRecord:
    buyer = kit.customers.create(
        name="ACME Inc",
        address=NEW_YORK,
        payment_terms="net 30",
        language="en",
        actor="alice",
    )
    order = ik.Order(reference="SO-9", customer_id=buyer.id, currency=currency, lines=lines)
    return kit.invoices.create_from_order(order, actor="alice")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((GOODS,), ["G"]),
        ((SERVICE,), ["E"]),  # the seller's VAT id is on the document, which O excludes
        ((GOODS, SERVICE), ["G", "E"]),
        ((GOODS, SERVICE.replace(vat="S 19")), ["G", "S"]),
    ],
)
def test_goods_and_services_to_a_business_overseas(
    kit: ik.InvoiceKit, lines: tuple[ik.OrderLine, ...], expected: list[str]
) -> None:
    invoice = draft_of(kit, *lines).invoice

    assert [line.vat_category for line in invoice.lines] == expected


def test_a_service_beside_an_export_says_why_it_bears_no_tax(
    kit: ik.InvoiceKit, issue: Callable[[str], ik.InvoiceRecord]
) -> None:
    record = issue(draft_of(kit, GOODS, SERVICE).id)

    reasons = {row.category: row.exemption_reason for row in record.invoice.vat_breakdown}
    assert reasons == {
        "G": "Export outside the EU, exempt from VAT",
        "E": "Not subject to VAT: the place of supply is outside the EU",
    }
    assert record.rates[1].reason == "third_country_service"
    report = ik.validate(kit.invoices.file(record.id, "ubl").data, "en16931", "strict")
    assert report.errors == ()


def test_a_seller_without_vat_id_writes_what_is_outside_the_scope_as_such() -> None:
    seller = ik.Party(
        name="Consulting LLC",
        tax_ids=[ik.TaxId(country="US", value="91-1144442", kind="tax")],
        address=ik.Address(line1="1 Main St", city="Los Angeles", postcode="90001", country="US"),
    )
    kit = ik.InvoiceKit.in_memory(issuer=seller)
    tax = OtherTax(scheme="CA sales tax", rate="7.25")
    invoice = draft_of(kit, GOODS.replace(other_taxes=[tax]), SERVICE, currency="USD").invoice

    assert [line.vat_category for line in invoice.lines] == ["O", "O"]
    assert [row.exemption_reason for row in invoice.vat_breakdown] == ["Not subject to VAT"]
    assert invoice.totals is not None
    assert invoice.totals.other_taxes == Decimal("7.25")
    assert invoice.totals.amount_due == Decimal("347.25")


def test_an_intra_community_supply_names_where_it_went(
    kit: ik.InvoiceKit, issue: Callable[[str], ik.InvoiceRecord]
) -> None:
    buyer = kit.customers.create(
        name="ACME SA",
        address=ik.Address(line1="1 rue", city="Paris", postcode="75001", country="FR"),
        vat_id="FR40303265045",
        payment_terms="net 30",
        language="fr",
        actor="alice",
    )
    order = ik.Order(
        reference="SO-9",
        customer_id=buyer.id,
        currency="EUR",
        delivery_date=date(2026, 3, 1),
        lines=[GOODS],
    )
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)

    supply, group = record.invoice.supply, record.invoice.vat_breakdown[0]
    assert supply is not None
    assert supply.address == buyer.address
    assert group.exemption_reason == "Livraison intracommunautaire exonérée de TVA"
    report = ik.validate(kit.invoices.file(record.id, "ubl").data, "en16931", "strict")
    assert report.errors == ()


def party(country: str, tax_id: str | None, kind: Literal["vat", "tax"] = "vat") -> ik.Party:
    place = ik.Address(line1="1 Main Street", city="Town", postcode="10115", country=country)
    ids = [ik.TaxId(country=country, value=tax_id, kind=kind)] if tax_id else []
    return ik.Party(
        name="Shop",
        tax_ids=ids,
        address=place,
        registration_id=ik.Identifier(value="HRB 1") if kind == "tax" else None,
    )


GERMAN = party("DE", "DE136695976")
BRITISH = party("GB", "GB980780684")
SWISS = party("CH", "CHE107787577MWST")
NORWEGIAN = party("NO", "NO995525828MVA")
AMERICAN = party("US", "91-1144442", "tax")
POLISH = party("PL", "PL8567346215")
FRENCH = party("FR", "FR40303265045")


@pytest.mark.parametrize(
    ("seller", "buyer", "currency", "goods", "service"),
    [
        (GERMAN, GERMAN, "EUR", "S", "S"),
        (GERMAN, FRENCH, "EUR", "K", "AE"),
        (GERMAN, party("FR", None), "EUR", "S", "S"),
        (GERMAN, AMERICAN, "USD", "G", "E"),
        (GERMAN, BRITISH, "EUR", "G", "E"),
        (POLISH, FRENCH, "EUR", "K", "AE"),
        (BRITISH, BRITISH, "GBP", "S", "S"),
        (BRITISH, GERMAN, "GBP", "G", "E"),
        (SWISS, SWISS, "CHF", "S", "S"),
        (SWISS, GERMAN, "EUR", "G", "E"),
        (NORWEGIAN, NORWEGIAN, "NOK", "S", "S"),
        (NORWEGIAN, GERMAN, "NOK", "G", "G"),
        (AMERICAN, AMERICAN, "USD", "O", "O"),
        (AMERICAN, GERMAN, "USD", "E", "E"),
    ],
)
def test_what_is_decided_passes_the_official_rules(
    seller: ik.Party, buyer: ik.Party, currency: str, goods: str, service: str
) -> None:
    kit = ik.InvoiceKit.in_memory(issuer=seller)
    customer = kit.customers.create(
        name="ACME",
        address=buyer.address,
        tax_ids=buyer.tax_ids,
        registration_id=buyer.registration_id,
        payment_terms="net 30",
        actor="alice",
    )
    order = ik.Order(
        reference="SO-1",
        customer_id=customer.id,
        currency=currency,
        delivery_date=date(2026, 3, 1),
        lines=[GOODS, SERVICE],
    )
    draft = kit.invoices.create_from_order(order, actor="alice")
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")
    issued = kit.invoices.issue(draft.id, actor="bob")

    assert [line.vat_category for line in issued.invoice.lines] == [goods, service]
    for file in ("ubl", "cii"):
        data = kit.invoices.file(issued.id, file).data
        for mode in ("official", "strict"):
            assert ik.validate(data, "en16931", mode).errors == (), (file, mode)


@pytest.mark.parametrize(
    ("vat_id", "kind", "category"),
    [("DE136695976", "business", "AE"), (None, "business", "S"), (None, "consumer", "S")],
)
def test_what_the_buyer_at_home_is_taxed_for(
    vat_id: str | None, kind: Literal["business", "consumer"], category: str, kit: ik.InvoiceKit
) -> None:
    buyer = kit.customers.create(
        name="Bau GmbH", address=GERMAN.address, vat_id=vat_id, kind=kind, actor="alice"
    )
    order = ik.Order(
        reference="SO-1",
        customer_id=buyer.id,
        currency="EUR",
        lines=[SERVICE.replace(vat="reverse-charge")],
    )
    [line] = kit.invoices.create_from_order(order, actor="alice").invoice.lines

    assert line.vat_category == category
    assert (line.vat_exemption_reason == "Steuerschuldnerschaft des Leistungsempfängers") == (
        category == "AE"
    )
