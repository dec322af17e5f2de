"""Declaring stored records: frozen dataclasses whose fields are columns; backends derive from them.

A row has columns for what is listed, searched and joined, and one text column with the canonical
JSON of what has parts. `@stored` declares its table, keys and orders; a new entity needs nothing
else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from operator import attrgetter
from typing import (
    Any,
    ClassVar,
    NamedTuple,
    NewType,
    Protocol,
    TypeAlias,
    TypeVar,
    get_args,
    get_type_hints,
)

Id = NewType("Id", str)
"""A UUIDv7 as text."""

Scalar: TypeAlias = str | int | bool | Decimal | date | datetime | None
Key: TypeAlias = Scalar | tuple[Scalar, ...]
"""A key value, or a tuple for a composite key; the tenant is never part of it."""


class Row(Protocol):
    """What every stored record has: the dataclass machinery and its tenant."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def tenant_id(self) -> str:
        """The tenant it belongs to."""


class VersionedRow(Row, Protocol):
    """A record that changes: each write raises its revision by one."""

    @property
    def revision(self) -> int:
        """The compare-and-swap number."""


R = TypeVar("R", bound=Row)
C = TypeVar("C")
"""Any class: while it is decorated, a checker cannot yet see that it is a `Row`."""


@dataclass(frozen=True)
class Column:
    """One column: its name, Python type, and whether it may be null."""

    name: str
    type: type
    nullable: bool


@dataclass(frozen=True)
class Kind:
    """One record type.

    Attributes:
        table: Table name, with the prefix `ik_`.
        record: The dataclass.
        key: Identity within a tenant.
        unique: Further unique keys within a tenant; rows with a null in one do not collide.
        orders: Orders a list may be asked in, by name; the key is always added as tie-breaker.
        indexes: Column lists by name, each after `tenant_id`.
        partial: Index name → SQL condition.
        versioned: Whether it has a `revision`; if not, rows are only ever added.
        heavy: Columns a page leaves out.
        secret: Texts that stand encrypted where the storage has keys; nothing is asked of them.
        traced: Copies of secrets to search by; with keys, a keyed hash that an equal value finds.
        derived: Whether its rows are made of others and can be made again: only such are removed.
        placed: The column, if any, that the storage fills when a row is added: rows whose
            transaction ended later have a later place, or the same. A list that is ordered by it
            first shows only rows that nothing can come before any more.
    """

    table: str
    record: type
    key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    indexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    partial: Mapping[str, str] = field(default_factory=dict)
    versioned: bool = False
    heavy: tuple[str, ...] = ()
    placed: str | None = None
    secret: tuple[str, ...] = ()
    traced: tuple[str, ...] = ()
    derived: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns in order, `tenant_id` first."""
        return _columns(self.record)

    def order(self, name: str) -> tuple[str, ...]:
        """Returns the columns of a named order, ending with the key."""
        columns = self.key if name == "id" else self.orders[name]
        return columns + tuple(k for k in self.key if k not in columns)

    @cached_property
    def identity(self) -> Callable[[Row], Key]:
        """What returns the key of a row: a scalar, or a tuple for a composite key."""
        return attrgetter(*self.key)


@cache
def _columns(record: type) -> tuple[Column, ...]:
    hints = get_type_hints(record)
    made = []
    for each in fields(record):
        options = [hint for hint in get_args(hints[each.name]) if hint is not type(None)]
        nullable = type(None) in get_args(hints[each.name])
        made.append(Column(each.name, options[0] if nullable else hints[each.name], nullable))
    return tuple(made)


def filled(record: type[R], values: Iterable[object]) -> R:
    """Returns a row of the values of all its columns, in their order; none is looked at.

    A frozen dataclass sets each field twice as slowly, and a row of an invoice has forty.
    """
    row = object.__new__(record)
    for put, value in zip(_shape(record).puts, values, strict=True):
        put(row, value)
    return row


def changed(row: R, **changes: object) -> R:
    """Returns a row with other values in some columns, as `dataclasses.replace` does.

    Raises:
        KeyError: There is no such column.
    """
    shape = _shape(type(row))
    values = list(shape.values(row))
    for name, value in changes.items():
        values[shape.places[name]] = value
    return filled(type(row), values)


def differing(one: R, other: R) -> tuple[str, ...]:
    """Returns the columns in which two rows of a class have different values, in their order."""
    shape = _shape(type(one))
    pairs = zip(shape.places, shape.values(one), shape.values(other), strict=True)
    return tuple([name for name, a, b in pairs if a is not b and a != b])


class _Shape(NamedTuple):
    """How the slots of a row class are read, found and filled."""

    values: Callable[[Any], tuple[object, ...]]
    places: Mapping[str, int]
    puts: tuple[Callable[[object, object], None], ...]


@cache
def _shape(record: type) -> _Shape:
    names = [each.name for each in fields(record)]
    places = {name: place for place, name in enumerate(names)}
    return _Shape(
        attrgetter(*names), places, tuple(getattr(record, name).__set__ for name in names)
    )


_KINDS: dict[type, Kind] = {}


def stored(
    table: str,
    *,
    key: tuple[str, ...] = ("id",),
    unique: tuple[tuple[str, ...], ...] = (),
    orders: Mapping[str, tuple[str, ...]] | None = None,
    indexes: Mapping[str, tuple[str, ...]] | None = None,
    partial: Mapping[str, str] | None = None,
    versioned: bool = False,
    heavy: tuple[str, ...] = (),
    placed: str | None = None,
    secret: tuple[str, ...] = (),
    traced: tuple[str, ...] = (),
    derived: bool = False,
) -> Callable[[type[C]], type[C]]:
    """Returns a class decorator: this dataclass is a stored record. Arguments as in `Kind`."""

    def declare(record: type[C]) -> type[C]:
        _KINDS[record] = Kind(
            table,
            record,
            key,
            unique,
            dict(orders or {}),
            dict(indexes or {}),
            dict(partial or {}),
            versioned,
            heavy,
            placed,
            secret,
            traced,
            derived,
        )
        record.__repr__ = _shown  # type: ignore[method-assign]  # shows no personal data
        return record

    return declare


def _shown(row: Any) -> str:
    """A row by its key and what cannot be personal: numbers, times and ids; texts are hidden.

    The key of a row that is made of others may be a text of theirs.
    """
    kind = _KINDS[type(row)]
    shown = {
        column.name: getattr(row, column.name)
        for column in kind.columns
        if (column.name in kind.key and not kind.derived) or column.type is not str
    }
    listed = ", ".join(f"{name}={value!r}" for name, value in shown.items() if value is not None)
    return f"{type(row).__name__}({listed})"


def kind_of(record: type) -> Kind:
    """Returns the declaration of a stored record's class."""
    return _KINDS[record]


def kinds() -> tuple[Kind, ...]:
    """Returns every declared kind, in order of declaration (import `invoicekit.model.rows`)."""
    return tuple(_KINDS.values())
