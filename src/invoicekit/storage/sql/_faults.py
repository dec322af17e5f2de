"""What a database raises, in our words, with the original as its cause."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import sqlalchemy as sa

from invoicekit.errors import DuplicateKey, InvoiceKitError, Locked, StorageError

T = TypeVar("T")

UNIQUE = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})
REFUSED = frozenset({"P0001", "SQLITE_CONSTRAINT_TRIGGER"})
TRANSIENT = frozenset({"40001", "40P01", "55P03"})
"""Serialisation failure, deadlock, lock not available: PostgreSQL asks to run it all again."""

BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")


@contextmanager
def translated(connection: sa.Connection, where: str) -> Iterator[None]:
    """Surrounds calls of the database.

    Raises:
        DuplicateKey: A unique key is taken.
        Locked: Others hold what is needed; the whole work may be run again.
        StorageError: Anything else.
    """
    try:
        yield
    except faults_of(connection) as problem:
        raise error_of(problem, where) from problem


def faults_of(connection: sa.Connection) -> tuple[type[Exception], ...]:
    """Returns what calls of the database raise: SQLAlchemy's, the driver's, a number too large."""
    return (sa.exc.SQLAlchemyError, connection.dialect.loaded_dbapi.Error, OverflowError)


def error_of(problem: BaseException, where: str) -> InvoiceKitError:
    """Returns our error for one of SQLAlchemy or its driver."""
    original = getattr(problem, "orig", None) or problem
    state = str(
        getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None) or ""
    )
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
    if state in REFUSED:
        return StorageError(f"the database refused the write: {text}", where=where)
    return StorageError(f"the database failed: {text}", where=where, params={"state": state})


def run_again(
    once: Callable[[], T], *, attempts: int = 6, pause: Callable[[float], None] = time.sleep
) -> T:
    """Runs a whole transaction, and again while the database asks for it, with growing pauses.

    A lost connection is not run again: its outcome is unknown, an idempotency key answers.

    Raises:
        Locked: The last attempt failed too.
    """
    for attempt in range(attempts - 1):
        try:
            return once()
        except Locked as problem:
            if problem.__cause__ is None:  # ours: the caller would wait for itself
                raise
            pause(0.005 * 2**attempt)
    return once()
