"""The wall between tenants inside PostgreSQL: row-level security, for who wants it.

Every transaction of ours names its tenant. Once `protect` was called, the database itself shows and
takes the rows of that tenant alone, whatever the statement says; without a name there are no rows.
Superusers and roles with BYPASSRLS are above it: let the program log in as neither.
"""

from __future__ import annotations

import sqlalchemy as sa

from invoicekit.errors import ConfigurationError

SETTING = "invoicekit.tenant"
"""The setting that names the tenant, until the transaction ends."""

POLICY = "ik_tenant"

_NAMED = sa.text(f"SELECT set_config('{SETTING}', :tenant, true)")
_TABLES = sa.text(
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' "
    "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND c.relname LIKE 'ik\\_%' "
    "ORDER BY 1"
)
_PROTECTED = sa.text(
    "SELECT relrowsecurity FROM pg_class WHERE oid = to_regclass('ik_invoice')::oid"
)


def protect(connection: sa.Connection) -> None:
    """Turns row-level security on for all our tables, owner included; may be called again.

    Args:
        connection: Of the tables' owner, who commits.

    Raises:
        ConfigurationError: The database is no PostgreSQL.
    """
    if connection.dialect.name != "postgresql":
        raise ConfigurationError(
            f"{connection.dialect.name} has no row-level security", expected="PostgreSQL"
        )
    mine = f"tenant_id = current_setting('{SETTING}', true)"
    for table in connection.execute(_TABLES).scalars().all():
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS {POLICY} ON {table}",
            f"CREATE POLICY {POLICY} ON {table} USING ({mine}) WITH CHECK ({mine})",
        ):
            connection.exec_driver_sql(statement)


def is_protected(connection: sa.Connection) -> bool:
    """Says whether row-level security is on."""
    if connection.dialect.name != "postgresql":
        return False
    return bool(connection.execute(_PROTECTED).scalar())


def name_tenant(connection: sa.Connection, tenant: str) -> None:
    """Names the tenant of a transaction on PostgreSQL; elsewhere nobody asks."""
    if connection.dialect.name == "postgresql":
        connection.execute(_NAMED, {"tenant": tenant})
