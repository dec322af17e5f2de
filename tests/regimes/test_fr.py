"""France: rates before and after 2014, books in 2012, overseas departments, unbroken numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicekit.model import Identifier, Invoice, Party
from invoicekit.regimes.fr import REGIME, RULES
from invoicekit.rules import check


@pytest.mark.parametrize(
    ("tax_class", "day", "area", "rate"),
    [
        ("standard", date(2013, 12, 31), "", "19.6"),
        ("standard", date(2014, 1, 1), "", "20"),
        ("books", date(2012, 3, 31), "", "5.5"),
        ("books", date(2012, 4, 1), "", "7"),
        ("books", date(2012, 12, 31), "", "7"),
        ("books", date(2013, 1, 1), "", "5.5"),
        ("food", date(2026, 1, 1), "", "5.5"),
        ("reduced", date(2026, 1, 1), "", "10"),
        ("standard", date(2026, 1, 1), "FR-974", "8.5"),
        ("reduced", date(2026, 1, 1), "FR-974", "10"),
    ],
)
def test_rates_by_day_and_place(tax_class: str, day: date, area: str, rate: str) -> None:
    rates = REGIME.rates

    assert rates.rate_on(rates.key_of(tax_class), day, area).rate == Decimal(rate)


def test_numbers_are_unbroken_and_nothing_is_voided() -> None:
    assert REGIME.numbering.gapless
    assert REGIME.corrections.void == "never"
    assert REGIME.corrections.titles["381"]["fr"] == "Avoir"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["FR-01", "FR-02"]),
        ({"seller": Party(registration_id=Identifier(value="303265045"))}, ["FR-02"]),
        ({"payment_terms": "30 jours"}, ["FR-01"]),
        ({"type_code": "381"}, ["FR-01"]),
        ({"seller": None, "type_code": "381"}, []),
    ],
)
def test_a_siren_is_enough_and_terms_stand_for_a_day(
    changes: dict[str, object], expected: list[str]
) -> None:
    invoice = Invoice(seller=Party(name="Papeterie")).replace(**changes)

    assert sorted(finding.rule for finding in check(invoice, RULES).findings) == expected
