"""The in-memory backend: a transaction is a layer of changes, a savepoint is one more layer.

What is committed is never changed in place, so that a reader's snapshot is a reference.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace as changed
from datetime import datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import TypeAlias, TypeVar, cast

from invoicekit.errors import DuplicateKey, Locked, StaleVersion
from invoicekit.model.stored import Key, Kind, Row, Scalar, VersionedRow
from invoicekit.ports.storage import Condition, Holding, Page, Query, UnitOfWork
from invoicekit.storage import _cursor
from invoicekit.storage._gate import Gate
from invoicekit.storage._order import (
    check_claim,
    check_columns,
    checked,
    due_query,
    kind_for,
    position,
    sort_key,
)
from invoicekit.storage._values import as_stored

R = TypeVar("R", bound=Row)
V = TypeVar("V", bound=VersionedRow)
T = TypeVar("T")

Identity: TypeAlias = tuple[Scalar, ...]
Table: TypeAlias = dict[Identity, object]
Layer: TypeAlias = dict[tuple[str, str], Table]
"""(tenant, table or unique key) → identity → the row, or the identity that holds the key."""
Committed: TypeAlias = Mapping[tuple[str, str], tuple[Table, ...]]


class MemoryStorage:
    """Rows in dicts: for tests, demos and the quickstart. One writer at a time, readers never wait.

    Args:
        lock_timeout: Seconds a write waits for the one before.
    """

    def __init__(self, *, lock_timeout: float = 10.0) -> None:
        self._committed: Committed = {}
        self._writes = 0
        self._lock_timeout = lock_timeout
        self._writer = threading.Lock()
        self._owner: int | None = None

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction and returns its result."""
        with self._writing():
            gate = Gate(tenant, read_only=False)
            self._writes += 1
            unit = MemoryUnitOfWork(gate, self._committed, place=self._writes)
            try:
                result = work(unit)
                gate.finish()
            finally:
                gate.close()
            self._committed = _merged(self._committed, unit.changes)
            return result

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a snapshot and returns its result."""
        gate = Gate(tenant, read_only=True)
        try:
            return work(MemoryUnitOfWork(gate, self._committed))
        finally:
            gate.close()

    def close(self) -> None:
        """Does nothing: there is nothing to let go of."""

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self._owner == threading.get_ident():
            raise Locked(
                "this thread is inside a write already and would wait for itself",
                hint="Use the unit of work at hand.",
            )
        if not self._writer.acquire(timeout=self._lock_timeout):
            raise Locked(
                "another write holds the storage", expected=f"an end within {self._lock_timeout} s"
            )
        self._owner = threading.get_ident()
        try:
            yield
        finally:
            self._owner = None
            self._writer.release()


class MemoryUnitOfWork:
    """One transaction over the committed layers; see `ports.UnitOfWork` for the verbs."""

    def __init__(self, gate: Gate, committed: Committed, *, place: int = 0) -> None:
        self._gate = gate
        self._place = place
        self._committed = committed
        self._layers: list[Layer] = [{}]

    @property
    def tenant(self) -> str:
        """The tenant whose rows are seen and written."""
        return self._gate.tenant

    @property
    def changes(self) -> Layer:
        """What the transaction wrote."""
        return self._layers[0]

    def get(self, of: type[R], keys: Sequence[Key], *, lock: bool = False) -> list[R | None]:
        """Returns the rows by key, None where there is none; the one writer holds every lock."""
        self._gate.check_write() if lock else self._gate.check()
        table = kind_for(of).table
        found = [self._look(table, key if isinstance(key, tuple) else (key,)) for key in keys]
        return cast("list[R | None]", found)  # a table holds rows of its kind only

    def add(self, records: Sequence[Row], *, ignore_existing: bool = False) -> int:
        """Adds rows and returns how many were new."""
        if not records:
            return 0
        kind = self._gate.writing(records)
        place = {kind.placed: self._place} if kind.placed else {}
        stored = [as_stored(kind, changed(record, **place)) for record in records]
        with self._batch():
            return sum(self._insert(kind, record, ignore=ignore_existing) for record in stored)

    def replace(self, records: Sequence[VersionedRow]) -> None:
        """Writes changed rows, each with its revision raised by one."""
        if not records:
            return
        kind = self._gate.writing(records, versioned=True)
        stored = [as_stored(kind, record) for record in records]
        with self._batch():
            for record in stored:
                self._update(kind, record)

    def remove(self, of: type[R], keys: Sequence[Key]) -> int:
        """Removes rows by key and returns how many there were."""
        kind = self._gate.removing(of)
        there = [(key, row) for key in keys if (row := self.get(of, [key])[0]) is not None]
        for key, row in there:
            for names, unique in _uniques(kind.record):
                self._layers[-1].setdefault(self._name(kind, names), {})[unique(row)] = None
            identity = key if isinstance(key, tuple) else (key,)
            self._layers[-1].setdefault((self.tenant, kind.table), {})[identity] = None
        return len(there)

    def page(self, query: Query[R]) -> Page[R]:
        """Returns one page by keyset."""
        kind, names = checked(query), kind_for(query.of).order(query.order)
        key = sort_key(names, descending=query.descending)
        pick = heapq.nlargest if query.descending else heapq.nsmallest
        rows = pick(query.limit + 1, self._after(query, kind), key=key)
        items = rows[: query.limit]
        last = [getattr(items[-1], name) for name in names] if len(rows) > query.limit else None
        bare = dict.fromkeys(() if query.heavy else kind.heavy)
        light = [changed(row, **bare) for row in items] if bare else items
        return Page(tuple(light), None if last is None else _cursor.encode(query, kind, last))

    def stream(self, query: Query[R]) -> Iterator[R]:
        """Yields all rows of a query."""
        kind = checked(query)
        key = sort_key(kind.order(query.order), descending=query.descending)
        for row in sorted(self._after(query, kind), key=key, reverse=query.descending):
            self._gate.check()
            yield row

    def totals(
        self, query: Query[R], *, by: Sequence[str], sums: Sequence[str]
    ) -> list[tuple[Scalar, ...]]:
        """Returns a tuple a group: the `by` values, the count, the exact sums."""
        kind = checked(query)
        check_columns(kind, by)
        check_columns(kind, sums, sums=True)
        types = {column.name: column.type for column in kind.columns}
        zero = [Decimal(0) if types[name] is Decimal else 0 for name in sums]
        groups: dict[tuple[Scalar, ...], list[R]] = {} if by else {(): []}
        for row in self._select(query, kind)[: query.most]:
            groups.setdefault(tuple(getattr(row, name) for name in by), []).append(row)
        return [
            (
                *group,
                len(rows),
                *(sum(_values(rows, n), z) for n, z in zip(sums, zero, strict=True)),
            )
            for group, rows in sorted(groups.items(), key=lambda item: position(item[0]))
        ]

    def claim(
        self, of: type[V], *, now: datetime, until: datetime, owner: str, limit: int
    ) -> list[V]:
        """Leases due rows nobody holds."""
        self._gate.check_write()
        kind = kind_for(of)
        check_claim(kind, now, until)
        due = Query(of=of, where=due_query(now))
        free = [row for row in self._select(due, kind) if not _leased(row, now)]
        key = sort_key(("due_at", *kind.key), descending=False)
        taken = [_lease(row, until, owner) for row in heapq.nsmallest(limit, free, key=key)]
        self.replace(taken)
        return taken

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Returns a block that is undone alone when it raises."""
        with self._gate.part(), self._layer():
            yield

    @contextmanager
    def _batch(self) -> Iterator[None]:
        """All rows of a batch or none."""
        try:
            with self._layer():
                yield
        except DuplicateKey:
            self._gate.broke()
            raise

    @contextmanager
    def _layer(self) -> Iterator[None]:
        depth = len(self._layers)
        self._layers.append({})
        try:
            yield
        except BaseException:
            del self._layers[depth:]
            raise
        for name, rows in self._layers.pop().items():
            self._layers[-1].setdefault(name, {}).update(rows)

    def _insert(self, kind: Kind, record: Row, *, ignore: bool) -> bool:
        identity = _identity(kind, record)
        taken = (kind.key, identity) if self._look(kind.table, identity) is not None else None
        taken = taken or self._taken(kind, record, identity)
        if taken is None:
            self._put(kind, record, identity)
        elif not ignore:
            raise _duplicate(kind, *taken)
        return taken is None

    def _update(self, kind: Kind, record: VersionedRow) -> None:
        identity = _identity(kind, record)
        old = cast("VersionedRow | None", self._look(kind.table, identity))
        if old is None or old.revision != record.revision - 1:
            raise StaleVersion(
                "the row was changed since it was read",
                where=f"{kind.table} {identity}",
                hint="Read it again and apply the change to what is there now.",
            )
        if taken := self._taken(kind, record, identity):
            raise _duplicate(kind, *taken)
        for names, unique in _uniques(kind.record):
            if None not in (values := unique(old)):
                self._layers[-1].setdefault(self._name(kind, names), {})[values] = None
        self._put(kind, record, identity)

    def _taken(
        self, kind: Kind, record: Row, identity: Identity
    ) -> tuple[tuple[str, ...], Identity] | None:
        for names, unique in _uniques(kind.record):
            values = unique(record)
            if None not in values and self._look(_key(kind, names), values) not in (None, identity):
                return names, values
        return None

    def _put(self, kind: Kind, record: Row, identity: Identity) -> None:
        for names, unique in _uniques(kind.record):
            if None not in (values := unique(record)):
                self._layers[-1].setdefault(self._name(kind, names), {})[values] = identity
        self._layers[-1].setdefault((self.tenant, kind.table), {})[identity] = record

    def _name(self, kind: Kind, names: tuple[str, ...]) -> tuple[str, str]:
        return self.tenant, _key(kind, names)

    def _tables(self, name: str) -> list[Table]:
        place = (self.tenant, name)
        own = [layer[place] for layer in self._layers if place in layer]
        return [*self._committed.get(place, ()), *own]

    def _look(self, name: str, identity: Identity) -> object:
        for table in reversed(self._tables(name)):
            if identity in table:
                return table[identity]
        return None

    def _select(self, query: Query[R], kind: Kind) -> list[R]:
        self._gate.check()
        rows: Table = {}
        for table in self._tables(kind.table):
            rows = {**rows, **table} if rows else table
        there = [row for row in rows.values() if row is not None]  # None stands for one that went
        everything = cast("list[R]", there)  # a table holds rows of its kind only
        tests = [_test(condition) for condition in query.where]
        tests += [self._held(kind, holding) for holding in query.holding]
        return [row for row in everything if all(test(row) for test in tests)]

    def _held(self, kind: Kind, holding: Holding) -> Callable[[Row], bool]:
        other = Query(of=holding.of, where=holding.where)
        keys = {getattr(row, holding.on) for row in self._select(other, kind_for(holding.of))}
        keys.update(holding.also)
        return lambda row: getattr(row, kind.key[0]) in keys

    def _after(self, query: Query[R], kind: Kind) -> list[R]:
        rows = self._select(query, kind)
        if not query.after:
            return rows
        key = sort_key(kind.order(query.order), descending=query.descending)
        last = position(_cursor.decode(query, kind), descending=query.descending)
        return [row for row in rows if (key(row) < last if query.descending else key(row) > last)]


