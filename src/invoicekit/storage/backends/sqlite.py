"""`sqlite:///path`: one file."""

from __future__ import annotations

from invoicekit.storage.backends import Backend
from invoicekit.storage.sql.sqlite import SqliteStorage

BACKEND = Backend(SqliteStorage.from_url)
