"""What a database raises, in our words, with the original as its cause."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Literal, TypeVar

import sqlalchemy as sa

from invoicekit.errors import (
    ConnectionLost,
    DuplicateKey,
    InvoiceKitError,
    Locked,
    StorageError,
)
from invoicekit.storage.sql._columns import LONGEST_KEY

T = TypeVar("T")

UNIQUE = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "1062"})
REFUSED = frozenset({"P0001", "SQLITE_CONSTRAINT_TRIGGER", "1644"})
TRANSIENT = frozenset({"40001", "40P01", "55P03", "1020", "1205", "1213", "1305", "1412"})
"""Serialisation failure, deadlock, lock not available: the database asks to run it all again.

Of MariaDB's, 1020 is a snapshot that others wrote over, 1205 a lock not available, 1213 a deadlock,
which ends the whole transaction: the savepoint that its victim goes back to is gone (1305). 1412 is
a table that changed since the snapshot.
"""

UNDONE = frozenset({"1213", "1305"})
"""MariaDB has undone the whole transaction: no savepoint of it is there to go back to."""

LOST = frozenset({"57P01", "57P02", "57P03", "1040", "1053", "1152", "1184", "1927"})
"""The server is shut down, crashed, is starting or full, or ended the connection; class 08 is the
connection itself, 2000 to 2099 are what the client of MariaDB says of it."""

TOO_LONG = "1406"

BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")

HINTS = {
    "SQLITE_FULL": "Nothing of it was written. Make room on the disk and run it again.",
    "SQLITE_READONLY": "The process may not write the file, its folder or its disk.",
    "SQLITE_CANTOPEN": "Its folder must be there, and the process be allowed to write in it.",
    "SQLITE_NOTADB": "The file is something else; nothing of it was changed.",
    "SQLITE_CORRUPT": "Keep the file, restore a backup, and let `invoicekit verify` look at it.",
    "53100": "Nothing of it was written. Make room on the server's disk and run it again.",
    "42501": "Grant the database's user what it needs on our tables.",
}
"""What to do, by the database's own code."""


def translated(connection: sa.Connection, where: str) -> AbstractContextManager[None]:
    """Surrounds calls of the database.

    Raises:
        DuplicateKey: A unique key is taken.
        Locked: Others hold what is needed; the whole work may be run again.
        ConnectionLost: There is no connection any more.
        StorageError: Anything else.
    """
    return _Translated(faults_of(connection.dialect), where)


class _Translated:
    """A class, since a generator for each transaction costs more."""

    __slots__ = ("_faults", "_where")

    def __init__(self, faults: tuple[type[Exception], ...], where: str) -> None:
        self._faults = faults
        self._where = where

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, _kind: object, problem: BaseException | None, _trace: object
    ) -> Literal[False]:
        if isinstance(problem, self._faults):
            raise error_of(problem, self._where) from problem
        return False


def faults_of(dialect: sa.Dialect) -> tuple[type[Exception], ...]:
    """Returns what calls of the database raise: SQLAlchemy's, the driver's, a number too large."""
    return (sa.exc.SQLAlchemyError, dialect.loaded_dbapi.Error, OverflowError)


def error_of(problem: BaseException, where: str) -> InvoiceKitError:
    """Returns our error for one of SQLAlchemy or its driver."""
    original = getattr(problem, "orig", None) or problem
    state = _state(original)
    text = (
        str(original).strip().splitlines()[0] if str(original).strip() else type(original).__name__
    )
    if state in UNIQUE:
        return DuplicateKey(f"a row with this key is there already ({text})", where=where)
    if state in TRANSIENT or state.startswith(BUSY):
        return Locked(
            f"another transaction holds what is needed ({text})",
            where=where,
            hint="Run the whole work again.",
        )
    if is_lost(problem):
        return ConnectionLost(f"the database cannot be reached: {text}", where=where)
    if state == TOO_LONG:
        return StorageError(
            f"the text is too long for this database ({text})",
            where=where,
            expected=f"at most {LONGEST_KEY} characters in what is searched and sorted by",
        )
    if state in REFUSED:
        return StorageError(f"the database refused the write: {text}", where=where)
    hint = next((words for code, words in HINTS.items() if state.startswith(code)), None)
    return StorageError(
        f"the database failed: {text}", where=where, hint=hint, params={"state": state}
    )


def is_duplicate(problem: BaseException) -> bool:
    """Says whether a unique key is taken."""
    return _state(getattr(problem, "orig", None) or problem) in UNIQUE


def is_undone(problem: BaseException) -> bool:
    """Says whether the whole transaction is undone, savepoints and all."""
    return _state(getattr(problem, "orig", None) or problem) in UNDONE


def is_lost(problem: BaseException) -> bool:
    """Says whether the connection is gone: by SQLAlchemy, the server's word, or the driver's."""
    original = getattr(problem, "orig", None) or problem
    state = _state(original)
    if getattr(problem, "connection_invalidated", False) or state in LOST:
        return True
    if type(original).__module__.startswith("pymysql"):
        return type(original).__name__ == "InterfaceError" or "2000" <= state <= "2099"
    ours = type(original).__module__.startswith("psycopg")
    return state.startswith("08") or (
        ours and not state and type(original).__name__ == "OperationalError"
    )


def run_again(
    once: Callable[[], T], *, attempts: int = 6, pause: Callable[[float], None] = time.sleep
) -> T:
    """Runs a whole transaction, and again while the database asks for it, with growing pauses.

    After a lost connection, too: it is only called lost where nothing of the work was committed.

    Raises:
        Locked, ConnectionLost: The last attempt failed too.
    """
    for attempt in range(attempts - 1):
        try:
            return once()
        except (Locked, ConnectionLost) as problem:
            pause(_pause_after(problem, attempt))
    return once()


async def run_again_async(
    once: Callable[[], Awaitable[T]],
    *,
    attempts: int = 6,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> T:
    """Does what `run_again` does, awaited."""
    for attempt in range(attempts - 1):
        try:
            return await once()
        except (Locked, ConnectionLost) as problem:
            seconds = _pause_after(problem, attempt)
        await pause(seconds)
    return await once()


def _pause_after(problem: Locked | ConnectionLost, attempt: int) -> float:
    """Returns the seconds; raises again what would not be better the next time."""
    if isinstance(problem, ConnectionLost):
        return 0.1 * (1 << attempt)  # a server takes seconds to come back
    if problem.__cause__ is None:  # ours: the caller would wait for itself
        raise problem
    return 0.005 * (1 << attempt)


def _state(original: BaseException) -> str:
    """Returns the SQLSTATE of PostgreSQL, the name SQLite gives, or the number of MariaDB."""
    if type(original).__module__.startswith("pymysql"):
        return str(original.args[0]) if original.args else ""
    return str(
        getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None) or ""
    )
