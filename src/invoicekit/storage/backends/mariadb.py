"""`mariadb+pymysql://…`: a MariaDB server, by PyMySQL."""

from __future__ import annotations

from invoicekit.storage.backends._pymysql import by_pymysql

BACKEND = by_pymysql("MariaDB")
