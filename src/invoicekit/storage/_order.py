"""Queries, checked; and the one order every backend gives: rows without a value last, both ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias, TypeVar, get_args

from invoicekit.errors import StorageError
from invoicekit.model.stored import Kind, Row, Scalar, kind_of
from invoicekit.ports.storage import Condition, Holding, Operator, Query
from invoicekit.storage._values import to_units, to_utc

R = TypeVar("R", bound=Row)

OPERATORS = frozenset(get_args(Operator))
RANGES = frozenset({"<", "<=", ">", ">="})
TEXTS = frozenset({"contains", "starts"})
CLAIMED = ("state", "due_at", "attempts", "lease_until", "lease_owner", "revision")

Sortable: TypeAlias = tuple[tuple[int, Scalar] | tuple[int], ...]


def kind_for(record: type) -> Kind:
    """Returns the declaration of a row class.

    Raises:
        StorageError: The class is not declared with `@stored`.
    """
    try:
        return kind_of(record)
    except KeyError as problem:
        raise StorageError(
            f"{record.__name__} is not a stored record", hint="Declare it: @stored"
        ) from problem


def checked(query: Query[R]) -> Kind:
    """Returns the kind a query is about.

    Raises:
        StorageError: A column, operator, order or limit is not known.
    """
    kind = kind_for(query.of)
    if query.order != "id" and query.order not in kind.orders:
        raise StorageError(
            f"{kind.table} has no order {query.order!r}",
            where=kind.table,
            expected="one of " + ", ".join(("id", *kind.orders)),
        )
    if query.limit < 1:
        raise StorageError(f"a page of {query.limit} rows", where=kind.table, expected="at least 1")
    for condition in query.where:
        _check(kind, condition)
    for holding in query.holding:
        _check_holding(kind, holding)
    return kind


def check_columns(kind: Kind, names: Sequence[str], *, sums: bool = False) -> None:
    """Checks that columns exist, and can be added up where `sums` asks so.

    Raises:
        StorageError: One does not.
    """
    types = {column.name: column.type for column in kind.columns}
    for name in names:
        if name not in types:
            raise StorageError(f"{kind.table} has no column {name!r}", where=kind.table)
        if sums and types[name] not in (int, Decimal):
            raise StorageError(f"{kind.table}.{name} is no number to add up", where=kind.table)


def check_claim(kind: Kind, now: datetime, until: datetime) -> None:
    """Checks that a kind has what a lease needs, and that the lease has a zone.

    Raises:
        StorageError: It has not.
    """
    check_columns(kind, CLAIMED)
    to_utc(now)
    to_utc(until)


def sort_key(names: Sequence[str], *, descending: bool) -> Callable[[Row], Sortable]:
    """Returns the key that sorts rows (with `reverse=descending`), those without a value last."""

    def key(row: Row) -> Sortable:
        return position([getattr(row, name) for name in names], descending=descending)

    return key


def position(values: Sequence[Scalar], *, descending: bool = False) -> Sortable:
    """Returns where values stand in the order, as something Python compares."""
    if descending:
        return tuple((0,) if value is None else (1, value) for value in values)
    return tuple((1,) if value is None else (0, value) for value in values)


def due_query(now: datetime) -> tuple[Condition, ...]:
    """Returns the conditions of rows that are due."""
    return (("state", "=", "pending"), ("due_at", "<=", now))


def _check_holding(kind: Kind, holding: Holding) -> None:
    other = kind_for(holding.of)
    if len(kind.key) != 1 or other.key[-1] != holding.on:
        raise StorageError(
            f"{other.table}.{holding.on} does not hold rows of {kind.table}",
            expected="the last column of its key, and a kind whose key is one column",
        )
    for condition in holding.where:
        _check(other, condition)


def _check(kind: Kind, condition: Condition) -> None:
    name, operator, value = condition
    check_columns(kind, [name])
    where = f"{kind.table}.{name}"
    if operator not in OPERATORS:
        raise StorageError(
            f"no operator {operator!r}", where=where, expected=", ".join(sorted(OPERATORS))
        )
    if (operator == "in") != isinstance(value, tuple):
        raise StorageError(
            f"{operator!r} with {value!r}", where=where, expected="a tuple for 'in' only"
        )
    if operator in RANGES and value is None:
        raise StorageError(
            f"{operator!r} with no value", where=where, expected="'=' or '!=' with None"
        )
    if operator in TEXTS and not isinstance(value, str):
        raise StorageError(f"{operator!r} with {value!r}", where=where, expected="text")
    for each in value if isinstance(value, tuple) else (value,):
        if isinstance(each, Decimal):
            to_units(each)
        elif isinstance(each, datetime):
            to_utc(each)
