"""A regime: all that a country's law says of invoices, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from invoicekit.findings import RuleSet
from invoicekit.jurisdiction.cases import ELSEWHERE, Case
from invoicekit.jurisdiction.corrections import CorrectionPolicy
from invoicekit.jurisdiction.numbering import NumberingPolicy
from invoicekit.jurisdiction.rates import RateHistory
from invoicekit.jurisdiction.retention import ELSEWHERE as KEPT_ELSEWHERE
from invoicekit.jurisdiction.retention import RetentionRule
from invoicekit.jurisdiction.rounding import PER_GROUP, RoundingPolicy


@dataclass(frozen=True, kw_only=True)
class Regime:
    """One country.

    Attributes:
        names: Of the country, by language.
        rates: VAT rates by date, with the tax classes of products.
        notes: Texts the law asks for, by key and language.
        exemption_codes: VATEX codes of this country, by note key, where the Union's is not it.
        supplies: When a supply is taxed, and how; the first row that holds decides.
        small_enterprise: The rate key a small enterprise charges; None where it charges no VAT.
        languages: Of documents, the usual one first.
        retention: How long invoices are kept, by the day somebody asks.
        title_form: What a buyer who enters its title is asked: its `address`, or the 抬头 of a
            `fapiao`.
        originals: Kinds of file that the law makes the original, kept whatever else is asked.
        rules: What only this country asks of an invoice.
        sources: Where it is written.
    """

    country: str
    currency: str
    names: Mapping[str, str]
    time_zone: str
    rates: RateHistory
    numbering: NumberingPolicy = NumberingPolicy()
    corrections: CorrectionPolicy = CorrectionPolicy()
    rounding: RoundingPolicy = PER_GROUP
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    exemption_codes: Mapping[str, str] = field(default_factory=dict)
    supplies: tuple[Case, ...] = ELSEWHERE
    small_enterprise: str | None = None
    languages: tuple[str, ...] = ("en",)
    title_form: Literal["address", "fapiao"] = "address"
    originals: tuple[str, ...] = ()
    retention: tuple[RetentionRule, ...] = KEPT_ELSEWHERE
    rules: RuleSet | None = None
    sources: tuple[str, ...] = ()

    def for_country(self, country: str) -> Regime:
        """Returns this regime under another country's code: the neutral one serves many."""
        rates = replace(self.rates, country=country)
        return replace(self, country=country, rates=rates)
