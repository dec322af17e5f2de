"""`ik.explain` follows the rounding of the seller's country, as `ik.calculate` does."""

from __future__ import annotations

from decimal import Decimal

import pytest

import invoicekit as ik


@pytest.mark.parametrize(("country", "tax"), [("DE", "0.03"), ("CN", "0.04")])
def test_the_sellers_country_says_how_often_tax_is_rounded(country: str, tax: str) -> None:
    line = ik.InvoiceLine(quantity=1, price=ik.Price(net="0.09"), vat_category="S", vat_rate="19")
    seller = ik.Party(name="Seller", address=ik.Address(country=country))
    invoice = ik.Invoice(currency="EUR", seller=seller, lines=[line, line])
    rows = {row.path: row for row in ik.explain(invoice).rows}
    assert rows["totals.vat"].result == Decimal(tax)
    done = ik.calculate(invoice)
    assert done.totals is not None
    assert done.totals.vat == Decimal(tax)


def test_a_given_policy_wins() -> None:
    line = ik.InvoiceLine(quantity=1, price=ik.Price(net="0.09"), vat_category="S", vat_rate="19")
    seller = ik.Party(name="Seller", address=ik.Address(country="CN"))
    invoice = ik.Invoice(currency="EUR", seller=seller, lines=[line, line])
    rows = {row.path: row for row in ik.explain(invoice, ik.RoundingPolicy()).rows}
    assert rows["totals.vat"].result == Decimal("0.03")
