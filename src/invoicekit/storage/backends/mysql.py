"""`mysql+pymysql://…`: a MySQL server by the SQL of MariaDB; nobody has tested it on one."""

from __future__ import annotations

from invoicekit.storage.backends._pymysql import by_pymysql

BACKEND = by_pymysql("MySQL")
