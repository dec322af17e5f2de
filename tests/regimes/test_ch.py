"""Switzerland: three rates through three reforms, five rappen, texts in four languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicekit.calculate import calculate
from invoicekit.model import Invoice, InvoiceLine, Party, Price, Totals
from invoicekit.regimes.ch import REGIME, RULES
from invoicekit.rules import check


@pytest.mark.parametrize(
    ("day", "rates"),
    [
        (date(2010, 12, 31), "7.6 2.4 3.6"),
        (date(2011, 1, 1), "8 2.5 3.8"),
        (date(2017, 12, 31), "8 2.5 3.8"),
        (date(2018, 1, 1), "7.7 2.5 3.7"),
        (date(2023, 12, 31), "7.7 2.5 3.7"),
        (date(2024, 1, 1), "8.1 2.6 3.8"),
    ],
)
def test_rates_by_day(day: date, rates: str) -> None:
    classes = ("standard", "food", "accommodation")

    found = [REGIME.rates.rate_on(REGIME.rates.key_of(name), day).rate for name in classes]

    assert found == [Decimal(rate) for rate in rates.split()]


@pytest.mark.parametrize(
    ("currency", "rounding", "due"),
    [("CHF", "0.02", "10.80"), ("EUR", None, "10.78"), ("USD", None, "10.78")],
)
def test_what_is_payable_in_francs_is_rounded_to_five_rappen(
    currency: str, rounding: str | None, due: str
) -> None:
    line = InvoiceLine(
        id="1", quantity="1", price=Price(net="9.97"), vat_category="S", vat_rate="8.1"
    )

    totals = calculate(Invoice(currency=currency, lines=[line]), REGIME.rounding).totals

    assert totals is not None
    assert totals.vat == Decimal("0.81")
    assert totals.rounding == (None if rounding is None else Decimal(rounding))
    assert totals.amount_due == Decimal(due)


@pytest.mark.parametrize("language", ["de", "fr", "it", "en"])
def test_texts_are_in_the_languages_of_the_country(language: str) -> None:
    for note in ("reverse_charge", "export_elsewhere", "outside_scope_elsewhere", "small_business"):
        assert language in REGIME.notes[note]
    assert language in REGIME.corrections.titles["381"]


@pytest.mark.parametrize(
    ("vat", "total", "expected"),
    [
        ("32.40", "432.40", ["CH-01", "CH-02"]),
        ("0.00", "432.40", ["CH-02"]),
        (None, "400.00", []),
        (None, "400.01", ["CH-02"]),
        ("30.00", "400.00", ["CH-01"]),
    ],
)
def test_a_number_where_vat_is_charged_and_a_buyer_above_400_francs(
    vat: str | None, total: str, expected: list[str]
) -> None:
    invoice = Invoice(
        seller=Party(name="Kiosk"), buyer=Party(), totals=Totals(vat=vat, with_vat=total)
    )

    assert [finding.rule for finding in check(invoice, RULES).findings] == expected


def test_what_is_not_given_is_left_to_the_core_rules() -> None:
    assert check(Invoice(), RULES).findings == ()
