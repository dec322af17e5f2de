"""Germany: rates of the corona half-year, small amounts, what corrections are called."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicekit.model import Address, Invoice, InvoiceLine, Party, Period, Totals
from invoicekit.regimes.de import REGIME, RULES
from invoicekit.rules import check


@pytest.mark.parametrize(
    ("day", "standard", "books"),
    [
        (date(1998, 4, 1), "16", "7"),
        (date(2006, 12, 31), "16", "7"),
        (date(2007, 1, 1), "19", "7"),
        (date(2020, 6, 30), "19", "7"),
        (date(2020, 7, 1), "16", "5"),
        (date(2020, 12, 31), "16", "5"),
        (date(2021, 1, 1), "19", "7"),
        (date(2026, 11, 1), "19", "7"),
    ],
)
def test_rates_by_day(day: date, standard: str, books: str) -> None:
    found = [REGIME.rates.rate_on(REGIME.rates.key_of(k), day).rate for k in ("standard", "books")]

    assert found == [Decimal(standard), Decimal(books)]


def rules_of(invoice: Invoice) -> list[str]:
    return [finding.rule for finding in check(invoice, RULES).findings]


def bare(**changes: object) -> Invoice:
    """An invoice that says as little of its parties as a till receipt."""
    invoice = Invoice(currency="EUR", seller=Party(name="Kiosk"), buyer=Party())
    return invoice.replace(**changes)


@pytest.mark.parametrize(
    ("total", "currency", "expected"),
    [
        ("250.00", "EUR", []),
        ("250.01", "EUR", ["DE-01", "DE-02", "DE-03"]),
        ("100.00", "USD", ["DE-01", "DE-02", "DE-03"]),
        (None, "EUR", ["DE-01", "DE-02", "DE-03"]),
    ],
)
def test_small_amounts_need_no_tax_number_no_day_and_no_buyer(
    total: str | None, currency: str, expected: list[str]
) -> None:
    invoice = bare(totals=Totals(with_vat=total), currency=currency)

    assert sorted(rules_of(invoice)) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"period": Period(start=date(2026, 3, 1), end=date(2026, 3, 31))},
        {"tax_point_date": date(2026, 3, 31)},
        {"type_code": "386"},
        {"type_code": "325"},
        {"type_code": "381"},
        {"lines": [InvoiceLine(period=Period(start=date(2026, 3, 1), end=date(2026, 3, 31)))]},
    ],
)
def test_a_period_dates_the_supply_and_a_prepayment_has_none(changes: dict[str, object]) -> None:
    assert "DE-02" in rules_of(bare())
    assert "DE-02" not in rules_of(bare(**changes))


def test_a_buyer_with_a_name_needs_an_address() -> None:
    assert "DE-03" in rules_of(bare(buyer=Party(name="ACME")))
    assert "DE-03" not in rules_of(bare(buyer=Party(name="ACME", address=Address(country="DE"))))


def test_no_party_is_no_finding_here_but_one_of_the_core() -> None:
    invoice = bare(seller=None, buyer=None, tax_point_date=date(2026, 3, 31))

    assert rules_of(invoice) == []


def test_a_credit_note_is_no_gutschrift() -> None:
    titles = REGIME.corrections.titles

    assert (titles["381"]["de"], titles["389"]["de"]) == ("Rechnungskorrektur", "Gutschrift")


def test_numbers_are_unique_but_need_no_unbroken_sequence() -> None:
    assert not REGIME.numbering.gapless
    assert REGIME.corrections.void == "never"
