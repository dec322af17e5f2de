"""For each rule of a country: an edit of that country's clean invoice that breaks it alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

from invoicekit.model import Address, Invoice, Party, Supply, TaxId, Totals


def invoice_of(
    country: str, currency: str, tax_id: str, kind: Literal["vat", "tax"] = "vat"
) -> Invoice:
    """A clean invoice of a country, above every threshold for small amounts."""
    return Invoice(
        number="2026-000001",
        issue_date=date(2026, 3, 31),
        due_date=date(2026, 4, 30),
        currency=currency,
        seller=Party(
            name="Seller",
            tax_ids=[TaxId(country=country, value=tax_id, kind=kind)],
            address=Address(country=country),
        ),
        buyer=Party(name="Buyer", address=Address(country=country)),
        supply=Supply(delivery_date=date(2026, 3, 15)),
        totals=Totals(with_vat="1190.00", vat="190.00"),
    )


CLEAN: Mapping[str, Invoice] = {
    "DE": invoice_of("DE", "EUR", "DE136695976"),
    "PL": invoice_of("PL", "PLN", "PL8567346215"),
    "FR": invoice_of("FR", "EUR", "FR40303265045"),
    "CN": invoice_of("CN", "CNY", "91110000802100433B").replace(number="26112000000012345678"),
    "CH": invoice_of("CH", "CHF", "CHE107787577"),
    "GB": invoice_of("GB", "GBP", "GB980780684"),
    "NO": invoice_of("NO", "NOK", "NO995525828MVA"),
    "US": invoice_of("US", "USD", "911144442", kind="tax"),
}

Edit = Callable[[Invoice], Invoice]


def without_tax_ids(invoice: Invoice) -> Invoice:
    """The seller without any tax id."""
    assert invoice.seller
    return invoice.replace(seller=invoice.seller.replace(tax_ids=()))


def without_buyer_name(invoice: Invoice) -> Invoice:
    """The buyer without a name."""
    assert invoice.buyer
    return invoice.replace(buyer=invoice.buyer.replace(name=None))


BREAKS: Mapping[str, Edit] = {
    "CH-01": without_tax_ids,
    "CH-02": without_buyer_name,
    "CN-01": without_tax_ids,
    "CN-02": lambda invoice: invoice.replace(currency="USD"),
    "CN-03": without_buyer_name,
    "DE-01": without_tax_ids,
    "DE-02": lambda invoice: invoice.replace(supply=None),
    "DE-03": without_buyer_name,
    "EU-01": lambda invoice: invoice.replace(currency="USD"),
    "EU-02": without_tax_ids,
    "FR-01": without_tax_ids,
    "GB-01": without_tax_ids,
    "GB-02": lambda invoice: invoice.replace(currency="EUR"),
    "GB-03": without_buyer_name,
    "NO-01": without_tax_ids,
    "NO-02": lambda invoice: invoice.replace(currency="EUR"),
    "NO-03": lambda invoice: invoice.replace(supply=None),
    "US-01": lambda invoice: invoice.replace(
        seller=Party(name="Seller", tax_ids=[TaxId(country="US", value="911144442")])
    ),
    "FR-02": lambda invoice: invoice.replace(due_date=None),
}
