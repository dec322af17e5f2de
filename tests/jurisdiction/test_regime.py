"""A regime serves a country, or many where no law is known."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from invoicekit.jurisdiction import RateHistory, Regime

REGIME = Regime(
    country="",
    currency="USD",
    names={"en": "Elsewhere"},
    time_zone="UTC",
    rates=RateHistory("", ()),
)


def test_a_template_is_taken_to_a_country_and_nothing_else_changes() -> None:
    american = REGIME.for_country("US")

    assert (american.country, american.rates.country) == ("US", "US")
    assert (american.currency, american.names) == ("USD", {"en": "Elsewhere"})
    assert REGIME.country == ""


def test_a_regime_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        REGIME.country = "FR"  # type: ignore[misc]  # that is what the test is about
