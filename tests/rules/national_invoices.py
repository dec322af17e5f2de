"""Invoices without a fault for networks and countries, and their checks digits worked out by hand.

Each is one line of 100.00 with VAT at 25 %, but where a country has another rate.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from invoicekit.model import (
    Address,
    Allowance,
    Attachment,
    BankAccount,
    Classification,
    Contact,
    DirectDebit,
    Identifier,
    Invoice,
    InvoiceLine,
    Item,
    Party,
    PaymentInstructions,
    Period,
    Price,
    SubInvoiceLine,
    Supply,
    TaxId,
    ThirdPartyPayment,
    Totals,
    VatBreakdown,
)

PEPPOL = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
CIUS = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
EXTENSION = f"{CIUS}#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0"
CVD = f"{CIUS}#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9"


class Member(NamedTuple):
    """What is lawful in a country: VAT identifier, registration, electronic address, means."""

    country: str
    vat_id: str
    registration: Identifier | None
    electronic: Identifier
    payment: PaymentInstructions
    rate: str = "25"
    tax: str = "25.00"


def _id(value: str, scheme: str) -> Identifier:
    return Identifier(value=value, scheme=scheme)


def _transfer(code: str, account: str, bic: str | None = None) -> PaymentInstructions:
    return PaymentInstructions(means_code=code, accounts=(BankAccount(id=account, bic=bic),))


MEMBERS = {
    member.country: member
    for member in (
        Member(
            "DE",
            "DE136695976",
            None,
            _id("4000001000005", "0088"),
            _transfer("58", "DE89370400440532013000"),
            "19",
            "19.00",
        ),
        Member(
            "DK",
            "DK13585628",
            _id("13585628", "0184"),
            _id("13585628", "0184"),
            _transfer("42", "1234567", "1199"),
        ),
        Member(
            "GR",
            "EL094259216",
            None,
            _id("094259216", "9933"),
            _transfer("58", "GR1601101250000000012300695"),
            "24",
            "24.00",
        ),
        Member(
            "IS",
            "IS111111",
            _id("5804170510", "0196"),
            _id("5804170510", "0196"),
            _transfer("42", "010126000123"),
            "24",
            "24.00",
        ),
        Member(
            "IT",
            "IT00743110157",
            None,
            _id("IT00743110157", "0211"),
            _transfer("58", "IT60X0542811101000000123456"),
            "22",
            "22.00",
        ),
        Member(
            "NL",
            "NL004495445B01",
            _id("12345678", "0106"),
            _id("12345678", "0106"),
            _transfer("30", "NL91ABNA0417164300"),
            "21",
            "21.00",
        ),
        Member(
            "NO",
            "NO974760673MVA",
            _id("974760673", "0192"),
            _id("974760673", "0192"),
            _transfer("30", "NO9386011117947"),
        ),
        Member(
            "SE",
            "SE123456789701",
            _id("5560360793", "0007"),
            _id("5560360793", "0007"),
            _transfer("30", "1234567", "SE:BANKGIRO"),
        ),
    )
}


NUMBERS = {
    "NO": (TaxId(value="Foretaksregisteret", kind="tax"),),
    "SE": (TaxId(value="Godkänd för F-skatt", kind="tax"),),
}
"""Further tax registrations (BT-32)."""


def party(country: str, name: str) -> Party:
    member = MEMBERS[country]
    return Party(
        name=name,
        trading_name=name,
        registration_id=member.registration,
        tax_ids=(TaxId(country=country, value=member.vat_id), *NUMBERS.get(country, ())),
        electronic_address=member.electronic,
        address=Address(line1="Street 1", city="Town", postcode="12345", country=country),
        contact=Contact(name="Desk", phone="+49 30 123", email="desk@example.com"),
    )


def between(seller: str, buyer: str) -> Invoice:
    """An invoice from one country to another, priced with the seller's VAT."""
    member = MEMBERS[seller]
    whole = str(100 + int(member.tax.partition(".")[0])) + ".00"
    return Invoice(
        number="094259216|01/04/2026|0|1.1|A|1" if seller == "GR" else "2026-1",
        issue_date=date(2026, 4, 1),
        due_date=date(2026, 5, 1),
        currency="EUR",
        buyer_reference="04011000-12345-34",
        specification=PEPPOL,
        business_process=PROCESS,
        seller=party(seller, "Shop"),
        buyer=party(buyer, "Client"),
        supply=Supply(
            delivery_date=date(2026, 3, 31),
            location_id=_id("4000001000005", "0088"),
            address=Address(line1="Gate 2", city="Port", postcode="54321", country=buyer),
        ),
        payment_instructions=member.payment,
        attachments=_attachments(seller),
        lines=(
            InvoiceLine(
                id="1",
                quantity="1",
                unit="C62",
                price=Price(net="100.00", base_quantity="1", base_unit="C62"),
                net_amount="100.00",
                vat_category="S",
                vat_rate=member.rate,
                item=Item(
                    name="Thing",
                    standard_id=_id("4000001000005", "0160"),
                    classifications=(
                        Classification(code="43211706", scheme="TST", version="26.08.01"),
                    ),
                ),
            ),
        ),
        vat_breakdown=(
            VatBreakdown(
                taxable_amount="100.00", tax_amount=member.tax, category="S", rate=member.rate
            ),
        ),
        totals=Totals(
            line_total="100.00",
            without_vat="100.00",
            vat=member.tax,
            with_vat=whole,
            amount_due=whole,
        ),
    )


def _attachments(country: str) -> tuple[Attachment, ...]:
    if country == "GR":
        return (
            Attachment(id="400001", description="##M.AR.K##"),
            Attachment(id="1", description="##INVOICE|URL##", uri="https://example.com/1"),
        )
    if country == "IS":
        return (Attachment(id="2026-05-15", description="EINDAGI"),)
    return (
        Attachment(
            id="A1",
            uri="https://example.com/a",
            data="AAAA",
            mime_type="application/pdf",
            file_name="a.pdf",
        ),
    )


HOME = {country: between(country, country) for country in MEMBERS}
"""An invoice inside of each country."""

GERMAN = HOME["DE"]
XRECHNUNG = GERMAN.replace(specification=CIUS)
DEBIT = XRECHNUNG.replace(
    payment_instructions=PaymentInstructions(
        means_code="59",
        direct_debit=DirectDebit(
            mandate_id="M1",
            creditor_id="DE98ZZZ09999999999",
            debited_account="DE89370400440532013000",
        ),
    )
)
WITH_ALLOWANCE = GERMAN.replace(
    allowances=(
        Allowance(
            amount="10.00",
            base_amount="100.00",
            percent="10",
            reason="spring",
            reason_code="95",
            vat_category="S",
            vat_rate="19",
        ),
    )
)
"""Its totals do not follow: only what is asked of the allowance itself is."""

APRIL = Period(start=date(2026, 4, 1), end=date(2026, 4, 30))


def extended() -> Invoice:
    """An invoice of XRechnung's extension: a line with a line below, and a third party's 5.00."""
    (line,) = GERMAN.lines
    below = SubInvoiceLine(
        id="1.1",
        quantity="1",
        unit="C62",
        price=Price(net="100.00"),
        net_amount="100.00",
        vat_category="S",
        vat_rate="19",
        item=Item(name="Part"),
    )
    assert GERMAN.totals is not None
    return GERMAN.replace(
        specification=EXTENSION,
        lines=(line.replace(lines=(below,)),),
        third_party_payments=(
            ThirdPartyPayment(kind="deposit", amount="5.00", description="bottles"),
        ),
        totals=GERMAN.totals.replace(amount_due="124.00"),
    )
