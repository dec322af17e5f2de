"""Where no law is known: no rates, voiding before delivery, the country's own code."""

from __future__ import annotations

from invoicekit.regimes import regime_of
from invoicekit.regimes.neutral import REGIME


def test_it_knows_no_rate_and_lets_void_before_delivery() -> None:
    assert REGIME.rates.keys == ()
    assert REGIME.corrections.void == "before_delivery"


def test_it_is_no_country_itself() -> None:
    assert regime_of("neutral").country == "neutral"
    assert regime_of("BR").rates.country == "BR"
