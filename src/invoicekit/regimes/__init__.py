"""The countries, one file each: a public module here exports `REGIME`."""

from __future__ import annotations

from functools import cache

from invoicekit.jurisdiction import Regime
from invoicekit.jurisdiction.eu import CURRENCIES, MEMBERS, NOTES, TIME_ZONES, member_rates
from invoicekit.registry import Registry

REGIMES: Registry[Regime] = Registry(__name__, "REGIME", Regime)


@cache
def regime_of(country: str) -> Regime:
    """Returns the regime of a country.

    A member of the EU without a file of its own has the Union's common rules and its own rates;
    everywhere else is neutral: no rates known, so lines must bring theirs.
    """
    if country.lower() in REGIMES.names():
        return REGIMES[country]
    if country in MEMBERS:
        return Regime(
            country=country,
            currency=CURRENCIES.get(country, "EUR"),
            names={"en": country},
            time_zone=TIME_ZONES[country],
            rates=member_rates(country),
            notes=NOTES,
        )
    return REGIMES["neutral"].for_country(country)
