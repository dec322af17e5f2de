"""From every schema that was ever released, on a full database, to today's: no value is touched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from tests.storage.sql.conftest import differences

from invoicekit.storage.sql import migrate

SCRIPTS = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))
REVISIONS = sorted(script.revision for script in SCRIPTS.walk_revisions())
ENDS = {REVISIONS[0], *REVISIONS[-2:]}
"""The longest way and the shortest, in every run; those between in the gate."""
Rows = dict[str, list[Mapping[str, Any]]]


@pytest.mark.parametrize(
    "revision",
    [pytest.param(each, marks=() if each in ENDS else pytest.mark.gate) for each in REVISIONS],
)
def test_a_full_database_comes_forward(empty: sa.Engine, revision: str) -> None:
    with empty.begin() as connection:
        migrate.upgrade_connection(connection, revision)
    before = filled(empty)
    assert len(before) >= 15
    migrate.upgrade(empty)

    after = everything(empty, before)
    assert after == before
    assert differences(empty) == []
    refused = {f"ik_{name}_update_refused" for name in ("event", "invoice", "series", "payment")}
    assert refused <= triggers(empty)


def triggers(engine: sa.Engine) -> set[str]:
    """Returns the names of all triggers."""
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT DISTINCT trigger_name FROM information_schema.triggers",
        "mariadb": "SELECT trigger_name FROM information_schema.triggers "
        "WHERE trigger_schema = DATABASE()",
    }
    with engine.connect() as connection:
        return set(connection.exec_driver_sql(catalogue[engine.dialect.name]).scalars())


def filled(engine: sa.Engine) -> Rows:
    """Puts three rows into every table of the schema that is there, and returns them as stored."""
    tables = reflected(engine)
    with engine.execution_options(ik_all_tenants=True).begin() as connection:
        for table in tables:
            rows = [
                {column.name: value_of(column, number) for column in table.c}
                for number in range(1, 4)
            ]
            connection.execute(sa.insert(table), rows)
    return everything(engine, {table.name: [] for table in tables})


def everything(engine: sa.Engine, like: Rows) -> Rows:
    """Returns the rows of those tables, in the columns they had."""
    made: Rows = {}
    with engine.execution_options(ik_all_tenants=True).connect() as connection:
        for table in reflected(engine):
            if table.name in like:
                known = like[table.name]
                columns = [c for c in table.c if not known or c.name in known[0]]
                rows = connection.execute(sa.select(*columns).order_by(*table.primary_key))
                made[table.name] = [dict(row) for row in rows.mappings()]
    return made


def reflected(engine: sa.Engine) -> list[sa.Table]:
    metadata = sa.MetaData()
    metadata.reflect(engine, only=lambda name, _: name.startswith("ik_") and "alembic" not in name)
    return list(metadata.sorted_tables)


def value_of(column: sa.Column[Any], number: int) -> object:
    """A value of the column's type; the third row leaves out what may be left out."""
    if column.nullable and number == 3:
        return None
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return number == 1
    if isinstance(kind, sa.Integer):
        return number
    if isinstance(kind, sa.DateTime):
        zone = dt.UTC if kind.timezone else None
        return dt.datetime(2026, 1, number, tzinfo=zone)
    if isinstance(kind, sa.Date):
        return dt.date(2026, 1, number)
    return f"{column.name} ü 发票 {number}"
