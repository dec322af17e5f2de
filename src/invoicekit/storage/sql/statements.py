"""The fixed statements of a kind, compiled once a dialect: a third of the cost of `execute`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from invoicekit.model.stored import Key, Row, Scalar, filled
from invoicekit.ports.storage import Condition, Query
from invoicekit.storage._order import kind_for
from invoicekit.storage.sql import _lists as lists
from invoicekit.storage.sql import _places as places
from invoicekit.storage.sql._columns import is_mysql
from invoicekit.storage.sql._faults import faults_of
from invoicekit.storage.sql._running import Parameters
from invoicekit.storage.sql.guard import check_tenant
from invoicekit.storage.sql.tables import table_of

Values: TypeAlias = Mapping[str, object]


ALL_LENGTHS = 16
"""Among so many values and fewer, a page is prepared for each number of them."""

LENGTHS = (64, 256, 1024, 2048)
"""Numbers of values beyond for which there are prepared pages: who has fewer repeats one."""

BEFORE = "_revision"
"""The revision that a row is written over: one less than its own."""


MOST_UPDATES = 100
"""Sets of columns whose UPDATE is kept; our verbs know some ten of an invoice."""


class Prepared:
    """One statement as the driver takes it."""

    def __init__(self, statement: sa.Executable, dialect: sa.Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # every statement has it
        self.text = check_tenant(str(compiled))
        self._positional = compiled.positiontup is not None
        self._names = list(compiled.positiontup or compiled.binds)
        binds = compiled.binds.items()
        self._fixed = {name: bind.value for name, bind in binds if bind.value is not None}
        processors = [
            compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
            for name in self._names
        ]
        self._made = [(place, make) for place, make in enumerate(processors) if make is not None]

    def parameters(self, values: Values) -> Parameters:
        """Returns the values as the driver takes them; None is NULL for every type."""
        if self._fixed:
            values = {**self._fixed, **values}
        return self.in_order([values[name] for name in self._names])

    def of_row(self, row: Row) -> Parameters:
        """Returns the values of a row, for a statement that has no others."""
        values = list(self._columns(row))
        if self._before is not None:
            values[self._before] -= 1
        return self.in_order(values)

    @cached_property
    def _columns(self) -> Callable[[Row], tuple[Any, ...]]:
        return attrgetter(*(name.removeprefix("_") for name in self._names))

    @cached_property
    def _before(self) -> int | None:
        return self._names.index(BEFORE) if BEFORE in self._names else None

    def in_order(self, values: list[Any]) -> Parameters:
        """Returns values that come in the order of the statement as the driver takes them."""
        for place, make in self._made:
            if values[place] is not None:
                values[place] = make(values[place])
        return tuple(values) if self._positional else dict(zip(self._names, values, strict=True))


class Statements:
    """A kind's table and its fixed statements."""

    def __init__(self, record: type, dialect: sa.Dialect) -> None:
        kind = kind_for(record)
        self.kind = kind
        self._dialect = dialect
        self.table = table = table_of(record)
        self.names = tuple(table.c.keys())
        self.key = ("tenant_id", *kind.key)
        self.light = tuple(column for column in table.c if column.name not in kind.heavy)
        same = self._same()
        self.insert = Prepared(sa.insert(table), dialect)
        self.by_key = Prepared(sa.select(table).where(*same), dialect)
        self.locked = Prepared(sa.select(table).where(*same).with_for_update(), dialect)
        if kind.versioned:
            self.update = self._update(name for name in self.names if name not in self.key)
        self.binders = [c.type.dialect_impl(dialect).bind_processor(dialect) for c in table.c]
        self._pages: dict[tuple[object, ...], tuple[Prepared, ...]] = {}
        self._updates: dict[tuple[str, ...], Prepared] = {}
        self._heavy = [place for place, name in enumerate(self.names) if name in kind.heavy]
        self._readers = _readers(table.c, dialect)
        self._light_readers = _readers(self.light, dialect)

    @cached_property
    def ensure(self) -> Prepared:
        """Adds a row and returns it where its keys are not taken."""
        insert = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        kept = insert(self.table).on_conflict_do_nothing()
        return Prepared(kept.returning(self.table.c.tenant_id), self._dialect)

    @cached_property
    def insert_next(self) -> Prepared:
        """Adds a row at the next place, of a kind that has places."""
        name = str(self.kind.placed)
        written: dict[str, Any] = {
            each: sa.bindparam(each, type_=self.table.c[each].type) for each in self.names
        }
        written[name] = places.next_place(self.table, name)
        return Prepared(sa.insert(self.table).values(written), self._dialect)

    @cached_property
    def delete(self) -> Prepared:
        """Removes a row, of a kind that is made of others."""
        return Prepared(sa.delete(self.table).where(*self._same()), self._dialect)

    @cached_property
    def due(self) -> Prepared:
        """Locks due rows that nobody holds, of a kind that has leases."""
        return Prepared(lists.due(self.table, self.kind, list(self.table.c)), self._dialect)

    @cached_property
    def claim(self) -> Prepared:
        """Leases due rows, of a kind that has leases."""
        return Prepared(lists.claim(self.table, self.kind).returning(self.table), self._dialect)

    @cached_property
    def last_place(self) -> Prepared:
        """Finds the last place of a tenant's rows, of a kind that has places."""
        select = places.last_place(self.table, str(self.kind.placed), self._dialect)
        return Prepared(select, self._dialect)

    def update_of(self, columns: tuple[str, ...] | None) -> Prepared:
        """Returns what writes these columns of a row, all but its key where it is None."""
        if columns is None:
            return self.update
        if columns not in self._updates:
            if len(self._updates) >= MOST_UPDATES:  # such a row comes from everywhere
                return self.update
            self._updates[columns] = self._update(columns)
        return self._updates[columns]

    def _update(self, columns: Iterable[str]) -> Prepared:
        written = {n: sa.bindparam(n, type_=self.table.c[n].type) for n in columns}
        before = self.table.c.revision == sa.bindparam(BEFORE, type_=sa.BigInteger())
        update = sa.update(self.table).where(*self._same(), before).values(written)
        return Prepared(update, self._dialect)

    def pages(
        self, query: Query[Any], last: tuple[Scalar, ...] | None
    ) -> tuple[Prepared, ...] | None:
        """Returns what gives the rows with certain values after `last`, one after the other.

        None for a query with other conditions or holders, or after a row without a value.
        Parameters are `_tenant_id`, `_limit`, those of `asked` for each condition and `_after_name`
        of each order column.
        """
        given = tuple(map(_given, query.where))
        odd = query.holding or None in given or len({c[0] for c in query.where}) != len(given)
        if odd or (last is not None and None in last):
            return None
        key = (given, query.order, query.descending, query.heavy, last is None)
        if key not in self._pages:
            self._pages[key] = self._page(given, query, following=last is not None)
        return self._pages[key]

    def _page(
        self, given: Sequence[tuple[str, int] | None], query: Query[Any], *, following: bool
    ) -> tuple[Prepared, ...]:
        columns = list(self.table.c) if query.heavy else list(self.light)
        same = [self._given(*each) for each in (("tenant_id", 0), *filter(None, given))]
        order = self.kind.order(query.order)
        last = tuple(self._bound(f"after_{name}", name) for name in order) if following else None
        selects = lists.selects(columns, self.table, self.kind, query, same, last, self._dialect)
        limit = sa.bindparam("_limit", type_=sa.Integer())
        return tuple(Prepared(select.limit(limit), self._dialect) for select in selects)

    def _given(self, name: str, count: int) -> sa.ColumnElement[bool]:
        if not count:
            return self.table.c[name] == self._bound(name, name)
        return self.table.c[name].in_([self._bound(f"{name}_{n}", name) for n in range(count)])

    def _same(self) -> list[sa.ColumnElement[bool]]:
        return [self.table.c[name] == self._bound(name, name) for name in self.key]

    def _bound(self, name: str, column: str) -> sa.BindParameter[Any]:
        return sa.bindparam(f"_{name}", type_=self.table.c[column].type)

    def at(self, tenant: str, key: Key) -> Parameters:
        """Returns the parameters that find one row, for `by_key`, `locked` and `delete`."""
        named = [tenant, *key] if isinstance(key, tuple) else [tenant, key]
        return self.by_key.in_order(named)

    def record(self, values: Sequence[object]) -> Any:
        """Returns the row of values SQLAlchemy has made Python's; heavy ones may be missing."""
        if len(values) == len(self.names):
            return filled(self.kind.record, values)
        whole = list(values)
        for place in self._heavy:
            whole.insert(place, None)
        return filled(self.kind.record, whole)

    def raws(self, rows: Sequence[Sequence[object]]) -> list[Any]:
        """Returns what `raw` does of many rows: column by column, and what stands twice once.

        Most of a list has nothing paid and is open as a whole, so its amounts stand there thrice.
        """
        if not rows:
            return []
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        whole = len(columns) == len(self.names)
        known: dict[object, _Read] = {}
        for place, read in self._readers if whole else self._light_readers:
            if read not in known:
                known[read] = _Read(read)
            columns[place] = list(map(known[read].__getitem__, columns[place]))
        for place in () if whole else self._heavy:
            columns.insert(place, [None] * len(rows))
        return [filled(self.kind.record, values) for values in zip(*columns, strict=True)]

    def raw(self, values: Sequence[object]) -> Any:
        """Returns the row of a prepared statement, whose values are still the driver's."""
        whole = len(values) == len(self.names)
        made = list(values)
        for place, read in self._readers if whole else self._light_readers:
            if made[place] is not None:
                made[place] = read(made[place])
        return filled(self.kind.record, made) if whole else self.record(made)


