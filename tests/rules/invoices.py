"""Invoices without a fault, written down amount by amount, and a way to break them."""

from __future__ import annotations

import re
from datetime import date

from invoicekit.model import (
    Address,
    Allowance,
    Attachment,
    Attribute,
    BankAccount,
    Charge,
    Classification,
    Identifier,
    Invoice,
    InvoiceLine,
    Item,
    LineAllowance,
    LineCharge,
    OtherTaxBreakdown,
    Party,
    PaymentCard,
    PaymentInstructions,
    Period,
    PrecedingInvoice,
    Price,
    Supply,
    TaxId,
    Totals,
    VatBreakdown,
)
from invoicekit.model.value import Value

SELLER = Party(
    name="Shop GmbH",
    identifiers=(Identifier(value="4000001000005", scheme="0088"),),
    registration_id=Identifier(value="HRB 1", scheme="0002"),
    tax_ids=(TaxId(country="DE", value="DE136695976"),),
    electronic_address=Identifier(value="shop@example.com", scheme="EM"),
    address=Address(city="Berlin", postcode="10115", country="DE"),
)
BUYER = Party(
    name="Client SARL",
    tax_ids=(TaxId(country="FR", value="FR83404833048"),),
    electronic_address=Identifier(value="ap@example.com", scheme="EM"),
    address=Address(city="Paris", country="FR"),
)
MARCH = Period(start=date(2026, 3, 1), end=date(2026, 3, 31))

CLEAN = Invoice(
    number="2026-000001",
    specification="urn:cen.eu:en16931:2017",
    issue_date=date(2026, 4, 1),
    due_date=date(2026, 5, 1),
    currency="EUR",
    vat_currency="CHF",
    seller=SELLER,
    buyer=BUYER,
    payee=Party(name="Factor AG"),
    tax_representative=Party(
        name="Agent SAS",
        tax_ids=(TaxId(country="FR", value="FR83404833048"),),
        address=Address(city="Lyon", country="FR"),
    ),
    supply=Supply(delivery_date=date(2026, 3, 31), address=Address(country="FR")),
    period=MARCH,
    preceding_invoices=(PrecedingInvoice(number="2025-9", issue_date=date(2025, 12, 1)),),
    attachments=(Attachment(id="A1", mime_type="application/pdf"),),
    payment_instructions=PaymentInstructions(
        means_code="58",
        accounts=(BankAccount(id="DE89 3704 0044 0532 0130 00"),),
        card=PaymentCard(number="1234"),
    ),
    lines=(
        InvoiceLine(
            id="1",
            quantity="2",
            unit="C62",
            price=Price(
                net="49.90", gross="59.90", discount="10", base_quantity="1", base_unit="C62"
            ),
            allowances=(
                LineAllowance(amount="9.80", base_amount="98.00", percent="10", reason="loyal"),
            ),
            charges=(LineCharge(amount="1.00", base_amount="10.00", percent="10", reason="box"),),
            net_amount="91.00",
            vat_category="S",
            vat_rate="19",
            period=MARCH,
            item=Item(
                name="Keyboard",
                standard_id=Identifier(value="4000001000005", scheme="0160"),
                classifications=(Classification(code="43211706", scheme="TST"),),
                attributes=(Attribute(name="Colour", value="Black"),),
                origin_country="CN",
            ),
        ),
        InvoiceLine(
            id="2",
            quantity="1",
            unit="C62",
            price=Price(net="19.00"),
            net_amount="19.00",
            vat_category="S",
            vat_rate="7",
            item=Item(name="Book"),
        ),
    ),
    allowances=(
        Allowance(
            amount="10.00",
            base_amount="100.00",
            percent="10",
            reason="spring",
            vat_category="S",
            vat_rate="19",
        ),
    ),
    charges=(
        Charge(
            amount="5.00",
            base_amount="50.00",
            percent="10",
            reason="shipping",
            vat_category="S",
            vat_rate="19",
        ),
    ),
    vat_breakdown=(
        VatBreakdown(taxable_amount="86.00", tax_amount="16.34", category="S", rate="19"),
        VatBreakdown(taxable_amount="19.00", tax_amount="1.33", category="S", rate="7"),
    ),
    totals=Totals(
        line_total="110.00",
        allowance_total="10.00",
        charge_total="5.00",
        without_vat="105.00",
        vat="17.67",
        vat_in_vat_currency="17.00",
        with_vat="122.67",
        prepaid="2.67",
        rounding="0.00",
        amount_due="120.00",
    ),
)
"""A French customer of a German shop: two rates, discounts and charges on both levels."""

