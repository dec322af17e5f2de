"""The countries, one file each: a public module here exports `REGIME`."""

from __future__ import annotations

from functools import cache

from invoicekit.jurisdiction import CorrectionPolicy, Regime
from invoicekit.jurisdiction.cases import ELSEWHERE, EU_CASES, EU_GOODS
from invoicekit.jurisdiction.eu import CURRENCIES, MEMBERS, NAMES, TIME_ZONES, member_rates
from invoicekit.jurisdiction.eu_rules import MEMBER_RULES
from invoicekit.jurisdiction.members import (
    DIRECTIVE,
    LANGUAGES,
    corrections_of,
    notes_of,
    numbering_of,
)
from invoicekit.jurisdiction.notes import NOTES
from invoicekit.jurisdiction.retention import kept, retention_of
from invoicekit.registry import Registry

REGIMES: Registry[Regime] = Registry(__name__, "REGIME", Regime)


@cache
def regime_of(country: str) -> Regime:
    """Returns the regime of a country.

    A member of the EU without a file of its own has the Union's common rules and its own rates;
    everywhere else is neutral: no rates known, so lines must bring theirs.
    """
    if country.lower() in REGIMES.names() and country.lower() != "neutral":
        return REGIMES[country]
    if country in MEMBERS:
        return _member(country)
    if country == "XI":
        return _northern_ireland()
    return REGIMES["neutral"].for_country(country)


def _member(country: str) -> Regime:
    """A member by the Union's common rules: what is issued is corrected, never voided."""
    return Regime(
        country=country,
        currency=CURRENCIES.get(country, "EUR"),
        names=NAMES[country],
        time_zone=TIME_ZONES[country],
        rates=member_rates(country),
        numbering=numbering_of(country),
        corrections=corrections_of(country),
        notes=notes_of(country),
        supplies=EU_CASES,
        languages=LANGUAGES[country],
        retention=retention_of(country),
        rules=MEMBER_RULES,
        sources=(DIRECTIVE,),
    )


def _northern_ireland() -> Regime:
    """Northern Ireland: a member for goods, at the rates of the United Kingdom."""
    return Regime(
        country="XI",
        currency="GBP",
        names=NAMES["XI"],
        time_zone="Europe/London",
        rates=member_rates("XI"),
        corrections=CorrectionPolicy(source="The Value Added Tax Regulations 1995, regulation 15C"),
        retention=(kept(6, "1994-09-01", "VAT Act 1994, Schedule 11, para 6 (3)", "fiscal_year"),),
        notes=NOTES,
        supplies=(*EU_GOODS, *ELSEWHERE),
        sources=("Protocol on Ireland/Northern Ireland, article 8 and annex 3",),
    )
