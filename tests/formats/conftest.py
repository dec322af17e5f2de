"""Invoices of every field that the formats of EN 16931 carry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import strategies as st

from invoicekit import model
from invoicekit.model import Invoice

# Any text at all is the business of tests/binding/test_escape.py.
TEXT = st.sampled_from(
    ["a", "Ä & <b>", "中文發票", 'say "ŁÓDŹ"', "two\nlines", "cr\rhere", "]]>", "0"]
)
CODE = st.sampled_from(["S", "E1", "0088", "XYZ"])
NUMBER = st.sampled_from([Decimal(n) for n in ("0", "-0.00", "1.50", "-19", "999999.999")])
DAY = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))
RATE = st.sampled_from([Decimal(0), Decimal("7.0"), Decimal(19)])


def maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


def some(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(values, max_size=2).map(tuple)


IDENTIFIER = st.builds(model.Identifier, value=TEXT, scheme=maybe(CODE))
ADDRESS = st.builds(
    model.Address,
    line1=maybe(TEXT),
    line2=maybe(TEXT),
    line3=maybe(TEXT),
    city=TEXT,
    postcode=maybe(TEXT),
    region=maybe(TEXT),
    country=maybe(CODE),
)
TAX_ID = st.sampled_from(
    [
        model.TaxId(value="DE136695976", country="DE"),
        model.TaxId(value="EL123456789", country="GR"),
        model.TaxId(value="123/456", kind="tax"),
        model.TaxId(value="U12"),
    ]
)
NAMED = {
    "name": TEXT,
    "identifiers": some(IDENTIFIER),
    "registration_id": maybe(IDENTIFIER),
    "tax_ids": some(TAX_ID),
    "address": maybe(ADDRESS),
}
PARTY = st.builds(
    model.Party,
    **NAMED,
    trading_name=maybe(TEXT),
    legal_form=maybe(TEXT),
    electronic_address=maybe(IDENTIFIER),
    contact=maybe(st.builds(model.Contact, name=TEXT, phone=maybe(TEXT), email=maybe(TEXT))),
)
NAMED_PARTY = st.builds(model.Party, **NAMED)
PERIOD = st.builds(model.Period, start=DAY, end=maybe(DAY), code=maybe(CODE))
ADJUSTMENT = {
    "amount": NUMBER,
    "base_amount": maybe(NUMBER),
    "percent": maybe(NUMBER),
    "reason": maybe(TEXT),
    "reason_code": maybe(CODE),
}
TAXED = {"vat_category": CODE, "vat_rate": maybe(RATE)}
ITEM = st.builds(
    model.Item,
    name=TEXT,
    description=maybe(TEXT),
    seller_id=maybe(TEXT),
    buyer_id=maybe(TEXT),
    standard_id=maybe(IDENTIFIER),
    classifications=some(
        st.builds(model.Classification, code=TEXT, scheme=maybe(CODE), version=maybe(CODE))
    ),
    origin_country=maybe(CODE),
    attributes=some(st.builds(model.Attribute, name=TEXT, value=TEXT)),
)
PRICE = st.builds(
    model.Price,
    net=NUMBER,
    discount=maybe(NUMBER),
    gross=maybe(NUMBER),
    base_quantity=st.just(Decimal(10)),
    base_unit=maybe(CODE),
)
IN_LINE = {
    "id": TEXT,
    "note": maybe(TEXT),
    "object_id": maybe(IDENTIFIER),
    "quantity": NUMBER,
    "unit": maybe(CODE),
    "net_amount": maybe(NUMBER),
    "order_line": maybe(TEXT),
    "accounting_reference": maybe(TEXT),
    "period": maybe(PERIOD),
    "allowances": some(st.builds(model.LineAllowance, **ADJUSTMENT)),
    "charges": some(st.builds(model.LineCharge, **ADJUSTMENT)),
    "price": maybe(PRICE),
    **TAXED,
    "item": ITEM,
}
LINE = st.builds(model.InvoiceLine, **IN_LINE)
BELOW = st.recursive(
    st.builds(model.SubInvoiceLine, **IN_LINE),
    lambda below: st.builds(model.SubInvoiceLine, **IN_LINE, lines=some(below)),
    max_leaves=3,
)
THIRD_PARTY = st.builds(
    model.ThirdPartyPayment,
    kind=maybe(TEXT),
    amount=NUMBER,
    currency=maybe(CODE),
    description=maybe(TEXT),
)
"""Of XRechnung's extension: `BELOW` is a line below a line."""
PAYMENT = st.builds(
    model.PaymentInstructions,
    means_code=CODE,
    means_text=maybe(TEXT),
    remittance=maybe(TEXT),
    accounts=some(st.builds(model.BankAccount, id=TEXT, name=maybe(TEXT), bic=maybe(CODE))),
    card=maybe(st.builds(model.PaymentCard, number=TEXT, holder=maybe(TEXT))),
    direct_debit=maybe(
        st.builds(
            model.DirectDebit,
            mandate_id=TEXT,
            creditor_id=maybe(TEXT),
            debited_account=maybe(TEXT),
        )
    ),
)
TOTALS = st.builds(
    model.Totals,
    line_total=NUMBER,
    allowance_total=maybe(NUMBER),
    charge_total=maybe(NUMBER),
    without_vat=maybe(NUMBER),
    vat=NUMBER,
    vat_in_vat_currency=maybe(NUMBER),
    with_vat=maybe(NUMBER),
    prepaid=maybe(NUMBER),
    rounding=maybe(NUMBER),
    amount_due=maybe(NUMBER),
)
BREAKDOWN = st.builds(
    model.VatBreakdown,
    taxable_amount=NUMBER,
    tax_amount=maybe(NUMBER),
    category=CODE,
    rate=maybe(RATE),
    exemption_reason=maybe(TEXT),
    exemption_code=maybe(CODE),
)
ATTACHMENT = st.builds(
    model.Attachment,
    id=TEXT,
    description=maybe(TEXT),
    uri=maybe(TEXT),
    data=st.just("JVBERg=="),
    mime_type=st.just("application/pdf"),
    file_name=maybe(TEXT),
)
REFERENCES = {
    name: maybe(TEXT)
    for name in (
        "buyer_reference",
        "project_reference",
        "contract_reference",
        "purchase_order_reference",
        "sales_order_reference",
        "receipt_reference",
        "despatch_reference",
        "tender_reference",
        "accounting_reference",
        "payment_terms",
        "business_process",
        "specification",
    )
}
INVOICE: st.SearchStrategy[Invoice] = st.builds(
    Invoice,
    number=maybe(TEXT),
    issue_date=maybe(DAY),
    type_code=st.sampled_from(["380", "381", "384", "261"]),
    currency=st.just("EUR"),
    vat_currency=st.just("SEK"),
    tax_point_date=maybe(DAY),
    due_date=maybe(DAY),
    **REFERENCES,
    object_id=maybe(IDENTIFIER),
    notes=some(
        st.builds(model.Note, text=TEXT, subject_code=st.sampled_from([None, "AAI", "REG"]))
    ),
    preceding_invoices=some(st.builds(model.PrecedingInvoice, number=TEXT, issue_date=maybe(DAY))),
    seller=PARTY,
    buyer=maybe(PARTY),
    payee=maybe(NAMED_PARTY),
    tax_representative=maybe(NAMED_PARTY),
    supply=maybe(
        st.builds(
            model.Supply,
            name=TEXT,
            location_id=maybe(IDENTIFIER),
            delivery_date=maybe(DAY),
            address=maybe(ADDRESS),
        )
    ),
    period=maybe(PERIOD),
    payment_instructions=maybe(PAYMENT),
    allowances=some(st.builds(model.Allowance, **ADJUSTMENT, **TAXED)),
    charges=some(st.builds(model.Charge, **ADJUSTMENT, **TAXED)),
    totals=TOTALS,
    vat_breakdown=some(BREAKDOWN),
    attachments=some(ATTACHMENT),
    lines=some(LINE),
)


@st.composite
def any_invoice(draw: st.DrawFn) -> Invoice:
    return draw(INVOICE)


@pytest.fixture(scope="session")
def invoices() -> st.SearchStrategy[Invoice]:
    """Any invoice that a file of EN 16931 can say in full."""
    return any_invoice()


@st.composite
def extended_invoice(draw: st.DrawFn) -> Invoice:
    """An invoice of XRechnung's extension; where lines stand below lines, each has its own id."""
    invoice = draw(INVOICE).replace(type_code="380")
    lines = [line.replace(lines=draw(some(BELOW))) for line in invoice.lines]
    return invoice.replace(
        lines=[_numbered(line, f"{index}") for index, line in enumerate(lines)],
        third_party_payments=draw(some(THIRD_PARTY)),
    )


def _numbered(line: model.InvoiceLine, number: str) -> model.InvoiceLine:
    below = [_numbered(each, f"{number}.{index}") for index, each in enumerate(line.lines)]
    return line.replace(id=number, lines=below)


@pytest.fixture(scope="session")
def extended_invoices() -> st.SearchStrategy[Invoice]:
    """Any invoice that a file of XRechnung's extension can say in full."""
    return extended_invoice()
