"""Queries as SELECTs: conditions, keyset pages, totals.

Rows without a value come last in both directions. Where the first column of an order may be null, a
list is two selects, the rows with a value and then those without: each walks an index, none sorts.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, TypeAlias

import sqlalchemy as sa

from invoicekit.model.stored import Kind, Scalar
from invoicekit.ports.storage import Condition, Query
from invoicekit.storage._order import RANGES, position
from invoicekit.storage.sql._columns import MYSQL, is_mysql
from invoicekit.storage.sql._types import Amount, Whole

Clause = sa.ColumnElement[bool]
Columns = Sequence[sa.ColumnElement[Any]]
Value: TypeAlias = "Scalar | sa.BindParameter[Any]"
"""A value, or the parameter that stands for one."""

COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def conditions(
    table: sa.FromClause, tenant: str, where: Sequence[Condition], dialect: str
) -> list[Clause]:
    """Returns the conditions of a query, its tenant first."""
    made = [_condition(table.c[name], op, value, dialect) for name, op, value in where]
    return [table.c.tenant_id == tenant, *made]


def selects(
    columns: Columns,
    table: sa.Table,
    kind: Kind,
    query: Query[Any],
    where: Sequence[Clause],
    last: Sequence[Value] | None,
    dialect: sa.Dialect,
) -> list[sa.Select[Any]]:
    """Returns the selects whose rows, one after the other, are the query's after `last`."""
    order = kind.order(query.order)
    place = dict(zip(order, last, strict=True)) if last is not None else None
    pinned = {name for name, op, value in query.where if op == "=" and value is not None}
    names = [name for name in order if name not in pinned]
    statement = sa.select(*columns).where(*where)
    if place is not None and not names:  # the conditions leave one row, and it was on a page before
        return []
    nullable = {c.name for c in kind.columns if c.nullable}
    walk = _Walk(table, nullable, descending=query.descending, plainly=is_mysql(dialect))
    if not names or names[0] not in walk.nullable:
        return [walk.ordered(statement, _enough(kind, names, pinned, walk.nullable), place)]
    first, rest = names[0], names[1:]
    without = statement.where(table.c[first].is_(None))
    if place is not None and place[first] is None:
        return [walk.ordered(without, rest, place)] if rest else []
    valued = _Walk(table, nullable - {first}, descending=query.descending, plainly=walk.plainly)
    unique = _enough(kind, names, pinned, valued.nullable)
    with_value = valued.ordered(statement.where(table.c[first].is_not(None)), unique, place)
    return [with_value, walk.ordered(without, rest, None)]


def _enough(
    kind: Kind, names: Sequence[str], pinned: set[str], nullable: set[str]
) -> Sequence[str]:
    """Returns the columns up to where a unique key is complete: an index on it needs no sort."""
    for count in range(1, len(names) + 1):
        known = pinned | set(names[:count])
        if any(
            known.issuperset(unique) and not nullable & set(unique) - pinned
            for unique in kind.unique
        ):
            return names[:count]
    return names


def some(
    table: sa.Table, where: Sequence[Clause], columns: Sequence[str], most: int | None
) -> tuple[sa.FromClause, Sequence[Clause]]:
    """Returns what totals are of: the table under its conditions, or so many rows of it at most."""
    if most is None:
        return table, where
    named = [table.c[name] for name in dict.fromkeys(columns)] or [table.c.tenant_id]
    return sa.select(*named).where(*where).limit(most).subquery(), ()


def totals(
    rows: tuple[sa.FromClause, Sequence[Clause]], by: Sequence[str], sums: Sequence[str]
) -> sa.Select[Any]:
    """Returns the select of groups, their counts and their exact sums."""
    table, where = rows
    groups = [table.c[name] for name in by]
    added = [sa.type_coerce(sa.func.sum(table.c[name]), _sum_type(table.c[name])) for name in sums]
    counted = sa.select(*groups, sa.func.count(), *added).select_from(table)
    return counted.where(*where).group_by(*groups)


def groups(
    rows: Sequence[Sequence[Any]], kind: Kind, by: Sequence[str], sums: Sequence[str]
) -> list[tuple[Scalar, ...]]:
    """Returns what `totals` selects, ordered by group; the sum of nothing but nulls is nothing."""
    types = {column.name: column.type for column in kind.columns}
    nothing = [Decimal(0) if types[name] is Decimal else 0 for name in sums]
    head = len(by) + 1
    filled = [
        tuple(row)
        if None not in (added := row[head:])
        else (
            *row[:head],
            *(n if v is None else v for n, v in zip(nothing, added, strict=True)),
        )
        for row in rows
    ]
    group = itemgetter(slice(len(by)))  # without nulls they are in order as they are
    nulls = any(None in group(row) for row in filled)
    return sorted(filled, key=(lambda row: position(group(row))) if nulls else group)


