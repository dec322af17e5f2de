"""A connection of APSW that looks like one of `sqlite3`, so that a kit runs on a test's disk.

The standard library's driver cannot say which VFS it opens a file with; APSW can, and lets a VFS be
written in Python.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import apsw
import sqlalchemy as sa

_ERRORS: dict[type[Exception], type[sqlite3.Error]] = {
    apsw.ConstraintError: sqlite3.IntegrityError,
    apsw.CorruptError: sqlite3.DatabaseError,
    apsw.NotADBError: sqlite3.DatabaseError,
}
_CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
Pragma = Callable[[str], str]


@contextmanager
def _told_as_sqlite3() -> Iterator[None]:
    try:
        yield
    except apsw.Error as problem:
        told = _ERRORS.get(type(problem), sqlite3.OperationalError)(str(problem))
        code = getattr(problem, "extendedresult", -1)
        told.sqlite_errorcode = code
        told.sqlite_errorname = str(apsw.mapping_extended_result_codes.get(code, "")) or str(
            apsw.mapping_result_codes.get(code & 0xFF, "")
        )
        raise told from problem


class Cursor:
    """What a statement gave, all of it at once."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Cursor:
        return self.executemany(sql, [values])

    def executemany(self, sql: str, several: Iterable[Sequence[Any]]) -> Cursor:
        self._rows, self.description, self.rowcount = [], None, -1
        raw, asked = self._connection.raw, self._connection.asked(sql)
        changes = asked.lstrip()[:7].upper().startswith(_CHANGES)
        touched = 0
        with _told_as_sqlite3():
            for values in several:
                cursor = raw.cursor()
                cursor.exec_trace = self._described
                self._rows += cursor.execute(asked, tuple(values))
                touched += raw.changes() if changes else 0
        if changes:
            self.rowcount, self.lastrowid = touched, raw.last_insert_rowid()
        return self

    def _described(self, cursor: apsw.Cursor, _sql: str, _values: object) -> bool:
        columns = cursor.get_description()
        self.description = [(name, *[None] * 6) for name, _ in columns] or None
        return True

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        found, self._rows = self._rows[:size], self._rows[size:]
        return found

    def fetchall(self) -> list[Any]:
        return self.fetchmany(len(self._rows))

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())

    def close(self) -> None:
        self._rows = []


class Connection:
    """What SQLAlchemy and our writer ask of a connection.

    Args:
        path: The file.
        vfs: The name of the VFS that it is opened with.
        asked: Changes a statement before it is run.
    """

    isolation_level: str | None = None
    row_factory = None

    def __init__(self, path: str, vfs: str, asked: Pragma = str) -> None:
        self.asked = asked
        with _told_as_sqlite3():
            self.raw = apsw.Connection(path, vfs=vfs)

    @property
    def in_transaction(self) -> bool:
        return self.raw.in_transaction

    def cursor(self) -> Cursor:
        return Cursor(self)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Cursor:
        return Cursor(self).execute(sql, values)

    def executemany(self, sql: str, several: Iterable[Sequence[Any]]) -> Cursor:
        return Cursor(self).executemany(sql, several)

    def create_function(
        self, name: str, narg: int, func: Callable[..., Any], *, deterministic: bool = False
    ) -> None:
        self.raw.create_scalar_function(name, func, narg, deterministic=deterministic)

    def commit(self) -> None:
        if self.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        with _told_as_sqlite3():
            self.raw.close()


@contextmanager
def on_vfs(name: str, asked: Pragma = str) -> Iterator[None]:
    """Opens the files of all SQLite engines through a VFS while it lasts."""

    def connect(_dialect: object, _record: object, where: Any, _options: object) -> Connection:
        return Connection(where[0], name, asked)

    sa.event.listen(sa.Engine, "do_connect", connect)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "do_connect", connect)
