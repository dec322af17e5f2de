"""An empty database of each kind: what tests of the schema begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from invoicekit.storage.sql import mariadb, postgres, sqlite
from invoicekit.storage.sql.tables import schema

ENGINES = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql")),
    pytest.param("mariadb", marks=pytest.mark.xdist_group("mariadb")),
]


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, sqlite_path: Path) -> Iterator[sa.Engine]:
    """An engine on a database without tables."""
    made = engine_of(request.param, request, sqlite_path)
    if request.param == "postgresql":
        with made.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    if request.param == "mariadb":
        name = made.url.database
        with made.begin() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}")
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
            connection.exec_driver_sql(f"USE {name}")
    yield made
    made.dispose()


def engine_of(name: str, request: pytest.FixtureRequest, path: Path) -> sa.Engine:
    """Returns an engine on the module's database of a kind."""
    if name == "sqlite":
        return sqlite.engine_for(str(path))
    if name == "mariadb":
        return mariadb.engine_for(request.getfixturevalue("maria_url"))
    return postgres.engine_for(request.getfixturevalue("postgres_url"))


def differences(engine: sa.Engine) -> list[object]:
    """Returns where a database is not as the rows are declared.

    MariaDB has no indexes of some rows only: there another column leads the index, as meant.
    """
    with engine.connect() as connection:
        ours = {"include_name": lambda name, kind, _: kind != "table" or name in schema().tables}
        context = MigrationContext.configure(connection, opts={**ours, "compare_type": True})
        found: list[object] = list(compare_metadata(context, schema()))
    if engine.dialect.name == "mariadb":
        meant = [str(each) for each in found if "'ik_outbox_due_idx'" in str(each)]
        assert "'state'" in meant[0]
        return [each for each in found if str(each) not in meant]
    return found
