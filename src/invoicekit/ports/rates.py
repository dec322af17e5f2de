"""Exchange rates and tax id registers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from invoicekit.model.tax_id_check import TaxIdCheck, TaxIdStatus


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """One unit of `base` is `rate` units of `quote`, as published for `rate_date` by `source`."""

    base: str
    quote: str
    rate: Decimal
    rate_date: date
    source: str


class ExchangeRates(Protocol):
    """Gives rates by day."""

    def rate(self, base: str, quote: str, on: date) -> ExchangeRate:
        """Returns the rate that holds on a day: the last one published until then.

        Raises:
            NotFound: There is none.
            LookupFailed: The source gave no usable answer; `retryable` says whether to ask again.
        """


class TaxIdChecker(Protocol):
    """Asks a register such as VIES."""

    def check(self, country: str, value: str) -> TaxIdCheck:
        """Returns what the register says now; never raises for a register that is down."""


__all__ = ["ExchangeRate", "ExchangeRates", "TaxIdCheck", "TaxIdChecker", "TaxIdStatus"]
