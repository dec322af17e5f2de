"""Documents to render, written out: what they print is known without calculating."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicekit.model import (
    Address,
    Allowance,
    BankAccount,
    Contact,
    Identifier,
    Invoice,
    InvoiceLine,
    Item,
    Note,
    Party,
    PaymentInstructions,
    PrecedingInvoice,
    Price,
    Supply,
    TaxId,
    Totals,
    VatBreakdown,
)

SELLER = Party(
    name="Nordlicht Studio GmbH",
    tax_ids=[TaxId(country="DE", value="312456789")],
    registration_id=Identifier(value="HRB 145872"),
    address=Address(line1="Speicherstraße 14", city="Hamburg", postcode="20457", country="DE"),
    contact=Contact(phone="+49 40 66969 210", email="rechnung@nordlicht.example"),
)
BUYER = Party(
    name="Café Großmann & Søn OHG",
    tax_ids=[TaxId(country="DE", value="DE298765431")],
    identifiers=[Identifier(value="K-20417")],
    address=Address(line1="Königsallee 27", city="Düsseldorf", postcode="40212", country="DE"),
    contact=Contact(name="Łucja Nováková"),
)
US_BUYER = Party(
    name="Harborview Books LLC",
    address=Address(
        line1="18 Pine Street", city="Portland", region="ME", postcode="04101", country="US"
    ),
)
FR_BUYER = Party(
    name="Librairie de l’Œuvre SARL",
    tax_ids=[TaxId(country="FR", value="40303265045")],
    address=Address(line1="3, rue des Écoles", city="Lyon", postcode="69002", country="FR"),
)
CN_BUYER = Party(
    name="上海晨光文化创意有限公司",
    tax_ids=[TaxId(country="CN", value="91310000MA1FL5AB12")],
    address=Address(line1="徐汇区漕溪北路18号", city="上海市", postcode="200030", country="CN"),
)
ACCOUNT = BankAccount(
    id="DE02120300000000202051", bic="BYLADEM1001", bank_name="Deutsche Kreditbank Berlin"
)


def line(
    number: int,
    name: str,
    quantity: str,
    price: str,
    amount: str,
    *,
    rate: str = "19",
    seller_id: str,
    description: str | None = None,
    origin_country: str | None = None,
) -> InvoiceLine:
    category = "S" if rate != "0" else "G"
    return InvoiceLine(
        id=str(number),
        quantity=quantity,
        unit="H87",
        price=Price(net=price),
        net_amount=amount,
        vat_category=category,
        vat_rate=rate,
        item=Item(
            name=name, seller_id=seller_id, description=description, origin_country=origin_country
        ),
    )


@pytest.fixture
def german() -> Invoice:
    """Three lines, two rates, a discount and a payment QR code: 1,286.55 EUR."""
    return Invoice(
        number="2026-100007",
        issue_date=date(2026, 11, 24),
        due_date=date(2026, 12, 8),
        currency="EUR",
        purchase_order_reference="SO-88213",
        payment_terms="net 14",
        notes=[Note(text="Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum.")],
        seller=SELLER,
        buyer=BUYER,
        supply=Supply(
            name="Café Großmann – Altstadt",
            delivery_date=date(2026, 11, 20),
            address=Address(
                line1="Bolkerstraße 5", city="Düsseldorf", postcode="40213", country="DE"
            ),
        ),
        payment_instructions=PaymentInstructions(means_code="58", accounts=(ACCOUNT,)),
        allowances=[
            Allowance(amount="50.00", vat_category="S", vat_rate="19", reason="Treuerabatt")
        ],
        lines=[
            line(
                1,
                "Schreibtischlampe Aurora",
                "2",
                "477.80",
                "955.60",
                seller_id="48213",
                description="Messing gebürstet, LED 9 W dimmbar",
            ),
            line(2, "Notizbuch A5 gepunktet", "5", "18.735", "93.68", rate="7", seller_id="51522"),
            line(3, "USB-C-Dock Pro 11", "1.5", "65.20", "97.80", seller_id="16283"),
        ],
        vat_breakdown=[
            VatBreakdown(category="S", rate="19", taxable_amount="1003.40", tax_amount="190.65"),
            VatBreakdown(category="S", rate="7", taxable_amount="93.68", tax_amount="6.56"),
        ],
        totals=Totals(
            line_total="1147.08",
            allowance_total="50.00",
            without_vat="1097.08",
            vat="197.21",
            with_vat="1294.29",
            prepaid="7.74",
            amount_due="1286.55",
        ),
    )


@pytest.fixture
def export() -> Invoice:
    """To the United States in dollars, free of VAT: 4,300.20 USD."""
    reason = "Steuerfreie Ausfuhrlieferung (§ 4 Nr. 1 Buchst. a UStG)"
    return Invoice(
        number="2026-100008",
        issue_date=date(2026, 11, 24),
        due_date=date(2026, 12, 24),
        currency="USD",
        payment_terms="net 30",
        seller=SELLER,
        buyer=US_BUYER,
        payment_instructions=PaymentInstructions(means_code="30", accounts=(ACCOUNT,)),
        lines=[
            line(
                1,
                "Aurora desk lamp",
                "9",
                "477.80",
                "4300.20",
                rate="0",
                seller_id="48213",
                description="Brushed brass, dimmable LED 9 W",
                origin_country="DE",
            ),
        ],
        vat_breakdown=[
            VatBreakdown(
                category="G",
                rate="0",
                taxable_amount="4300.20",
                tax_amount="0.00",
                exemption_reason=reason,
                exemption_code="VATEX-EU-G",
            ),
        ],
        totals=Totals(
            line_total="4300.20",
            without_vat="4300.20",
            vat="0.00",
            with_vat="4300.20",
            amount_due="4300.20",
        ),
    )


@pytest.fixture
def french(german: Invoice) -> Invoice:
    """Within the EU to a company: reverse charge, no reason given in the document."""
    return german.replace(
        number="2026-100009",
        buyer=FR_BUYER,
        supply=None,
        allowances=(),
        notes=(),
        lines=[
            line(1, "Lampe de bureau Aurora", "2", "477.80", "955.60", rate="0", seller_id="48213"),
            line(2, "Carnet A5 pointillé", "5", "18.735", "93.68", rate="0", seller_id="51522"),
        ],
        vat_breakdown=[
            VatBreakdown(category="K", rate="0", taxable_amount="1049.28", tax_amount="0.00")
        ],
        totals=Totals(
            line_total="1049.28",
            without_vat="1049.28",
            vat="0.00",
            with_vat="1049.28",
            amount_due="1049.28",
        ),
    )


@pytest.fixture
def chinese(export: Invoice) -> Invoice:
    """The export, to a Chinese company."""
    return export.replace(
        number="2026-100010",
        currency="EUR",
        buyer=CN_BUYER,
        lines=[
            line(
                1,
                "曙光台灯",
                "9",
                "477.80",
                "4300.20",
                rate="0",
                seller_id="48213",
                description="拉丝黄铜，9 W 可调光 LED",
                origin_country="DE",
            ),
        ],
    )


@pytest.fixture
def credit_note(german: Invoice) -> Invoice:
    """Takes the German invoice back."""
    return german.replace(
        number="CN2026-00003",
        type_code="381",
        due_date=None,
        preceding_invoices=[PrecedingInvoice(number="2026-100007", issue_date=date(2026, 11, 24))],
        totals=Totals(
            line_total="1147.08",
            allowance_total="50.00",
            without_vat="1097.08",
            vat="197.21",
            with_vat="1294.29",
            amount_due="1294.29",
        ),
    )


@pytest.fixture
def long(german: Invoice) -> Invoice:
    """Seventy-five lines of 10.00 each."""
    return german.replace(
        number="2026-100011",
        allowances=(),
        lines=[
            line(
                i,
                f"Artikel {i}",
                "1",
                "10.00",
                "10.00",
                seller_id=f"{40000 + i}",
                description="Ein Stück aus der Sammlung",
            )
            for i in range(1, 76)
        ],
        vat_breakdown=[
            VatBreakdown(category="S", rate="19", taxable_amount="750.00", tax_amount="142.50")
        ],
        totals=Totals(
            line_total=Decimal("750.00"),
            without_vat="750.00",
            vat="142.50",
            with_vat="892.50",
            amount_due="892.50",
        ),
    )
