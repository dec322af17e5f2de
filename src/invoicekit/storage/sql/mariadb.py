"""MariaDB by PyMySQL: a pool, row locks, and runs again; in SQL that MySQL takes, too.

READ COMMITTED with row locks for what is written: under MariaDB's own REPEATABLE READ a plain read
would show the past beside what is locked, and gaps would be locked, too. Reads see one snapshot. A
connection that breaks over a commit leaves no doubt: a row that was written is looked for, with a
lock, so that a commit still under way is waited for.
"""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa

from invoicekit.errors import ConfigurationError, InvoiceKitError
from invoicekit.model.stored import Row, kind_of
from invoicekit.storage._gate import Gate
from invoicekit.storage._values import as_stored
from invoicekit.storage.sql._faults import translated
from invoicekit.storage.sql._served import ServedStorage
from invoicekit.storage.sql._transaction import CommitLost
from invoicekit.storage.sql.guard import guard_tenants
from invoicekit.storage.sql.unit import SqlUnitOfWork

SESSION = {
    "sql_mode": "'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION'",
    "innodb_lock_wait_timeout": "10",
    "default_storage_engine": "InnoDB",
}
"""Set on every connection of ours; without a strict mode texts would be cut to fit, unseen."""

LIMITS = {"max_statement_time": "60", "idle_transaction_timeout": "60"}
"""Seconds, of MariaDB alone: MySQL has no such limits for what is written."""

SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


class MariaStorage(ServedStorage):
    """Rows in a MariaDB database, by PyMySQL."""

    reading: ClassVar = {"ik_snapshot": True}

    @staticmethod
    def _engine_for(url: str) -> sa.Engine:
        return engine_for(url)

    def _outcome(self, tenant: str, lost: CommitLost) -> str | None:
        witness = lost.witness
        if witness is None:  # nothing was written
            return "committed"
        for attempt in range(5):
            try:
                return self._told_by(tenant, witness)
            except (InvoiceKitError, sa.exc.SQLAlchemyError):
                self._pause(0.1 * 2**attempt)
        return None

    def _told_by(self, tenant: str, witness: Row) -> str | None:
        """Returns what became of the transaction that wrote a row, None where others wrote over it.

        The lock waits for a transaction that is still under way.
        """
        kind, gate = kind_of(type(witness)), Gate(tenant, read_only=False)
        with self.engine.connect() as connection, translated(connection, kind.table):
            unit = SqlUnitOfWork(connection, gate)
            (found,) = unit.get(type(witness), [kind.identity(witness)], lock=True)
        if found == as_stored(kind, witness):
            return "committed"
        if found is None or not kind.versioned:
            return "aborted"
        before: Any = found
        after: Any = witness
        return "aborted" if before.revision < after.revision else None


def engine_for(url: str) -> sa.Engine:
    """Returns an engine on a MariaDB or MySQL database, set up as invoices need it.

    Raises:
        ConfigurationError: The URL is none, or names another driver than PyMySQL.
    """
    engine = sa.create_engine(
        url_of(url),
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        pool_size=10,
        max_overflow=20,
        pool_pre_ping=True,
        pool_recycle=3600,  # the server ends what is idle for eight hours
    )
    guard_tenants(engine)
    sa.event.listen(engine, "connect", _connected)
    sa.event.listen(engine, "begin", _begun)
    return engine


def url_of(url: str) -> sa.URL:
    """Returns the URL with its driver.

    Raises:
        ConfigurationError: It is none, or names another driver than PyMySQL.
    """
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as problem:
        raise ConfigurationError("that is not a database URL", where=url) from problem
    name, _, driver = parsed.drivername.partition("+")
    if driver not in ("", "pymysql"):
        raise ConfigurationError(
            f"no MariaDB storage by {parsed.drivername!r}",
            expected="mariadb+pymysql://user@host/name",
        )
    return parsed.set(drivername=f"{name}+pymysql").update_query_dict({"charset": "utf8mb4"})


def _connected(connection: Any, _record: object) -> None:
    settings = dict(SESSION)
    if "MariaDB" in str(connection.get_server_info()):
        settings |= LIMITS
    asked = ", ".join(f"SESSION {name} = {value}" for name, value in settings.items())
    with connection.cursor() as cursor:
        cursor.execute(f"SET {asked}")


def _begun(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("ik_snapshot"):
        connection.exec_driver_sql(SNAPSHOT)
