"""The United States: no VAT, sales tax beside it, voiding before delivery."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoicekit.calculate import calculate
from invoicekit.model import Invoice, InvoiceLine, OtherTax, Party, Price, TaxId
from invoicekit.regimes.us import REGIME, RULES
from invoicekit.rules import check


def test_there_is_no_rate_and_what_is_not_delivered_may_be_voided() -> None:
    assert REGIME.rates.keys == ()
    assert REGIME.corrections.void == "before_delivery"
    assert REGIME.corrections.titles["381"]["en"] == "Credit memo"


def test_sales_tax_is_a_tax_beside_vat() -> None:
    line = InvoiceLine(
        id="1",
        quantity="3",
        price=Price(net="19.99"),
        vat_category="O",
        other_taxes=[OtherTax(scheme="CA sales tax", rate="7.25")],
    )

    invoice = calculate(Invoice(currency="USD", lines=[line]), REGIME.rounding)

    assert invoice.totals is not None
    assert [(row.category, row.rate) for row in invoice.vat_breakdown] == [("O", None)]
    assert invoice.totals.vat == Decimal("0.00")
    assert invoice.totals.other_taxes == Decimal("4.35")
    assert invoice.totals.amount_due == Decimal("64.32")


@pytest.mark.parametrize(
    ("tax_id", "expected"),
    [
        (TaxId(country="US", value="91-1144442"), ["US-01"]),
        (TaxId(country="US", value="91-1144442", kind="tax"), []),
        (TaxId(country="DE", value="DE136695976"), []),
    ],
)
def test_an_ein_is_no_vat_identifier(tax_id: TaxId, expected: list[str]) -> None:
    invoice = Invoice(seller=Party(name="Shop Inc", tax_ids=[tax_id]))

    assert [finding.rule for finding in check(invoice, RULES).findings] == expected


def test_no_seller_is_a_finding_of_the_core() -> None:
    assert check(Invoice(), RULES).findings == ()
