"""VAT rates by date: which rate a key has on a day, and where that is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias

from invoicekit.errors import ConfigurationError
from invoicekit.money import ZERO

Row: TypeAlias = tuple[str, str, str, str] | tuple[str, str, str, str, str]
"""Key, percent, first day, source, and the last day where no later row of the key ends it."""


@dataclass(frozen=True, slots=True)
class DatedRate:
    """A rate from a day on, until the next one of its key.

    Attributes:
        key: `standard`, `reduced`, `super-reduced`, `zero` … as the regime names them; a class of
            products whose rate moved from one to another has a key of its own, such as `books`.
        rate: Percent.
        since: The first day.
        source: The law, with its link where there is one.
        category: UNTDID 5305 code a line at this rate bears.
        until: The last day, None while it has no end.
        area: Part of the country where it differs, ISO 3166-2 (`PT-30`); empty for the country.
    """

    key: str
    rate: Decimal
    since: date
    source: str
    category: str = "S"
    until: date | None = None
    area: str = ""

    def __contains__(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class RateHistory:
    """All rates of one country.

    Attributes:
        rates: By key and area, newest first.
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

    def rate_on(self, key: str, day: date, area: str = "") -> DatedRate:
        """Returns the rate of a key on a day: the area's own where it has one, else the country's.

        Raises:
            ConfigurationError: The country has no such key, or none on that day.
        """
        of_key = [rate for rate in self.rates if rate.key == key and day in rate]
        for place in (area, ""):
            found = next((rate for rate in of_key if rate.area == place), None)
            if found is not None:
                return found
        raise ConfigurationError(
            f"{self.country} has no VAT rate {key!r} on {day}",
            where=key,
            expected="one of " + ", ".join(self.keys) if self.keys else "a rate given",
            hint="Give the line its category and rate, such as vat='S 19'.",
        )


def history(
    country: str,
    *rows: Row,
    classes: Mapping[str, str] | None = None,
    areas: Mapping[str, tuple[Row, ...]] | None = None,
) -> RateHistory:
    """Returns a history; a rate ends on the day before the next one of its key.

    A rate of 0 % has the category `Z` (zero rated), all others `S`: an exemption is no rate.

    Args:
        country: ISO code.
        rows: Of the country, newest first within a key.
        classes: Tax class → key.
        areas: Area → its rows, where they differ.
    """
    places = {"": rows, **(areas or {})}
    made = [rate for area, own in places.items() for rate in _dated(own, area)]
    return RateHistory(country, tuple(made), dict(classes or {}))


def _dated(rows: tuple[Row, ...], area: str) -> Iterator[DatedRate]:
    next_since: defaultdict[str, date | None] = defaultdict(lambda: None)
    for key, percent, since, source, *last in rows:
        rate, successor = Decimal(percent), next_since[key]
        until = successor - timedelta(days=1) if successor else None
        yield DatedRate(
            key=key,
            rate=rate,
            since=date.fromisoformat(since),
            source=source,
            category="Z" if rate == ZERO else "S",
            until=date.fromisoformat(last[0]) if last else until,
            area=area,
        )
        next_since[key] = date.fromisoformat(since)
