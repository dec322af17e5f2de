"""How a row's values stand in a column, and come back the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

import sqlalchemy as sa

from invoicekit.model.stored import Column, Id
from invoicekit.storage._values import SCALE, to_units, to_utc
from invoicekit.storage.sql._columns import AT, KEY, TEXT

Made: TypeAlias = Callable[[Any], Any] | None


class Amount(sa.types.TypeDecorator[Decimal]):
    """A Decimal as a whole number of 10^-4: exact sums in every database, never a float.

    An invoice has eight of them, so what converts them is given to SQLAlchemy without its wrapping.
    """

    impl = sa.BigInteger
    cache_ok = True

    def bind_processor(self, dialect: sa.Dialect) -> Made:  # noqa: ARG002
        """Returns what gives the units; it refuses more than four decimals."""
        return _units

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Made:  # noqa: ARG002
        """Returns what gives the amount; a sum comes as a Decimal of units from PostgreSQL."""
        return _amount


class Whole(sa.types.TypeDecorator[int]):
    """The sum of integers, which PostgreSQL gives as a numeric."""

    impl = sa.BigInteger
    cache_ok = True

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> int | None:  # noqa: ARG002
        """Returns the sum as an int."""
        return None if value is None else int(value)


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware datetime in UTC; where the database has none, without the zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Returns the type that keeps microseconds."""
        return dialect.type_descriptor(AT.dialect_impl(dialect))

    def bind_processor(self, dialect: sa.Dialect) -> Made:
        """Returns what gives the instant in UTC: without its zone on MariaDB, on SQLite as text."""
        return _UTC.get(dialect.name, _utc_bare)

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Made:  # noqa: ARG002
        """Returns what gives the instant, aware and in UTC; some hosts' drivers read dates."""
        if getattr(dialect, "native_datetime", False):
            return _utc_of_bare
        return _UTC_OF.get(dialect.name, _utc_of_bare)


_NOTHING = Decimal(0)


def _units(value: Decimal | None) -> int | None:
    return None if value is None else to_units(value)


def _amount(units: Any | None) -> Decimal | None:
    if not units:  # most rows have nothing paid, credited or written off
        return None if units is None else _NOTHING
    amount: Decimal = Decimal(units) / SCALE  # as `from_units`, which would be another call
    return amount


def _utc(value: datetime | None) -> datetime | None:
    return None if value is None else to_utc(value)


def _utc_of(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


def _utc_bare(value: datetime | None) -> datetime | None:
    return None if value is None else to_utc(value).replace(tzinfo=None)


def _utc_of_bare(value: datetime | None) -> datetime | None:
    return None if value is None else value.replace(tzinfo=UTC)


def _utc_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    return to_utc(value).isoformat(" ", "microseconds")[: -len("+00:00")]


def _utc_of_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text + "+00:00")  # a fifth of replace


_UTC: dict[str, Made] = {"postgresql": _utc, "sqlite": _utc_text}
_UTC_OF: dict[str, Made] = {"postgresql": _utc_of, "sqlite": _utc_of_text}
"""Databases that keep an instant in a way of their own."""


TYPES: dict[object, sa.types.TypeEngine[Any]] = {
    str: TEXT,
    Id: TEXT,  # not UUID: a wrong id is then a row not found, not an error of the database
    int: sa.BigInteger(),
    bool: sa.Boolean(),
    Decimal: Amount(),
    date: sa.Date(),
    datetime: Instant(),
}
"""Python type of a field → type of its column."""


def type_of(column: Column, *, indexed: bool) -> sa.types.TypeEngine[Any]:
    """Returns the type of a column; text is shorter where a key or an index has it."""
    made = TYPES[column.type]
    return KEY if indexed and made is TEXT else made
