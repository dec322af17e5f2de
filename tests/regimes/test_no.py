"""Norway: the low rate through 2020, kroner beside other currencies, unbroken numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicekit.model import Invoice, InvoiceLine, Party, Period, TaxId, Totals
from invoicekit.regimes.no import REGIME, RULES
from invoicekit.rules import check


@pytest.mark.parametrize(
    ("tax_class", "day", "rate"),
    [
        ("standard", date(2026, 1, 1), "25"),
        ("food", date(2011, 12, 31), "14"),
        ("food", date(2012, 1, 1), "15"),
        ("accommodation", date(2015, 12, 31), "8"),
        ("accommodation", date(2016, 1, 1), "10"),
        ("accommodation", date(2018, 1, 1), "12"),
        ("accommodation", date(2020, 4, 1), "6"),
        ("accommodation", date(2021, 9, 30), "6"),
        ("accommodation", date(2021, 10, 1), "12"),
        ("books", date(2026, 1, 1), "0"),
        ("fish", date(2026, 1, 1), "11.11"),
    ],
)
def test_rates_by_day(tax_class: str, day: date, rate: str) -> None:
    rates = REGIME.rates

    assert rates.rate_on(rates.key_of(tax_class), day).rate == Decimal(rate)


SELLER = Party(name="Butikk AS", tax_ids=[TaxId(country="NO", value="NO995525828MVA")])
MARCH = Period(start=date(2026, 3, 1), end=date(2026, 3, 31))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["NO-03"]),
        ({"period": MARCH}, []),
        ({"lines": [InvoiceLine(period=MARCH)]}, []),
        ({"tax_point_date": date(2026, 3, 1)}, []),
        ({"type_code": "381"}, []),
        ({"period": MARCH, "seller": Party(name="Butikk")}, ["NO-01"]),
        ({"period": MARCH, "currency": "EUR"}, ["NO-02"]),
        ({"period": MARCH, "currency": "EUR", "vat_currency": "NOK"}, []),
        ({"period": MARCH, "currency": "EUR", "totals": None}, []),
        ({"period": MARCH, "seller": None}, []),
    ],
)
def test_what_a_sales_document_must_say(changes: dict[str, object], expected: list[str]) -> None:
    invoice = Invoice(currency="NOK", seller=SELLER, totals=Totals(vat="25.00")).replace(**changes)

    assert [finding.rule for finding in check(invoice, RULES).findings] == expected


def test_numbers_are_unbroken_and_a_credit_note_is_a_kreditnota() -> None:
    assert REGIME.numbering.gapless
    assert REGIME.corrections.titles["381"]["nb"] == "Kreditnota"
