"""Exchange rates and tax id registers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """One unit of `base` is `rate` units of `quote`."""

    base: str
    quote: str
    rate: Decimal
    rate_date: date
    source: str


class ExchangeRates(Protocol):
    """Gives rates by day."""

    def rate(self, base: str, quote: str, on: date) -> ExchangeRate:
        """Returns the rate that holds on a day.

        Raises:
            NotFound: There is none.
        """


class TaxIdStatus(StrEnum):
    """What a register says of a tax id."""

    VALID = "valid"
    INVALID = "invalid"
    PENDING = "pending"
    UNAVAILABLE = "unavailable"


class TaxIdChecker(Protocol):
    """Asks a register such as VIES."""

    def check(self, country: str, value: str) -> TaxIdStatus:
        """Returns what the register says now; never raises for a register that is down."""
