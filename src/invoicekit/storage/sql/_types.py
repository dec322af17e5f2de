"""How a row's values stand in a column, and come back the same."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from invoicekit.model.stored import Column, Id
from invoicekit.storage._values import from_units, to_units, to_utc
from invoicekit.storage.sql._columns import AT, KEY, TEXT


class Amount(sa.types.TypeDecorator[Decimal]):
    """A Decimal as a whole number of 10^-4: exact sums in every database, never a float."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:  # noqa: ARG002
        """Returns the units; refuses what has more than four decimals."""
        return None if value is None else to_units(value)

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> Decimal | None:  # noqa: ARG002
        """Returns the amount; a sum comes as a Decimal of units from PostgreSQL."""
        return None if value is None else from_units(int(value))


class Whole(sa.types.TypeDecorator[int]):
    """The sum of integers, which PostgreSQL gives as a numeric."""

    impl = sa.BigInteger
    cache_ok = True

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> int | None:  # noqa: ARG002
        """Returns the sum as an int."""
        return None if value is None else int(value)


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware datetime in UTC; SQLite and MariaDB would lose the zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Returns the type that keeps microseconds."""
        return dialect.type_descriptor(AT.dialect_impl(dialect))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Returns the instant in UTC, without the zone where the database has none."""
        if value is None:
            return None
        moment = to_utc(value)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Returns the instant, aware and in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


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
