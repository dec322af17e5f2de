"""The euro's reference rates as the European Central Bank publishes them, and cross rates of them.

Published about 16:00 CET on working days, as XML: the newest day, the last 90 days, and all since
1999. Article 91 (2) of Directive 2006/112/EC takes them for VAT. On a day without publication the
last one before it holds.
Source: https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from invoicekit.binding import limits
from invoicekit.errors import InputError, LookupFailed, NotFound
from invoicekit.lookups._http import HttpSource, Patience
from invoicekit.money import ZERO, exact
from invoicekit.ports import ExchangeRate

if TYPE_CHECKING:
    import httpx

ECB = "https://www.ecb.europa.eu/stats/eurofxref"
SOURCE = "ECB"
EURO = "EUR"
NEWEST = "eurofxref-daily.xml"
QUARTER = "eurofxref-hist-90d.xml"
ALL = "eurofxref-hist.xml"
LONGEST_GAP = timedelta(days=7)
"""Beyond the longest run of holidays, an older rate does not hold any more."""
_DIGITS = Context(prec=20)
_CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"

Day = Mapping[str, Decimal]
"""Units of each currency for one euro."""


class EcbRates:
    """The reference rates, as `ExchangeRates`; days once read are kept in memory.

    Args:
        url: Another server that publishes the same files.
        since_1999: Whether days older than the last 90 are looked up in the whole history (8 MB).
        patience: Time limits and attempts.
        sleep: Waits between attempts.
        transport: How requests travel; tests bring their own.

    Raises:
        MissingExtra: The extra `http` is not installed.
    """

    def __init__(
        self,
        *,
        url: str = ECB,
        since_1999: bool = False,
        patience: Patience | None = None,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = HttpSource(
            url,
            name=SOURCE,
            patience=patience or Patience(),
            size=32_000_000,
            sleep=sleep,
            transport=transport,
        )
        self._since_1999 = since_1999
        self._history: dict[date, Day] = {}
        self._lock = threading.Lock()

    def rate(self, base: str, quote: str, on: date) -> ExchangeRate:
        """Returns the price of one unit of `base` in `quote`.

        From the euro it is the rate as published, else the quotient of two of them with 20 digits.
        `rate_date` is the day it was published for.

        Raises:
            NotFound: The bank has no rate of a currency, or none for the day.
            LookupFailed: The bank cannot be reached, or sent what is no list of rates.
        """
        day, rates = self._on(on)
        for currency in (base, quote):
            if currency not in rates:
                raise NotFound(
                    f"the ECB publishes no rate of {currency!r} for {day}",
                    where="currency",
                    expected="one of " + ", ".join(sorted(rates)),
                )
        of_base, of_quote = rates[base], rates[quote]
        rate = of_quote if base == EURO else _DIGITS.divide(of_quote, of_base)
        return ExchangeRate(base, quote, rate, day, SOURCE)

    def close(self) -> None:
        """Lets go of the connections."""
        self._http.close()

    def _on(self, on: date) -> tuple[date, Day]:
        """The last day published until then, from the smallest file that can tell."""
        with self._lock:
            if not self._history or on > max(self._history):
                newest = self._load(NEWEST)
                day = max(newest)
                if day <= on < day + LONGEST_GAP:
                    return day, newest[day]
                if day < on:
                    raise _none(on, "The day is yet to come.")
                self._history = self._load(QUARTER)
            if on < min(self._history) and self._since_1999:
                self._history = self._load(ALL)
            days = sorted(self._history)
            place = bisect_right(days, on)
            if not place:
                raise _none(on, "EcbRates(since_1999=True) knows all days since 1999-01-04.")
            return days[place - 1], self._history[days[place - 1]]

    def _load(self, file: str) -> dict[date, Day]:
        return _days(self._http.get(file))


def _none(on: date, hint: str) -> NotFound:
    return NotFound(f"the ECB has no rates for {on}", where=str(on), hint=hint)


def _days(data: bytes) -> dict[date, Day]:
    """The days of a file.

    Raises:
        LookupFailed: It is no list of rates.
    """
    try:
        root = limits.parse(data)
        cubes = [cube for cube in root.iter(_CUBE) if cube.get("time")]
        found: dict[date, Day] = {
            date.fromisoformat(cube.get("time", "")): {
                EURO: Decimal(1),
                **{each.get("currency", ""): _positive(each.get("rate", "")) for each in cube},
            }
            for cube in cubes
        }
    except (InputError, ValueError) as problem:
        raise _malformed(str(problem)) from problem
    if not found:
        raise _malformed("no day in it")
    return found


def _positive(text: str) -> Decimal:
    rate = exact(text)
    if rate <= ZERO:
        raise ValueError(f"a rate of {text!r}")
    return rate


def _malformed(text: str) -> LookupFailed:
    return LookupFailed(f"ECB: sent no list of rates: {text}", params={"reason": "MALFORMED"})


LOOKUP = EcbRates
