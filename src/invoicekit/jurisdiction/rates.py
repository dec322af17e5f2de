"""VAT rates by date: which rate a key has on a day, and where that is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from invoicekit.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class DatedRate:
    """A rate from a day on, until the next one of its key.

    Attributes:
        key: `standard`, `reduced`, `super-reduced`, `zero` … as the regime names them.
        rate: Percent.
        category: UNTDID 5305 code a line at this rate bears.
        source: The law, with its link where there is one.
    """

    key: str
    rate: Decimal
    since: date
    source: str
    category: str = "S"


@dataclass(frozen=True)
class RateHistory:
    """All rates of one country.

    Attributes:
        rates: By key, newest first.
        classes: Tax class of a product → rate key; a class not listed bears the standard rate.
    """

    country: str
    rates: tuple[DatedRate, ...]
    classes: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[DatedRate]:
        return iter(self.rates)

    @property
    def keys(self) -> tuple[str, ...]:
        """The rate keys, as declared."""
        return tuple(dict.fromkeys(rate.key for rate in self.rates))

    def key_of(self, tax_class: str) -> str:
        """Returns the rate key of a product's tax class: mapped, a key itself, else `standard`."""
        mapped = self.classes.get(tax_class)
        if mapped is not None:
            return mapped
        return tax_class if tax_class in self.keys else "standard"

    def rate_on(self, key: str, day: date) -> DatedRate:
        """Returns the rate of a key on a day.

        Raises:
            ConfigurationError: The country has no such key, or none on that day.
        """
        for rate in self.rates:
            if rate.key == key and rate.since <= day:
                return rate
        raise ConfigurationError(
            f"{self.country} has no VAT rate {key!r} on {day}",
            where=key,
            expected="one of " + ", ".join(self.keys),
            hint="Give the line its category and rate, such as vat='S 19'.",
        )


def history(
    country: str,
    *rows: tuple[str, str, str, str],
    classes: Mapping[str, str] | None = None,
    categories: Mapping[str, str] | None = None,
) -> RateHistory:
    """Returns a history from rows `(key, percent, since, source)`, newest first within a key.

    Args:
        country: ISO code.
        rows: The rows.
        classes: Tax class → key.
        categories: Key → UNTDID 5305 code where it is not `S`.
    """
    categories = categories or {}
    made = tuple(
        DatedRate(key, Decimal(rate), date.fromisoformat(since), source, categories.get(key, "S"))
        for key, rate, since, source in rows
    )
    return RateHistory(country, made, dict(classes or {}))
