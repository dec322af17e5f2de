"""What every backend does to a value before it stores it, so that all give the same back.

Amounts are whole numbers of 10^-4, so that sums stay exact in every database; full precision stays
in the document. Instants are UTC. What cannot be kept exactly is refused, never rounded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Context, Decimal, Inexact
from functools import cache
from typing import TypeVar

from invoicekit.errors import StorageError
from invoicekit.model.stored import Kind, Row, Scalar, kind_of

R = TypeVar("R", bound=Row)

SCALE = Decimal(10_000)
LARGEST = 2**63 - 1
MOST = LARGEST / SCALE
EXACT = Context(prec=64, traps=[Inexact])
"""Says so where a digit would be lost."""


def to_units(value: Decimal) -> int:
    """Returns an amount as a whole number of 10^-4.

    Raises:
        StorageError: It is no finite Decimal, has more than four decimals, or is too large.
    """
    if not _is_amount(value):
        raise StorageError(
            f"{value!r} is not an amount", expected="a finite Decimal, never a float"
        )
    if abs(value) > MOST:
        raise StorageError(f"the amount {value} is too large", expected="below 922 trillion")
    try:
        return int(EXACT.to_integral_exact(EXACT.multiply(value, SCALE)))
    except Inexact as problem:
        raise StorageError(
            f"the amount {value} has more than 4 decimals",
            expected="at most 4 decimals",
            hint="Round it by the currency first; full precision belongs in the document.",
        ) from problem


def from_units(units: int) -> Decimal:
    """Returns the amount of a whole number of 10^-4, in plain notation."""
    return Decimal(units) / SCALE


def to_utc(value: datetime) -> datetime:
    """Returns an instant in UTC.

    Raises:
        StorageError: It has no time zone, so nobody knows when it was.
    """
    if value.tzinfo is None:
        raise StorageError(f"{value.isoformat()} has no time zone", expected="an aware datetime")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def as_stored(kind: Kind, row: R) -> R:
    """Returns the row as it will be read back.

    Raises:
        StorageError: A value cannot be kept exactly, or a required one is missing.
    """
    changes: dict[str, Scalar] = {}
    for name, nullable, normal in _columns(kind.record):
        value = getattr(row, name)
        if value is None:
            if not nullable:
                raise StorageError(
                    f"{kind.table}.{name} has no value", where=f"{kind.table}.{name}"
                )
        elif normal is not None and (made := normal(value)) is not value:
            changes[name] = made
    return replace(row, **changes) if changes else row


def _is_amount(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int)


def _amount(value: Decimal) -> Decimal:
    return from_units(to_units(value))


@cache
def _columns(record: type) -> tuple[tuple[str, bool, Callable[..., Scalar] | None], ...]:
    normal: dict[type, Callable[..., Scalar]] = {Decimal: _amount, datetime: to_utc}
    return tuple((c.name, c.nullable, normal.get(c.type)) for c in kind_of(record).columns)
