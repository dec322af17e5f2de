"""`postgresql+psycopg://…`: a PostgreSQL server, by psycopg 3."""

from __future__ import annotations

from invoicekit.storage.backends import Backend
from invoicekit.storage.sql.postgres import PostgresStorage

BACKEND = Backend(PostgresStorage.from_url)
