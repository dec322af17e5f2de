"""Every business term and group of EN 16931 has its place in both syntaxes, and is read from there.

Source: EN 16931-1:2017+A1:2019, clause 6.3; numbers that the standard does not use are left out.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from invoicekit.formats import FORMATS
from invoicekit.model import (
    Address,
    Allowance,
    Attachment,
    Attribute,
    BankAccount,
    Charge,
    Classification,
    Contact,
    DirectDebit,
    Identifier,
    Invoice,
    InvoiceLine,
    Item,
    LineAllowance,
    LineCharge,
    Note,
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


def address(country: str) -> Address:
    return Address(
        line1=f"1 {country}",
        line2=f"2 {country}",
        line3=f"3 {country}",
        city=f"City {country}",
        postcode=f"100 {country}",
        region=f"Region {country}",
        country=country,
    )


def named(value: str, scheme: str = "0088") -> Identifier:
    return Identifier(value=value, scheme=scheme)


FULL = Invoice(
    number="INV-1",
    issue_date=date(2026, 1, 2),
    type_code="380",
    currency="EUR",
    vat_currency="SEK",
    tax_point_date=date(2026, 1, 3),
    due_date=date(2026, 2, 4),
    buyer_reference="reference 10",
    project_reference="project 11",
    contract_reference="contract 12",
    purchase_order_reference="order 13",
    sales_order_reference="sales 14",
    receipt_reference="receipt 15",
    despatch_reference="despatch 16",
    tender_reference="tender 17",
    object_id=Identifier(value="object 18", scheme="ABT"),
    accounting_reference="account 19",
    payment_terms="terms 20",
    business_process="process 23",
    specification="urn:cen.eu:en16931:2017",
    notes=[Note(text="note 22", subject_code="AAA")],
    preceding_invoices=[PrecedingInvoice(number="before 25", issue_date=date(2025, 12, 1))],
    seller=Party(
        name="Seller 27",
        trading_name="Shop 28",
        identifiers=[named("seller 29")],
        registration_id=named("register 30", "0002"),
        tax_ids=[TaxId(country="DE", value="DE123456789"), TaxId(value="99/31", kind="tax")],
        legal_form="form 33",
        electronic_address=Identifier(value="seller@34", scheme="EM"),
        address=address("DE"),
        contact=Contact(name="Contact 41", phone="+42", email="s@43.example"),
    ),
    buyer=Party(
        name="Buyer 44",
        trading_name="Store 45",
        identifiers=[named("buyer 46")],
        registration_id=named("register 47", "0002"),
        tax_ids=[TaxId(country="FR", value="FR12345678901")],
        electronic_address=Identifier(value="buyer@49", scheme="EM"),
        address=address("FR"),
        contact=Contact(name="Contact 56", phone="+57", email="b@58.example"),
    ),
    payee=Party(
        name="Payee 59",
        identifiers=[named("payee 60")],
        registration_id=named("register 61", "0002"),
    ),
    tax_representative=Party(
        name="Agent 62", tax_ids=[TaxId(country="IT", value="IT63")], address=address("IT")
    ),
    supply=Supply(
        name="Place 70",
        location_id=named("place 71"),
        delivery_date=date(2026, 1, 5),
        address=address("SE"),
    ),
    period=Period(start=date(2026, 1, 6), end=date(2026, 1, 7), code="35"),
    payment_instructions=PaymentInstructions(
        means_code="30",
        means_text="transfer 82",
        remittance="remittance 83",
        accounts=(BankAccount(id="DE02120300000000202051", name="Account 85", bic="BYLADEM1001"),),
        card=PaymentCard(number="4711", holder="Holder 88"),
        direct_debit=DirectDebit(
            mandate_id="mandate 89", creditor_id="creditor 90", debited_account="FR7630006000011"
        ),
    ),
    allowances=[
        Allowance(
            amount="92.92",
            base_amount="93.93",
            percent="94.94",
            vat_category="S",
            vat_rate="96",
            reason="discount 97",
            reason_code="95",
        )
    ],
    charges=[
        Charge(
            amount="99.99",
            base_amount="100.01",
            percent="101.01",
            vat_category="Z",
            vat_rate="0",
            reason="freight 104",
            reason_code="FC",
        )
    ],
    totals=Totals(
        line_total="106.06",
        allowance_total="107.07",
        charge_total="108.08",
        without_vat="109.09",
        vat="110.10",
        vat_in_vat_currency="111.11",
        with_vat="112.12",
        prepaid="113.13",
        rounding="114.14",
        amount_due="115.15",
    ),
    vat_breakdown=[
        VatBreakdown(
            taxable_amount="116.16",
            tax_amount="117.17",
            category="E",
            rate="0",
            exemption_reason="exempt 120",
            exemption_code="VATEX-EU-132",
        )
    ],
    attachments=[
        Attachment(
            id="document 122",
            description="description 123",
            uri="https://example.org/124",
            data="MTI1",
            mime_type="application/pdf",
            file_name="125.pdf",
        )
    ],
    lines=[
        InvoiceLine(
            id="line 126",
            note="note 127",
            object_id=Identifier(value="object 128", scheme="ABT"),
            quantity="129",
            unit="C62",
            net_amount="131.31",
            order_line="order 132",
            accounting_reference="account 133",
            period=Period(start=date(2026, 1, 8), end=date(2026, 1, 9)),
            allowances=[
                LineAllowance(
                    amount="136.36",
                    base_amount="137.37",
                    percent="138",
                    reason="less 139",
                    reason_code="41",
                )
            ],
            charges=[
                LineCharge(
                    amount="141.41",
                    base_amount="142.42",
                    percent="143",
                    reason="more 144",
                    reason_code="ABK",
                )
            ],
            price=Price(
                net="146.46", discount="1.54", gross="148", base_quantity="149", base_unit="C62"
            ),
            vat_category="S",
            vat_rate="152",
            item=Item(
                name="item 153",
                description="description 154",
                seller_id="seller 155",
                buyer_id="buyer 156",
                standard_id=named("standard 157", "0160"),
                classifications=(Classification(code="class 158", scheme="STI"),),
                origin_country="CN",
                attributes=(Attribute(name="name 160", value="value 161"),),
            ),
        )
    ],
)
"""Every term has a value, and hardly any value stands twice."""

_WHERE = """
BT-1 number, BT-2 issue_date, BT-3 type_code, BT-5 currency, BT-6 vat_currency,
BT-7 tax_point_date, BT-8 period.code, BT-9 due_date, BT-10 buyer_reference,
BT-11 project_reference, BT-12 contract_reference, BT-13 purchase_order_reference,
BT-14 sales_order_reference, BT-15 receipt_reference, BT-16 despatch_reference,
BT-17 tender_reference, BT-18 object_id, BT-19 accounting_reference, BT-20 payment_terms,
BG-1 notes, BT-21 notes.0.subject_code, BT-22 notes.0.text, BG-2 specification,
BT-23 business_process, BT-24 specification, BG-3 preceding_invoices,
BT-25 preceding_invoices.0.number, BT-26 preceding_invoices.0.issue_date,
BG-4 seller, BT-27 seller.name, BT-28 seller.trading_name, BT-29 seller.identifiers,
BT-30 seller.registration_id, BT-31 seller.vat_id, BT-32 seller.tax_registration_id,
BT-33 seller.legal_form, BT-34 seller.electronic_address, BG-5 seller.address,
BT-35 seller.address.line1, BT-36 seller.address.line2, BT-37 seller.address.city,
BT-38 seller.address.postcode, BT-39 seller.address.region, BT-40 seller.address.country,
BT-162 seller.address.line3, BG-6 seller.contact, BT-41 seller.contact.name,
BT-42 seller.contact.phone, BT-43 seller.contact.email,
BG-7 buyer, BT-44 buyer.name, BT-45 buyer.trading_name, BT-46 buyer.identifiers,
BT-47 buyer.registration_id, BT-48 buyer.vat_id, BT-49 buyer.electronic_address,
BG-8 buyer.address, BT-50 buyer.address.line1, BT-51 buyer.address.line2,
BT-52 buyer.address.city, BT-53 buyer.address.postcode, BT-54 buyer.address.region,
BT-55 buyer.address.country, BT-163 buyer.address.line3, BG-9 buyer.contact,
BT-56 buyer.contact.name, BT-57 buyer.contact.phone, BT-58 buyer.contact.email,
BG-10 payee, BT-59 payee.name, BT-60 payee.identifiers, BT-61 payee.registration_id,
BG-11 tax_representative, BT-62 tax_representative.name, BT-63 tax_representative.vat_id,
BG-12 tax_representative.address, BT-64 tax_representative.address.line1,
BT-65 tax_representative.address.line2, BT-66 tax_representative.address.city,
BT-67 tax_representative.address.postcode, BT-68 tax_representative.address.region,
BT-69 tax_representative.address.country, BT-164 tax_representative.address.line3,
BG-13 supply, BT-70 supply.name, BT-71 supply.location_id, BT-72 supply.delivery_date,
BG-14 period, BT-73 period.start, BT-74 period.end, BG-15 supply.address,
BT-75 supply.address.line1, BT-76 supply.address.line2, BT-77 supply.address.city,
BT-78 supply.address.postcode, BT-79 supply.address.region, BT-80 supply.address.country,
BT-165 supply.address.line3, BG-16 payment_instructions,
BT-81 payment_instructions.means_code, BT-82 payment_instructions.means_text,
BT-83 payment_instructions.remittance, BG-17 payment_instructions.accounts,
BT-84 payment_instructions.accounts.0.id, BT-85 payment_instructions.accounts.0.name,
BT-86 payment_instructions.accounts.0.bic, BG-18 payment_instructions.card,
BT-87 payment_instructions.card.number, BT-88 payment_instructions.card.holder,
BG-19 payment_instructions.direct_debit, BT-89 payment_instructions.direct_debit.mandate_id,
BT-90 payment_instructions.direct_debit.creditor_id,
BT-91 payment_instructions.direct_debit.debited_account,
BG-20 allowances, BT-92 allowances.0.amount, BT-93 allowances.0.base_amount,
BT-94 allowances.0.percent, BT-95 allowances.0.vat_category, BT-96 allowances.0.vat_rate,
BT-97 allowances.0.reason, BT-98 allowances.0.reason_code,
BG-21 charges, BT-99 charges.0.amount, BT-100 charges.0.base_amount, BT-101 charges.0.percent,
BT-102 charges.0.vat_category, BT-103 charges.0.vat_rate, BT-104 charges.0.reason,
BT-105 charges.0.reason_code, BG-22 totals, BT-106 totals.line_total,
BT-107 totals.allowance_total, BT-108 totals.charge_total, BT-109 totals.without_vat,
BT-110 totals.vat, BT-111 totals.vat_in_vat_currency, BT-112 totals.with_vat,
BT-113 totals.prepaid, BT-114 totals.rounding, BT-115 totals.amount_due,
BG-23 vat_breakdown, BT-116 vat_breakdown.0.taxable_amount, BT-117 vat_breakdown.0.tax_amount,
BT-118 vat_breakdown.0.category, BT-119 vat_breakdown.0.rate,
BT-120 vat_breakdown.0.exemption_reason, BT-121 vat_breakdown.0.exemption_code,
BG-24 attachments, BT-122 attachments.0.id, BT-123 attachments.0.description,
BT-124 attachments.0.uri, BT-125 attachments.0.data,
BG-25 lines, BT-126 lines.0.id, BT-127 lines.0.note, BT-128 lines.0.object_id,
BT-129 lines.0.quantity, BT-130 lines.0.unit, BT-131 lines.0.net_amount,
BT-132 lines.0.order_line, BT-133 lines.0.accounting_reference, BG-26 lines.0.period,
BT-134 lines.0.period.start, BT-135 lines.0.period.end, BG-27 lines.0.allowances,
BT-136 lines.0.allowances.0.amount, BT-137 lines.0.allowances.0.base_amount,
BT-138 lines.0.allowances.0.percent, BT-139 lines.0.allowances.0.reason,
BT-140 lines.0.allowances.0.reason_code, BG-28 lines.0.charges,
BT-141 lines.0.charges.0.amount, BT-142 lines.0.charges.0.base_amount,
BT-143 lines.0.charges.0.percent, BT-144 lines.0.charges.0.reason,
BT-145 lines.0.charges.0.reason_code, BG-29 lines.0.price, BT-146 lines.0.price.net,
BT-147 lines.0.price.discount, BT-148 lines.0.price.gross, BT-149 lines.0.price.base_quantity,
BT-150 lines.0.price.base_unit, BG-30 lines.0.vat_category, BT-151 lines.0.vat_category,
BT-152 lines.0.vat_rate, BG-31 lines.0.item, BT-153 lines.0.item.name,
BT-154 lines.0.item.description, BT-155 lines.0.item.seller_id, BT-156 lines.0.item.buyer_id,
BT-157 lines.0.item.standard_id, BT-158 lines.0.item.classifications,
BT-159 lines.0.item.origin_country, BG-32 lines.0.item.attributes,
BT-160 lines.0.item.attributes.0.name, BT-161 lines.0.item.attributes.0.value
"""
WHERE = dict(re.findall(r"(B[TG]-\d+) ([\w.]+)", _WHERE))
"""Term → where it stands in an invoice."""
UNUSED = {"BT-4"}
TERMS = {f"BT-{n}" for n in range(1, 166)} | {f"BG-{n}" for n in range(1, 33)}


def value(invoice: Invoice, path: str) -> Any:
    found: Any = invoice
    for step in path.split("."):
        found = found[int(step)] if step.isdigit() else getattr(found, step)
    return found


def test_every_term_of_the_standard_is_listed() -> None:
    assert WHERE.keys() == TERMS - UNUSED
    assert [term for term, path in WHERE.items() if value(FULL, path) in (None, ())] == []


@pytest.mark.parametrize("syntax", ["ubl", "cii"])
def test_every_term_is_written_and_read_back(syntax: str) -> None:
    reading = FORMATS[syntax].read(FORMATS[syntax].write(FULL))

    assert reading.findings == ()
    lost = {
        term: (value(FULL, path), value(reading.invoice, path))
        for term, path in WHERE.items()
        if value(reading.invoice, path) != value(FULL, path)
    }
    assert lost == {}
