"""The United Kingdom: rates through the crises, sterling, the wording of the reverse charge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicekit.model import Address, Invoice, Party, TaxId, Totals
from invoicekit.regimes.gb import REGIME, RULES
from invoicekit.rules import check


@pytest.mark.parametrize(
    ("tax_class", "day", "rate"),
    [
        ("standard", date(2008, 11, 30), "17.5"),
        ("standard", date(2008, 12, 1), "15"),
        ("standard", date(2009, 12, 31), "15"),
        ("standard", date(2010, 1, 1), "17.5"),
        ("standard", date(2011, 1, 3), "17.5"),
        ("standard", date(2011, 1, 4), "20"),
        ("hospitality", date(2020, 7, 14), "20"),
        ("hospitality", date(2020, 7, 15), "5"),
        ("hospitality", date(2021, 10, 1), "12.5"),
        ("hospitality", date(2022, 4, 1), "20"),
        ("reduced", date(2026, 1, 1), "5"),
        ("books", date(2026, 1, 1), "0"),
    ],
)
def test_rates_by_day(tax_class: str, day: date, rate: str) -> None:
    rates = REGIME.rates

    assert rates.rate_on(rates.key_of(tax_class), day).rate == Decimal(rate)


def rules_of(**changes: object) -> list[str]:
    seller = Party(name="Shop Ltd", tax_ids=[TaxId(country="GB", value="GB980780684")])
    invoice = Invoice(currency="GBP", seller=seller, buyer=Party(name="Buyer")).replace(**changes)
    return [finding.rule for finding in check(invoice, RULES).findings]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"totals": Totals(vat="20.00", with_vat="120.00")}, []),
        ({"totals": Totals(vat="41.67", with_vat="250.00")}, []),
        ({"totals": Totals(vat="41.67", with_vat="250.01")}, ["GB-03"]),
        ({"currency": "EUR", "totals": Totals(vat="20.00", with_vat="120.00")}, ["GB-02"]),
        (
            {
                "currency": "EUR",
                "vat_currency": "GBP",
                "totals": Totals(vat="20.00", with_vat="120.00"),
            },
            [],
        ),
        ({"currency": "EUR", "totals": Totals(vat="0.00", with_vat="120.00")}, []),
        (
            {"seller": Party(name="Shop"), "totals": Totals(vat="20.00", with_vat="120.00")},
            ["GB-01"],
        ),
        ({"seller": None, "buyer": None, "totals": None}, []),
        (
            {
                "buyer": Party(name="Buyer", address=Address(country="GB")),
                "totals": Totals(vat="50.00", with_vat="300.00"),
            },
            [],
        ),
    ],
)
def test_what_a_vat_invoice_must_say(changes: dict[str, object], expected: list[str]) -> None:
    assert rules_of(**changes) == expected


def test_the_reverse_charge_is_worded_as_hmrc_asks() -> None:
    assert REGIME.notes["reverse_charge"]["en"] == (
        "Reverse charge: customer to account to HMRC for the VAT on this supply"
    )
    assert REGIME.corrections.titles["381"]["en"] == "VAT credit note"
