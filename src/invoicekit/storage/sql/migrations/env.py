"""Runs the migrations on the connection that `upgrade_connection` hands over."""

from alembic import context

from invoicekit.storage.sql.migrate import VERSION_TABLE
from invoicekit.storage.sql.tables import schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema(),
    version_table=VERSION_TABLE,
    include_name=lambda name, kind, _parents: kind != "table" or (name or "").startswith("ik_"),
)
with context.begin_transaction():  # joins the transaction that is open; its owner commits
    context.run_migrations()
