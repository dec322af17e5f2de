"""Connections: really begun, and never waited for by the one who holds them."""

from __future__ import annotations

import weakref
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from invoicekit.errors import Locked

_HELD: ContextVar[weakref.ref[sa.Connection] | None] = ContextVar("invoicekit_held", default=None)


def begin_really(connection: sa.Connection) -> None:
    """Opens the transaction the owner of a connection believes in.

    On a host's plain SQLite connection the driver begins late, and the release of the outermost
    savepoint would commit.
    """
    if not connection.in_transaction():
        connection.begin()
    if connection.dialect.name == "sqlite" and not driver_of(connection).in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def driver_of(connection: sa.Connection) -> Any:
    """Returns the driver's connection; aiosqlite keeps that of `sqlite3` one level down."""
    driver: Any = connection.connection.driver_connection
    return getattr(driver, "_conn", driver)


def hold(connection: sa.Connection) -> None:
    """Notes that this context holds a transaction on the connection."""
    _HELD.set(weakref.ref(connection))


def refuse_to_wait_for_oneself(path: str) -> None:
    """SQLite has one write lock: whoever holds it and asks for a second would wait for himself.

    Raises:
        Locked: This context holds an open transaction on the same file.
    """
    reference = _HELD.get()
    held = reference() if reference else None
    if held is None or held.closed or held.dialect.name != "sqlite":
        return
    if not _begun(held):
        return
    if real_path(held.engine.url.database) == path:
        raise Locked(
            "this context holds a transaction on the same SQLite file and would wait for itself",
            where=path,
            hint="Use the unit of work at hand, or the kit bound to the open transaction.",
        )


def _begun(connection: sa.Connection) -> bool:
    """Whether a transaction is open; SQLAlchemy does not hear what Django ends and closes."""
    if connection.dialect.driver != "django" and connection.in_transaction():
        return True
    try:
        return bool(driver_of(connection).in_transaction)
    except connection.dialect.loaded_dbapi.ProgrammingError:  # closed
        return False


def real_path(database: str | None) -> str:
    """Returns the one name of a database file."""
    return str(Path(database or "").resolve())


def add_functions(connection: Any) -> None:
    """Gives a `sqlite3` connection the function that our searches fold case with."""
    connection.create_function("ik_fold", 1, _fold, deterministic=True)


def _fold(text: str | None) -> str | None:
    return text.lower() if text is not None else None