def asked(condition: Condition) -> dict[str, object]:
    """Returns the parameters of a condition in a prepared page."""
    name, _, value = condition
    if not isinstance(value, tuple):
        return {f"_{name}": value}
    return {f"_{name}_{place}": each for place, each in enumerate(value)}


def _given(condition: Condition) -> tuple[str, int] | None:
    """The column of a condition that is prepared, and among how many values it is, 0 of one."""
    name, op, value = condition
    if op == "=" and value is not None:
        return name, 0
    many = len(value) if isinstance(value, tuple) and op == "in" and None not in value else 0
    return (name, many) if 0 < many <= ALL_LENGTHS or many in LENGTHS else None


class _Read(dict[Any, Any]):
    """Values of the driver's, each read when it is first asked for."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__({None: None})
        self._read = read

    def __missing__(self, value: Any) -> Any:
        made = self[value] = self._read(value)
        return made


def _readers(
    columns: Iterable[sa.Column[Any]], dialect: sa.Dialect
) -> list[tuple[int, Callable[[Any], Any]]]:
    """Returns what makes Python's values of the driver's, with the place of each in a row."""
    types = [column.type.dialect_impl(dialect) for column in columns]
    readers = [type_.result_processor(dialect, None) for type_ in types]
    return [(place, read) for place, read in enumerate(readers) if read is not None]


class Made(dict[type, Statements]):
    """Row class → its statements in one dialect, made when first asked for.

    Attributes:
        plainly: Whether the database speaks MySQL's SQL, where a write returns no rows.
        takes_turns: Whether writers do by themselves, so that an INSERT may find its place.
    """

    def __init__(self, dialect: sa.Dialect) -> None:
        super().__init__()
        self.dialect = dialect
        self.plainly = is_mysql(dialect)
        self.takes_turns = dialect.name == "sqlite"

    @cached_property
    def faults(self) -> tuple[type[Exception], ...]:
        """What calls of the database raise."""
        return faults_of(self.dialect)

    def __missing__(self, record: type) -> Statements:
        """Makes the statements of a row class."""
        made = self[record] = Statements(record, self.dialect)
        return made


_MADE: dict[tuple[str, str], Made] = {}


def made_for(dialect: sa.Dialect) -> Made:
    """Returns the statements of a dialect, whichever engine it belongs to."""
    key = (dialect.name, dialect.driver)
    if key not in _MADE:
        _MADE[key] = Made(dialect)
    return _MADE[key]
