"""Triggers that refuse a change, in the words of each database; what ran already relies on it."""

from __future__ import annotations

from alembic import op


def refuse(table: str, event: str, condition: str, why: str) -> None:
    """Makes a database refuse to UPDATE or DELETE rows of which a condition holds."""
    name = name_of(table, event)
    when = f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN ({condition})"
    if not on_postgresql():
        op.execute(f"{when} BEGIN SELECT RAISE(ABORT, '{why}'); END")
        return
    _function(name, why)
    op.execute(f"{when} EXECUTE FUNCTION {name}()")


def refuse_truncate(table: str) -> None:
    """Makes PostgreSQL refuse to empty a table, which fires no trigger of its rows."""
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
        op.execute(f"DROP TRIGGER {name}")


def differs(name: str) -> str:
    """Returns the condition that an UPDATE changes a column."""
    return f"OLD.{name} {'IS DISTINCT FROM' if on_postgresql() else 'IS NOT'} NEW.{name}"


def name_of(table: str, event: str) -> str:
    """Returns the name of a refusal, of the trigger and its function."""
    return f"{table}_{event.lower()}_refused"


def on_postgresql() -> bool:
    """Whether the migration runs on PostgreSQL."""
    return op.get_bind().dialect.name == "postgresql"


def _function(name: str, why: str) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{why}'; END $$"
    )
