"""Exact amounts: decimals that keep their digits, minor units of currencies, rounding, and splits.

A `Decimal` field never takes a float: `0.1 + 0.2` has no place on an invoice. In JSON money is a
string; a JSON number for money is refused. `1E+2` is expanded when validated, so what is written is
read back.
"""

from __future__ import annotations

import decimal
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from typing import Annotated, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from invoicekit.codelists import minor_units
from invoicekit.errors import InputError

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
PLAIN = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"
"""A decimal as text: no exponent, no thousands separator, no leading zero or plus."""

_EXACT = decimal.Context(
    prec=60, rounding=decimal.ROUND_DOWN, traps=[decimal.InvalidOperation, decimal.Overflow]
)
"""Precision of our own, so that a host's context never changes an invoice."""
_WIDE = decimal.Context(
    prec=decimal.MAX_PREC,
    Emax=decimal.MAX_EMAX,
    Emin=decimal.MIN_EMIN,
    traps=[decimal.InvalidOperation],
)
"""For numbers of files that have more digits than a document may."""


LONGEST_SHOWN = 40
"""Characters of what came from outside that a message shows."""


class Rounding(StrEnum):
    """How a half is rounded; `half_up` goes away from zero, so credits mirror invoices."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    UP = "up"

    @property
    def mode(self) -> str:
        """The constant of the `decimal` module."""
        return _MODES[self]


_MODES = {
    Rounding.HALF_UP: decimal.ROUND_HALF_UP,
    Rounding.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    Rounding.DOWN: decimal.ROUND_DOWN,
    Rounding.UP: decimal.ROUND_UP,
}


def exact(value: Decimal | str | int) -> Decimal:
    """Returns the value as a plain decimal with the digits given.

    Raises:
        ValueError: A float or bool, no number, infinite, or more than 28 digits.
    """
    if isinstance(value, Decimal):
        return _expanded(Decimal(value))
    if isinstance(value, bool) or not isinstance(value, str | int):
        kind = type(value).__name__
        raise ValueError(  # noqa: TRY004 - pydantic collects ValueError, a TypeError would escape
            f"{kind} is not exact: give a string such as '19.90' or a Decimal"
        )
    if isinstance(value, str) and ("_" in value or not value.isascii()):
        raise ValueError(
            f"{_short(repr(value))} is not a number"
        )  # Decimal takes 1_000 and digits of any script
    try:
        number = Decimal(value.strip() if isinstance(value, str) else value)
    except decimal.InvalidOperation:
        raise ValueError(f"{_short(repr(value))} is not a number") from None
    return _expanded(number)


def _short(text: str) -> str:
    """The beginning of a text that came from outside, so that no message is as long as that."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _expanded(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueError(f"{number} is not finite")
    text = str(number)
    if len(text) <= 28 and "E" not in text:  # noqa: PLR2004 - nearly all; `as_tuple` is slow
        return number
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        if exponent > 28:  # noqa: PLR2004 - 28 digits are decimal's own default precision
            raise ValueError(f"{_short(str(number))} has more than 28 digits")
        number = number.quantize(ONE, context=_EXACT)
    digits = number.as_tuple()
    if len(digits.digits) > 28 or int(digits.exponent) < -28:  # noqa: PLR2004 - as above
        raise ValueError(f"{_short(str(number))} has more than 28 digits")
    return number


class _ExactDecimal:
    """Pydantic schema: strings and Decimals and ints in Python, strings only in JSON."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[object], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = core_schema.chain_schema(
            [
                core_schema.str_schema(pattern=PLAIN, max_length=31, strict=True),
                core_schema.decimal_schema(),
            ]
        )
        return core_schema.json_or_python_schema(
            json_schema=text,
            python_schema=core_schema.no_info_plain_validator_function(exact),
            serialization=core_schema.plain_serializer_function_ser_schema(
                plain, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "pattern": PLAIN}


ExactDecimal: TypeAlias = Annotated[Decimal, _ExactDecimal]
"""A decimal field of a model: exact in, the same digits out, a string in JSON."""


def plain(value: Decimal) -> str:
    """Returns the decimal in plain notation with the digits it has."""
    return f"{value:f}"


def quantum(currency: str) -> Decimal:
    """Returns the smallest unit of a currency: 0.01 for EUR, 1 for JPY."""
    return Decimal(1).scaleb(-minor_units(currency))


def round_to(value: Decimal, unit: Decimal, rounding: Rounding = Rounding.HALF_UP) -> Decimal:
    """Returns the value as a multiple of the unit's digits (`0.01` → two decimals), never `-0`."""
    rounded = value.quantize(unit, _MODES[rounding], _EXACT)
    return rounded or rounded.copy_abs()