class _Walk:
    """One direction through a table.

    Args:
        table: What is walked.
        nullable: Columns that may be null.
        descending: Which way.
        plainly: Without NULLS LAST, and comparing one column at a time: MariaDB knows none of the
            former, and walks no index for `(a, b) > (x, y)`.
    """

    def __init__(
        self, table: sa.Table, nullable: set[str], *, descending: bool, plainly: bool
    ) -> None:
        self._table = table
        self._descending = descending
        self.nullable = nullable
        self.plainly = plainly

    def ordered(
        self, statement: sa.Select[Any], names: Sequence[str], place: Mapping[str, Value] | None
    ) -> sa.Select[Any]:
        """Returns the statement in order, after a place."""
        if place is not None:
            statement = statement.where(self._beyond(names, [place[name] for name in names]))
        return statement.order_by(*(part for name in names for part in self._by(name)))

    def _by(self, name: str) -> list[sa.ColumnElement[Any]]:
        column = self._table.c[name]
        ordered = column.desc() if self._descending else column.asc()
        if name not in self.nullable:
            return [ordered]
        return [column.is_(None), ordered] if self.plainly else [ordered.nulls_last()]

    def _beyond(self, names: Sequence[str], values: Sequence[Value]) -> Clause:
        further = operator.lt if self._descending else operator.gt
        columns = [self._table.c[name] for name in names]
        column: sa.Column[Any] = columns[0]
        value: Any = values[0]
        if len(columns) == 1 and names[0] not in self.nullable:
            alone: Clause = further(column, value)
            return alone
        if not self.nullable.intersection(names):
            if not self.plainly:
                bound = isinstance(value, sa.BindParameter)
                others = sa.tuple_(*values) if bound else tuple(values)
                together: Clause = further(sa.tuple_(*columns), others)
                return together
            reached = operator.le if self._descending else operator.ge
            beyond = sa.or_(further(column, value), self._beyond(names[1:], values[1:]))
            return sa.and_(reached(column, value), beyond)
        tied = sa.and_(column.is_not_distinct_from(value), self._beyond(names[1:], values[1:]))
        if value is None:
            return tied
        past: list[Clause] = [further(column, value), tied]
        return sa.or_(*past, column.is_(None)) if names[0] in self.nullable else sa.or_(*past)


def _condition(column: sa.ColumnElement[Any], op: str, value: Any, dialect: str) -> Clause:
    if op in RANGES:
        made: Clause = COMPARE[op](column, value)
        return made
    if op == "=":
        return column.is_(None) if value is None else column == value
    if op == "!=":
        return column.is_distinct_from(value)
    if op == "in":
        among = column.in_([each for each in value if each is not None])
        return sa.or_(among, column.is_(None)) if None in value else among
    folded = _folded(column, dialect)
    text = value.lower()
    if op == "contains":
        return folded.contains(text, autoescape=True)
    return folded.startswith(text, autoescape=True)


def _folded(column: sa.ColumnElement[Any], dialect: str) -> sa.ColumnElement[str]:
    if dialect == "sqlite":  # its own lower() knows ASCII only
        return sa.func.ik_fold(column, type_=sa.Text())
    if dialect in MYSQL:
        return sa.func.lower(column, type_=sa.Text())
    return sa.func.lower(sa.collate(column, "default"), type_=sa.Text())


def _sum_type(column: sa.ColumnElement[Any]) -> sa.types.TypeEngine[Any]:
    return column.type if isinstance(column.type, Amount) else Whole()


def rows_by_key(
    table: sa.Table, kind: Kind, tenant: str, keys: Sequence[tuple[Scalar, ...]]
) -> sa.Select[Any]:
    """Returns the select of some rows by key, in key order: the order in which they are locked."""
    columns = [table.c[name] for name in kind.key]
    among = (
        columns[0].in_([key[0] for key in keys])
        if len(columns) == 1
        else sa.tuple_(*columns).in_(keys)
    )
    return sa.select(table).where(table.c.tenant_id == tenant, among).order_by(*columns)


def due(table: sa.Table, kind: Kind, columns: Columns) -> sa.Select[Any]:
    """Returns the select that locks due rows nobody holds, passing by locked ones.

    Its parameters are `_tenant`, `_now` and `_limit`.
    """
    c = table.c
    now = sa.bindparam("_now", type_=c.due_at.type)
    return (
        sa.select(*columns)
        .where(
            c.tenant_id == sa.bindparam("_tenant", type_=c.tenant_id.type),
            c.state == sa.literal_column("'pending'"),  # as the partial index says it
            c.due_at <= now,
            sa.or_(c.lease_until.is_(None), c.lease_until <= now),
        )
        .order_by(c.due_at, *(c[name] for name in kind.key))
        .limit(sa.bindparam("_limit", type_=sa.Integer()))
        .with_for_update(skip_locked=True)
    )


def claim(table: sa.Table, kind: Kind) -> sa.Update:
    """Returns the update of due rows that nobody holds.

    Its parameters are those of `due`, `_until` and `_owner`.
    """
    c = table.c
    key = [c[name] for name in kind.key]
    held = due(table, kind, key).cte("due")  # PostgreSQL may run a bare subquery twice
    among = sa.select(*(held.c[name] for name in kind.key))
    here: Any = key[0] if len(key) == 1 else sa.tuple_(*key)
    tenant = sa.bindparam("_tenant", type_=c.tenant_id.type)
    taken = sa.update(table).where(c.tenant_id == tenant, here.in_(among))
    return taken.values(
        lease_until=sa.bindparam("_until", type_=c.lease_until.type),
        lease_owner=sa.bindparam("_owner", type_=c.lease_owner.type),
        attempts=c.attempts + 1,
        revision=c.revision + 1,
    )
