"""A shop whose people have names that must not be seen."""

from __future__ import annotations

import pytest

import invoicekit as ik

PEOPLE = ("Zwetlana", "zwetlana@geheim.example", "Geheimgasse", "ring ring", "118.76", "aktorin")
"""What of the customer, the amounts and the staff nobody who reads a log may see."""


@pytest.fixture
def seller() -> ik.Party:
    return ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    )


def order_of(customer_id: str) -> ik.Order:
    """Two rings, 118.76 EUR with VAT."""
    line = ik.OrderLine(name="ring ring", quantity="2", unit_price="49.90", vat="S 19")
    return ik.Order(reference="SO-1", customer_id=customer_id, currency="EUR", lines=[line])
