"""Triggers that refuse a change, in the words of each database; what ran already relies on it."""

from __future__ import annotations

from alembic import op

from invoicekit.storage.sql._columns import is_mysql


def refuse(table: str, event: str, condition: str, why: str) -> None:
    """Makes a database refuse to UPDATE or DELETE rows of which a condition holds."""
    name = name_of(table, event)
    head = f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW"
    if on_postgresql():
        _function(name, why)
        op.execute(f"{head} WHEN ({condition}) EXECUTE FUNCTION {name}()")
    elif on_mysql():
        op.execute(f"DROP TRIGGER IF EXISTS {name}")  # of a try that broke off
        signal = f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{why}'"
        op.execute(f"{head} BEGIN IF {condition} THEN {signal}; END IF; END")
    else:
        op.execute(f"{head} WHEN ({condition}) BEGIN SELECT RAISE(ABORT, '{why}'); END")


def refuse_truncate(table: str) -> None:
    """Makes PostgreSQL refuse to empty a table, which fires no trigger of its rows.

    SQLite has no TRUNCATE; on MariaDB it takes the right to DROP, which a program needs not have.
    """
    if on_postgresql():
        name = name_of(table, "TRUNCATE")
        _function(name, f"{table} is never emptied")
        op.execute(
            f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def allow(table: str, event: str) -> None:
    """Takes a refusal away, for another that takes its place."""
    name = name_of(table, event)
    if on_postgresql():
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
    else:
        op.execute(f"DROP TRIGGER IF EXISTS {name}")


def differs(name: str) -> str:
    """Returns the condition that an UPDATE changes a column."""
    if on_mysql():
        return f"NOT (OLD.{name} <=> NEW.{name})"
    return f"OLD.{name} {'IS DISTINCT FROM' if on_postgresql() else 'IS NOT'} NEW.{name}"


def name_of(table: str, event: str) -> str:
    """Returns the name of a refusal, of the trigger and its function."""
    return f"{table}_{event.lower()}_refused"


def on_postgresql() -> bool:
    """Whether the migration runs on PostgreSQL."""
    return op.get_bind().dialect.name == "postgresql"


def on_mysql() -> bool:
    """Whether the migration runs on MariaDB or MySQL."""
    return is_mysql(op.get_bind().dialect)


def _function(name: str, why: str) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{why}'; END $$"
    )