def round_to_step(value: Decimal, step: Decimal, rounding: Rounding = Rounding.HALF_UP) -> Decimal:
    """Returns the nearest multiple of a cash step: 1.02 in steps of 0.05 is 1.00."""
    steps = _EXACT.divide(value, step).quantize(ONE, rounding=rounding.mode, context=_EXACT)
    return _EXACT.multiply(steps, step)


def multiply(*factors: Decimal) -> Decimal:
    """Returns the exact product, independent of the caller's decimal context."""
    if len(factors) == 2:  # noqa: PLR2004 - most often
        return _EXACT.multiply(*factors)
    return reduce(_EXACT.multiply, factors, ONE)


times = _EXACT.multiply
"""The exact product of two amounts: for loops over many."""


def divide(dividend: Decimal, divisor: Decimal) -> Decimal:
    """Returns the quotient to 60 digits; round it next."""
    return _EXACT.divide(dividend, divisor)


def add(amounts: Iterable[Decimal]) -> Decimal:
    """Returns the exact sum, `Decimal(0)` of nothing."""
    return reduce(_EXACT.add, amounts, ZERO)


plus = _EXACT.add
"""The exact sum of two amounts: for loops over many."""


minus = _EXACT.subtract
"""The exact difference of two amounts: for loops over many."""


def subtract(minuend: Decimal, subtrahend: Decimal) -> Decimal:
    """Returns the exact difference."""
    return _EXACT.subtract(minuend, subtrahend)


minus = _EXACT.subtract
"""The exact difference of two amounts: for loops over many."""


def half_above(value: Decimal, unit: Decimal) -> Decimal:
    """Returns the value as a multiple of the unit's digits; a half goes up, also below zero.

    That is how `fn:round` of XPath rounds (https://www.w3.org/TR/xpath-functions/#func-round).
    """
    mode = decimal.ROUND_HALF_DOWN if value.is_signed() else decimal.ROUND_HALF_UP
    rounded = value.quantize(unit, mode, _WIDE)
    return rounded or rounded.copy_abs()


def is_multiple(value: Decimal, unit: Decimal) -> bool:
    """Says whether a value of any number of digits is so many whole units."""
    return not _WIDE.remainder(value, unit)


def percent(base: Decimal, rate: Decimal) -> Decimal:
    """Returns base × rate / 100, not rounded."""
    return _EXACT.divide(_EXACT.multiply(base, rate), HUNDRED)


def split(amount: Decimal, weights: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """Splits an amount by weights into parts that add up to it exactly.

    Largest remainder: each part is cut toward zero to the unit, and what is left goes, one unit
    each, to the parts with the largest cut-off rests; among equals the first wins.

    Raises:
        InputError: The weights add up to zero, so there is nothing to split by.
    """
    whole = add(weights)
    if whole == 0:
        raise InputError(
            "nothing to allocate: the weights add up to zero",
            where="weights",
            expected="at least one weight that is not zero",
        )
    shares = [_EXACT.divide(_EXACT.multiply(amount, weight), whole) for weight in weights]
    return apportion(amount, shares, unit)


def apportion(amount: Decimal, shares: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """Returns the shares cut to the unit so that they add up to the amount exactly.

    Largest remainder: each share is cut toward zero, and what is then missing goes, one unit each,
    to the shares that lost most in its direction; among equals the first wins. The shares must add
    up to the amount within half a unit; their signs may differ (lines and discounts).
    """
    parts = [_EXACT.quantize(share, unit) for share in shares]
    rest = _EXACT.subtract(amount, add(parts))
    if not rest:
        return parts
    step = unit if rest > 0 else unit.copy_negate()
    pairs = zip(shares, parts, strict=True)
    lost = [_EXACT.multiply(_EXACT.subtract(share, part), step) for share, part in pairs]
    order = sorted(range(len(parts)), key=lost.__getitem__, reverse=True)
    for i in order[: int(_EXACT.divide(rest, step))]:
        parts[i] = _EXACT.add(parts[i], step)
    return parts
