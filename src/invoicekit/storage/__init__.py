"""Where rows live: in memory, in SQLite, in PostgreSQL, or in what a third party brings.

`open_storage(url)` finds the backend by the scheme of the URL. A backend is a module in `backends`
(or an entry point in `invoicekit.storage.backends`) and is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from invoicekit.errors import ConfigurationError, MissingExtra
from invoicekit.ports.storage import Storage


def open_storage(url: str) -> Storage:
    """Returns the storage of a URL, its schema created or brought up to date.

    Args:
        url: `sqlite:///invoices.db`, `postgresql+psycopg://user@host/name`, or `memory://`.

    Raises:
        ConfigurationError: The scheme is not known, or the URL is none.
        MissingExtra: The backend needs a package that is not installed.
        StorageError: The database cannot be reached or used.
    """
    from invoicekit.storage.backends import BACKENDS

    scheme, found, _ = url.partition("://")
    if not found:
        raise ConfigurationError(
            f"{url!r} is not a database URL",
            expected="sqlite:///invoices.db or postgresql+psycopg://user@host/name",
        )
    return BACKENDS[scheme.partition("+")[0]].open(url)


def bound_storage(host: object) -> Storage:
    """Returns a storage that works inside a host's open SQLAlchemy connection or session.

    Raises:
        ConfigurationError: The host is neither.
        MissingExtra: SQLAlchemy is not installed.
    """
    from invoicekit.registry import load

    try:
        bound = load("invoicekit.storage.sql.bound:BoundStorage")
    except ModuleNotFoundError as problem:
        raise MissingExtra("sql", feature="bind", package=problem.name) from problem
    return cast("Callable[[object], Storage]", bound)(host)


__all__ = ["bound_storage", "open_storage"]
