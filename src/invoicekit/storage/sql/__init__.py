"""Rows in SQL databases, by SQLAlchemy Core: the only place that imports it.

Tables derive from the declarations of the rows; `unit` has the verbs, `sqlite`, `postgres`
and `mariadb` the ways to a transaction, `bound` the host's own transaction, `migrate` the schema.
"""
