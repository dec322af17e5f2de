"""The schema, brought up to date by the migrations in this package."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from invoicekit.errors import Locked
from invoicekit.storage.sql._columns import is_mysql
from invoicekit.storage.sql._connection import begin_really
from invoicekit.storage.sql.row_security import is_protected, protect

HEAD = "0011"
"""The newest migration: a database that is there already is not looked at any further."""

VERSION_TABLE = "ik_alembic_version"


def upgrade(engine: sa.Engine) -> None:
    """Creates our tables or brings them up to date, in one transaction; safe to run at once.

    MariaDB commits each step by itself: what broke off is taken up where it was.
    """
    looking = engine.execution_options(ik_begin="DEFERRED")  # SQLite: waits for no writer
    with looking.connect() as connection:
        if sa.inspect(connection).has_table(VERSION_TABLE) and _version(connection) == HEAD:
            return
    with engine.begin() as connection:
        upgrade_connection(connection)


def upgrade_connection(connection: sa.Connection, revision: str = "head") -> None:
    """Brings our tables up to date in the transaction of somebody else, who commits it.

    Async: `await connection.run_sync(upgrade_connection)`.
    """
    from alembic import command
    from alembic.config import Config

    begin_really(connection)  # without a transaction Alembic would commit its own
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    with _in_turn(connection):
        command.upgrade(config, revision)
    if is_protected(connection):  # what the migrations added is behind the wall, too
        protect(connection)


def not_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Says whether something is the host's, for the `include_name` of its own Alembic.

    Its autogenerate must neither drop nor adopt our tables.
    """
    return not (kind == "table" and (name or "").startswith("ik_"))


@contextmanager
def _in_turn(connection: sa.Connection) -> Iterator[None]:
    """Makes two who start at once take turns; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4951760154835)")
    if not is_mysql(connection.dialect):
        yield
        return
    name = "CONCAT('invoicekit ', DATABASE())"
    if connection.exec_driver_sql(f"SELECT GET_LOCK({name}, 60)").scalar() != 1:  # ours
        raise Locked("another program has brought the schema up to date for a minute")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"SELECT RELEASE_LOCK({name})")  # ours


def _version(connection: sa.Connection) -> str | None:
    found: str | None = connection.exec_driver_sql(
        f"SELECT version_num FROM {VERSION_TABLE}"  # noqa: S608  # our own name
    ).scalar()
    return found