CREDIT_NOTE = CLEAN.replace(type_code="381")
CORRECTION = CLEAN.replace(type_code="384")

RATES = {"S": "7", "L": "7", "M": "7", "O": None}
"""The rate of the invoice of each category; 0 where nothing is said."""


def of_category(code: str) -> Invoice:
    """A line of 100.00, an allowance of 10.00 and a charge of 5.00, all of one VAT category."""
    rate = RATES.get(code, "0")
    taxed = code in {"S", "L", "M"}
    named = Party(name="Shop", address=SELLER.address, registration_id=SELLER.registration_id)
    tax, whole = ("6.65", "101.65") if taxed else ("0.00", "95.00")
    return Invoice(
        number="1",
        specification="urn:cen.eu:en16931:2017",
        issue_date=date(2026, 4, 1),
        due_date=date(2026, 5, 1),
        currency="EUR",
        seller=named if code == "O" else SELLER,
        buyer=BUYER.replace(tax_ids=()) if code == "O" else BUYER,
        supply=Supply(delivery_date=date(2026, 3, 31), address=Address(country="FR")),
        lines=(
            InvoiceLine(
                id="1",
                quantity="1",
                unit="C62",
                price=Price(net="100.00"),
                net_amount="100.00",
                vat_category=code,
                vat_rate=rate,
                item=Item(name="Thing"),
            ),
        ),
        allowances=(Allowance(amount="10.00", reason="x", vat_category=code, vat_rate=rate),),
        charges=(Charge(amount="5.00", reason="x", vat_category=code, vat_rate=rate),),
        vat_breakdown=(
            VatBreakdown(
                taxable_amount="95.00",
                tax_amount=tax,
                category=code,
                rate=rate,
                exemption_reason=None if taxed or code == "Z" else "because",
            ),
        ),
        totals=Totals(
            line_total="100.00",
            allowance_total="10.00",
            charge_total="5.00",
            without_vat="95.00",
            vat=tax,
            with_vat=whole,
            amount_due=whole,
        ),
    )


def _with_other_taxes() -> Invoice:
    untaxed = of_category("O")
    assert untaxed.totals is not None
    return untaxed.replace(
        other_tax_breakdown=(
            OtherTaxBreakdown(scheme="QST", rate="10", taxable_amount="95.00", tax_amount="9.50"),
            OtherTaxBreakdown(
                scheme="IRPF",
                rate="15",
                taxable_amount="95.00",
                tax_amount="14.25",
                withholding=True,
            ),
        ),
        totals=untaxed.totals.replace(
            other_taxes="9.50", with_vat="104.50", withheld="14.25", amount_due="90.25"
        ),
    )


OTHER_TAXES = _with_other_taxes()
"""95.00 not subject to VAT, with 10 % of another tax, and 15 % kept back by the buyer."""

_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


def edited(node: Value, path: str, value: object) -> Invoice:
    """Returns the invoice with the field at a path (`lines[0].price.net`) changed."""
    changed = _edited(node, path, value)
    assert isinstance(changed, Invoice)
    return changed


def _edited(node: Value, path: str, value: object) -> Value:
    step, _, rest = path.partition(".")
    found = _STEP.fullmatch(step)
    assert found is not None
    name, index = found.group(1), found.group(2)
    if index is None:
        new = _edited(getattr(node, name), rest, value) if rest else value
        return node.replace(**{name: new})
    items = list(getattr(node, name))
    items[int(index)] = _edited(items[int(index)], rest, value) if rest else value
    return node.replace(**{name: tuple(items)})
