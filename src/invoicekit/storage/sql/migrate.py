"""The schema, brought up to date by the migrations in this package."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from invoicekit.storage.sql._connection import begin_really
from invoicekit.storage.sql.row_security import is_protected, protect

HEAD = "0003"
"""The newest migration: a database that is there already is not looked at any further."""

VERSION_TABLE = "ik_alembic_version"


def upgrade(engine: sa.Engine) -> None:
    """Creates our tables or brings them up to date, in one transaction; safe to run at once."""
    with engine.connect() as connection:
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
    if connection.dialect.name == "postgresql":  # two who start at once take turns
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4951760154835)")
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    if is_protected(connection):  # what the migrations added is behind the wall, too
        protect(connection)


def not_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Says whether something is the host's, for the `include_name` of its own Alembic.

    Its autogenerate must neither drop nor adopt our tables.
    """
    return not (kind == "table" and (name or "").startswith("ik_"))


def _version(connection: sa.Connection) -> str | None:
    found: str | None = connection.exec_driver_sql(
        f"SELECT version_num FROM {VERSION_TABLE}"  # noqa: S608  # our own name
    ).scalar()
    return found
