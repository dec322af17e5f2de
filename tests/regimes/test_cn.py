"""China: rates through the reforms, tax by line, numbers from the platform, red-letter invoices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicekit.errors import ConfigurationError
from invoicekit.model import Invoice
from invoicekit.regimes.cn import REGIME, RULES
from invoicekit.rules import check


@pytest.mark.parametrize(
    ("key", "day", "rate"),
    [
        ("standard", date(2018, 4, 30), "17"),
        ("standard", date(2018, 5, 1), "16"),
        ("standard", date(2019, 3, 31), "16"),
        ("standard", date(2019, 4, 1), "13"),
        ("standard", date(2026, 1, 1), "13"),
        ("reduced", date(2017, 7, 1), "11"),
        ("reduced", date(2018, 5, 1), "10"),
        ("reduced", date(2019, 4, 1), "9"),
        ("services", date(2026, 1, 1), "6"),
        ("small-scale", date(2020, 2, 29), "3"),
        ("small-scale", date(2020, 3, 1), "1"),
        ("small-scale", date(2022, 3, 31), "1"),
        ("small-scale", date(2027, 12, 31), "1"),
        ("small-scale", date(2028, 1, 1), "3"),
        ("small-scale-3", date(2026, 1, 1), "3"),
    ],
)
def test_rates_by_day(key: str, day: date, rate: str) -> None:
    assert REGIME.rates.rate_on(key, day).rate == Decimal(rate)


def test_the_exempt_months_of_2022_have_no_rate() -> None:
    with pytest.raises(ConfigurationError, match="no VAT rate 'small-scale' on 2022-04-01"):
        REGIME.rates.rate_on("small-scale", date(2022, 4, 1))


def test_the_platform_numbers_and_a_red_letter_invoice_corrects() -> None:
    assert REGIME.numbering.numbered_by == "authority"
    assert REGIME.corrections.red_letter
    assert not REGIME.corrections.credit_note
    assert REGIME.corrections.titles["381"]["zh"] == "红字发票"


def test_tax_is_rounded_line_by_line() -> None:
    assert REGIME.rounding.tax == "per_line"


def test_what_is_not_given_is_left_to_the_core_rules() -> None:
    assert check(Invoice(), RULES).findings == ()