def _merged(committed: Committed, changes: Layer) -> Committed:
    """Returns the committed layers with one more on top, small ones merged so that few remain."""
    made = dict(committed)
    for name, top in changes.items():
        layers = list(made.get(name, ()))
        while layers and len(layers[-1]) <= 2 * len(top):
            top = {**layers.pop(), **top}  # noqa: PLW2901  # grows while it swallows its neighbours
        made[name] = (*layers, top)
    return made


def _identity(kind: Kind, row: Row) -> Identity:
    return tuple(getattr(row, name) for name in kind.key)


def _key(kind: Kind, names: tuple[str, ...]) -> str:
    return f"{kind.table}/{'/'.join(names)}"


@cache
def _uniques(record: type) -> tuple[tuple[tuple[str, ...], Callable[[Row], Identity]], ...]:
    def values(names: tuple[str, ...]) -> Callable[[Row], Identity]:
        return lambda row: tuple(getattr(row, name) for name in names)

    return tuple((names, values(names)) for names in kind_for(record).unique)


def _duplicate(kind: Kind, names: tuple[str, ...], values: Identity) -> DuplicateKey:
    return DuplicateKey(
        f"{kind.table} has a row with this {', '.join(names)} already",
        where=kind.table,
        params={"key": list(names), "values": [str(value) for value in values]},
    )


def _values(rows: Sequence[Row], name: str) -> Iterator[Decimal]:
    return (value for row in rows if (value := getattr(row, name)) is not None)


def _leased(row: Row, now: datetime) -> bool:
    until: datetime | None = attrgetter("lease_until")(row)
    return until is not None and until > now


def _lease(row: V, until: datetime, owner: str) -> V:
    attempts: int = attrgetter("attempts")(row)
    lease = {"lease_until": until, "lease_owner": owner, "attempts": attempts + 1}
    return changed(row, **lease, revision=row.revision + 1)


def _test(condition: Condition) -> Callable[[Row], bool]:
    name, operator, value = condition
    if operator in ("contains", "starts"):
        value = str(value).lower()
    holds = _OPERATORS[operator]
    return lambda row: holds(getattr(row, name), value)


_OPERATORS: dict[str, Callable[..., bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "in": lambda a, b: a in b,
    "<": lambda a, b: a is not None and a < b,
    "<=": lambda a, b: a is not None and a <= b,
    ">": lambda a, b: a is not None and a > b,
    ">=": lambda a, b: a is not None and a >= b,
    "contains": lambda a, b: a is not None and b in a.lower(),
    "starts": lambda a, b: a is not None and a.lower().startswith(b),
}
