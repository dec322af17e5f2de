"""The verbs over a SQL connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import starmap
from typing import Any, TypeVar

import sqlalchemy as sa

from invoicekit.errors import StaleVersion
from invoicekit.model.stored import Key, Kind, Row, Scalar, VersionedRow, changed
from invoicekit.ports.storage import Page, Query
from invoicekit.storage import _cursor
from invoicekit.storage._gate import Gate
from invoicekit.storage._order import check_claim, check_columns, checked, kind_for, position
from invoicekit.storage.sql import _copy as copy
from invoicekit.storage.sql import _lists as lists
from invoicekit.storage.sql import _places as places
from invoicekit.storage.sql import _two_steps as two_steps
from invoicekit.storage.sql._calling import Calling
from invoicekit.storage.sql._connection import begin_really
from invoicekit.storage.sql._faults import is_undone, translated
from invoicekit.storage.sql._holding import Held
from invoicekit.storage.sql._known import KnownRows
from invoicekit.storage.sql._running import Parameters, Runner, Through
from invoicekit.storage.sql.statements import Prepared, Statements, Values, made_for
from invoicekit.storage.sql.statements import asked as of_condition

R = TypeVar("R", bound=Row)
V = TypeVar("V", bound=VersionedRow)

CHUNK = 500
"""Keys asked for in one statement."""

STREAMED = 1000
"""Rows of a stream that are fetched at once."""


class SqlUnitOfWork:
    """One transaction; see `ports.UnitOfWork` for the verbs.

    Args:
        connection: In a transaction, which somebody else ends.
        gate: Tenant, and whether this is a read.
        run: How prepared statements are run; through SQLAlchemy where it is None.
        number: That of the transaction, where the database numbers them and it is known.

    Attributes:
        witness: A row that was written: who does not hear of the commit looks for it. A fact, which
            nobody changes, rather than a row that others may change.
    """

    def __init__(
        self, connection: sa.Connection, gate: Gate, *, run: Runner | None = None, number: str = ""
    ) -> None:
        self._connection = connection
        self._number = number
        self._gate = gate
        self._run = run or Through(connection)
        self._statements = made_for(connection.dialect)
        self.witness: Row | None = None
        self._is_fact = False
        self._places: dict[str, int | None] = {}
        self._known = KnownRows()

    @property
    def tenant(self) -> str:
        """The tenant whose rows are seen and written."""
        return self._gate.tenant

    def get(self, of: type[R], keys: Sequence[Key], *, lock: bool = False) -> list[R | None]:
        """Returns the rows by key in the order asked, None where there is none."""
        self._gate.check_write() if lock else self._gate.check()
        statements = self._statements[of]
        kind = statements.kind
        try:
            if len(keys) == 1:
                found = [self._get_one(statements, keys[0], lock=lock)]
            else:
                found = self._get_many(statements, keys, lock=lock)
        except Exception as problem:
            self._calling(kind).failed(problem)
            raise
        if kind.versioned and not self._gate.read_only:
            self._known.keep(kind, found)
        return found

    def add(self, records: Sequence[Row], *, ignore_existing: bool = False) -> int:
        """Adds rows of one kind and returns how many were new."""
        if not records:
            return 0
        statements = self._statements[type(records[0])]
        kind = statements.kind
        self._gate.check_rows(kind, records)
        try:
            if ignore_existing:
                return self._ensure(statements, self._placed(kind, records))
            self._insert(statements, records)
        except Exception as problem:
            self._calling(kind).failed(problem)
            raise
        self._wrote(kind, records[-1])
        return len(records)

    def replace(self, records: Sequence[VersionedRow]) -> None:
        """Writes changed rows of one kind, each with its revision raised by one."""
        if not records:
            return
        statements = self._statements[type(records[0])]
        kind = statements.kind
        self._gate.check_rows(kind, records, versioned=True)
        try:
            if len(records) == 1:
                self._update(statements, records)
            else:
                begin_really(self._connection)
                with self._connection.begin_nested():  # a batch leaves nothing behind when it fails
                    self._update(statements, records)
        except Exception as problem:
            self._calling(kind).failed(problem)
            raise
        self._known.keep(kind, records)
        self._wrote(kind, records[-1])

    def remove(self, of: type[R], keys: Sequence[Key]) -> int:
        """Removes rows by key and returns how many there were."""
        kind = self._gate.removing(of)
        statements = self._statements[of]
        with self._calling(kind):
            named = [statements.at(self.tenant, key) for key in keys]
            self._known.forget()
            return self._touched(statements.delete.text, named) if named else 0

    def page(self, query: Query[R]) -> Page[R]:
        """Returns one page by keyset."""
        self._gate.check()
        kind = checked(query)
        query = self._settled(kind, query)
        last = _cursor.decode(query, kind) if query.after else None
        if query.holding:
            query = self._held(kind, query, last)
        pages = self._statements[query.of].pages(query, last)
        with self._calling(kind):
            if pages is None:
                rows = self._rows(query, kind, last)
            else:
                after = dict(zip(kind.order(query.order), last, strict=True)) if last else {}
                rows = self._prepared_rows(query, pages, after)
        items = tuple(rows[: query.limit])
        if len(rows) <= query.limit:
            return Page(items, None)
        place = [getattr(items[-1], name) for name in kind.order(query.order)]
        return Page(items, _cursor.encode(query, kind, place))

    def stream(self, query: Query[R]) -> Iterator[R]:
        """Yields all rows of a query, heavy columns included, at constant memory."""
        self._gate.check()
        kind = checked(query)
        query = self._settled(kind, query)
        statements = self._statements[query.of]
        last = _cursor.decode(query, kind) if query.after else None
        if self._statements.plainly:
            yield from self._by_pages(query, kind, last)
            return
        for select in self._selects(query, kind, list(statements.table.c), last):
            with self._calling(kind):
                result = self._connection.execute(select, execution_options={"yield_per": STREAMED})
            for block in self._blocks(kind, result):
                yield from map(statements.record, block)

    def totals(
        self, query: Query[R], *, by: Sequence[str], sums: Sequence[str]
    ) -> list[tuple[Scalar, ...]]:
        """Returns a tuple a group: the `by` values, the count, the exact sums."""
        self._gate.check()
        kind = checked(query)
        check_columns(kind, by)
        check_columns(kind, sums, sums=True)
        with self._calling(kind):
            table, where = self._statements[query.of].table, self._where(query)
            select = lists.totals(lists.some(table, where, (*by, *sums), query.most), by, sums)
            rows = self._connection.execute(select).all()
        return lists.groups(rows, kind, by, sums)

    def claim(
        self, of: type[V], *, now: datetime, until: datetime, owner: str, limit: int
    ) -> list[V]:
        """Leases due rows nobody holds; attempts go up by one."""
        self._gate.check_write()
        kind = kind_for(of)
        check_claim(kind, now, until)
        statements = self._statements[of]
        asked: dict[str, object] = {"_tenant": self.tenant, "_now": now, "_limit": limit}
        asked |= {"_until": until, "_owner": owner}
        with self._calling(kind):
            if self._statements.plainly:
                rows = two_steps.claim(statements, asked, self._run)
            else:
                rows = list(map(statements.raw, self._rows_of(statements.claim, asked)))
        return sorted(rows, key=lambda row: (row.due_at, kind.identity(row)))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Returns a block that is undone alone when it raises."""
        with self._gate.part():
            with translated(self._connection, "savepoint"):
                begin_really(self._connection)
                nested = self._connection.begin_nested()
            before = self.witness, self._is_fact, dict(self._places)
            try:
                with nested:
                    yield
            except BaseException as problem:
                self.witness, self._is_fact, self._places = before
                self._known.forget()
                if is_undone(problem):
                    self._gate.broke(for_good=True)
                raise

    def _get_one(self, statements: Statements, key: Key, *, lock: bool) -> Any:
        prepared = statements.locked if lock else statements.by_key
        rows = self._run.rows(prepared.text, statements.at(self._gate.tenant, key))
        return statements.raw(rows[0]) if rows else None

    def _insert(self, statements: Statements, records: Sequence[Row]) -> None:
        kind = statements.kind
        if len(records) >= copy.WORTH_IT and copy.possible(self._connection, kind.table):
            copy.copy_in(self._connection, statements, self._placed(kind, records))
            return
        insert = statements.insert
        asks = kind.placed and kind.table not in self._places and len(records) == 1
        if asks and self._statements.takes_turns:
            insert = statements.insert_next
            self._places[kind.table] = None
        else:
            records = self._placed(kind, records)
        self._run.touched(insert.text, list(map(insert.of_row, records)))

    def _ensure(self, statements: Statements, records: Sequence[Row]) -> int:
        if self._statements.plainly:
            return two_steps.ensure(self._connection, statements, records, self._run)
        ensure = statements.ensure
        ensured = (self._run.rows(ensure.text, ensure.of_row(each)) for each in records)
        return sum(map(len, ensured))  # a row comes back for each new one

    def _prepared_rows(
        self, query: Query[R], pages: Sequence[Prepared], after: Mapping[str, Scalar]
    ) -> list[R]:
        """Does what `_rows` does, by statements that are made already."""
        asked: dict[str, object] = {"_tenant_id": self.tenant}
        for condition in query.where:
            asked |= of_condition(condition)
        asked |= {f"_after_{name}": value for name, value in after.items()}
        rows: list[R] = []
        for page in pages:
            asked["_limit"] = query.limit + 1 - len(rows)
            rows += self._statements[query.of].raws(self._rows_of(page, asked))
            if len(rows) > query.limit:
                break
        return rows

    def _rows(self, query: Query[R], kind: Kind, last: tuple[Scalar, ...] | None) -> list[R]:
        """Returns the rows of a page, and one more where there is one."""
        statements = self._statements[query.of]
        columns = list(statements.table.c) if query.heavy else statements.light
        rows: list[R] = []
        for select in self._selects(query, kind, columns, last):
            limited = select.limit(query.limit + 1 - len(rows))
            rows += map(statements.record, self._connection.execute(limited).all())
            if len(rows) > query.limit:
                break
        return rows

    def _placed(self, kind: Kind, records: Sequence[Row]) -> Sequence[Row]:
        """Returns the rows at the place of this transaction, where their kind has places."""
        if kind.placed is None:
            return records
        if kind.table not in self._places:
            asked = self.tenant, partial(self._last_place, kind), self._number
            self._places[kind.table] = places.place_of(self._connection, *asked)
        elif self._places[kind.table] is None:
            self._places[kind.table] = self._last_place(kind)  # ours is the last
        return [changed(record, **{kind.placed: self._places[kind.table]}) for record in records]

    def _settled(self, kind: Kind, query: Query[R]) -> Query[R]:
        """Returns the query without rows that others may still come before, where it matters."""
        if kind.placed is None or kind.order(query.order)[0] != kind.placed:
            return query
        with self._calling(kind):
            last = partial(self._last_place, kind)
            end = places.horizon(self._connection, self.tenant, last)
        return (
            query if end is None else replace(query, where=(*query.where, (kind.placed, "<", end)))
        )

    def _last_place(self, kind: Kind) -> int:
        asked = self._statements[kind.record].last_place
        found = self._rows_of(asked, {"_tenant_id": self.tenant})
        return found[0][0] if found else 0

    def _by_pages(
        self, query: Query[R], kind: Kind, last: tuple[Scalar, ...] | None
    ) -> Iterator[R]:
        """Yields all rows: while MariaDB's driver reads on, its connection does nothing else."""
        whole = replace(query, limit=STREAMED, heavy=True)
        order = kind.order(query.order)
        while True:
            self._gate.check()
            with self._calling(kind):
                rows = self._rows(whole, kind, last)
            yield from rows[:STREAMED]
            if len(rows) <= STREAMED:
                return
            last = tuple(getattr(rows[STREAMED - 1], name) for name in order)

    def _rows_of(self, prepared: Prepared, values: Values) -> Sequence[Sequence[Any]]:
        return self._run.rows(prepared.text, prepared.parameters(values))

    def _calling(self, kind: Kind) -> Calling:
        return Calling(self._gate, self._statements.faults, kind.table)

    def _wrote(self, kind: Kind, row: Row) -> None:
        if not (self._is_fact and kind.versioned):
            self.witness, self._is_fact = row, not kind.versioned

    def _update(self, statements: Statements, records: Sequence[VersionedRow]) -> None:
        """Writes what the rows change, those that change the same columns in one go."""
        calls: dict[str, list[Parameters]] = {}
        for each in records:
            update = statements.update_of(self._known.changes(statements.kind, each))
            calls.setdefault(update.text, []).append(update.of_row(each))
        if sum(starmap(self._touched, calls.items())) != len(records):
            raise StaleVersion(
                "a row was changed since it was read",
                where=statements.kind.table,
                hint="Read it again and apply the change to what is there now.",
            )

    def _touched(self, text: str, rows: Sequence[Parameters]) -> int:
        """Returns how many rows an UPDATE found, run with each of some parameters."""
        if len(rows) == 1 or self._statements.dialect.supports_sane_multi_rowcount:
            return self._run.touched(text, rows)
        return sum(self._run.touched(text, [row]) for row in rows)

    def _held(self, kind: Kind, query: Query[R], last: tuple[Scalar, ...] | None) -> Query[R]:
        """Returns the query among the rows that are held, where those are few."""
        table = self._statements[query.of].table
        with self._calling(kind):
            keys = Held(self._connection, table, kind, self.tenant).keys(query, last)
        among = (*query.where, (kind.key[0], "in", keys))
        return query if keys is None else replace(query, where=among, holding=())

    def _get_many(
        self, statements: Statements, asked: Sequence[Key], *, lock: bool
    ) -> list[Row | None]:
        kind = statements.kind
        wanted = [key if isinstance(key, tuple) else (key,) for key in asked]
        found: dict[tuple[Scalar, ...], Row] = {}
        keys = sorted(set(wanted), key=position)
        for start in range(0, len(keys), CHUNK):
            chunk = keys[start : start + CHUNK]
            select = lists.rows_by_key(statements.table, kind, self.tenant, chunk)
            rows = self._connection.execute(select.with_for_update() if lock else select)
            for row in map(statements.record, rows):
                found[tuple(getattr(row, name) for name in kind.key)] = row
        return [found.get(key) for key in wanted]

    def _selects(
        self, query: Query[R], kind: Kind, columns: lists.Columns, last: tuple[Scalar, ...] | None
    ) -> list[sa.Select[Any]]:
        table = self._statements[query.of].table
        where, dialect = self._where(query), self._statements.dialect
        return lists.selects(columns, table, kind, query, where, last, dialect)

    def _where(self, query: Query[R]) -> list[lists.Clause]:
        statements = self._statements[query.of]
        name = self._statements.dialect.name
        where = lists.conditions(statements.table, self.tenant, query.where, name)
        held = Held(self._connection, statements.table, statements.kind, self.tenant)
        return [*where, *held.clauses(query)]

    def _blocks(self, kind: Kind, result: sa.CursorResult[Any]) -> Iterator[Sequence[Any]]:
        blocks = iter(result.partitions())
        while True:
            self._gate.check()
            with self._calling(kind):
                block = next(blocks, None)
            if block is None:
                return
            yield block
