"""One transaction on a server's connection, whoever waits for it: a thread or an event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa

from invoicekit.errors import ConnectionLost, OutcomeUnknown
from invoicekit.model.stored import Row
from invoicekit.ports.storage import UnitOfWork
from invoicekit.storage._gate import Gate
from invoicekit.storage.sql._faults import is_lost, translated
from invoicekit.storage.sql.row_security import SETTING
from invoicekit.storage.sql.unit import SqlUnitOfWork

T = TypeVar("T")

SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""The execution options of a read."""

LIMITS = {
    "lock_timeout": "10s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
}
"""Set for each transaction alone, so that a pooler in between does no harm."""


ASKED_AFTER = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds between one question and the next what became of a commit. A server that has not heard
that a connection is gone says for so long that its transaction is in progress."""


class CommitLost(Exception):  # it never leaves this folder
    """The connection broke over the commit of a transaction, which had a result.

    Attributes:
        number: Of the transaction, where the database numbers them.
        witness: A row that is there if it was committed.
        result: What the work returned.
    """

    def __init__(self, number: str, witness: Row | None, result: Any) -> None:
        super().__init__(number)
        self.number = number
        self.witness = witness
        self.result = result


def in_transaction(connection: sa.Connection, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
    """Runs work in a transaction, commits and returns its result.

    Raises:
        CommitLost: The connection broke over the commit.
    """
    gate = Gate(tenant, read_only=False)
    connection = connection.execution_options(ik_tenant=tenant)
    with translated(connection, "transaction"):
        transaction = connection.begin()
        try:
            number = str(connection.info.get("ik_transaction", ""))
            unit = SqlUnitOfWork(connection, gate, number=number)
            result = work(unit)
            gate.finish()
        except BaseException:
            transaction.rollback()
            raise
        finally:
            gate.close()
        try:
            transaction.commit()
        except sa.exc.DBAPIError as problem:
            if is_lost(problem):
                raise CommitLost(number, unit.witness, result) from problem
            raise
    return result


def in_snapshot(connection: sa.Connection, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
    """Runs work on a snapshot and returns its result."""
    gate = Gate(tenant, read_only=True)
    connection = connection.execution_options(ik_tenant=tenant)
    with translated(connection, "transaction"):
        try:
            return work(SqlUnitOfWork(connection, gate))
        finally:
            gate.close()


def settled(lost: CommitLost, status: str | None) -> None:
    """Does nothing where the server says that a transaction is committed.

    Raises:
        ConnectionLost: It is not: all may be run again.
        OutcomeUnknown: The server does not say.
    """
    if status == "aborted":
        raise ConnectionLost("the connection broke before the commit") from lost.__cause__
    if status != "committed":
        raise OutcomeUnknown(
            "the connection broke while the database committed",
            where=f"transaction {lost.number}".strip(),
            hint="Call again with the same idempotency key: nothing is done twice.",
        ) from lost.__cause__


def status_of(connection: sa.Connection, number: str) -> str | None:
    """Returns what the server says of a transaction: `committed`, `aborted`, `in progress`."""
    found = connection.exec_driver_sql("SELECT pg_xact_status(%s::xid8)", (number,)).scalar()
    return str(found) if found else None


def begun(connection: sa.Connection) -> None:
    """Sets the limits and names the tenant; a write keeps the number of its transaction."""
    options = connection.get_execution_options()
    settings = {**LIMITS, SETTING: options.get("ik_tenant", "")}
    asked = ", ".join("set_config(%s, %s, true)" for _ in settings)
    if not options.get("postgresql_readonly"):
        asked = f"pg_current_xact_id()::text, {asked}"
    values = tuple(part for setting in settings.items() for part in setting)
    connection.info["ik_transaction"] = connection.exec_driver_sql(
        f"SELECT {asked}", values
    ).scalar()
