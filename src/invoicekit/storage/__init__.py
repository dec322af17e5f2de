"""Where rows live: in memory, in SQLite, PostgreSQL, MariaDB, or in what a third party brings.

`open_storage(url)` finds the backend by the scheme of the URL. A backend is a module in `backends`
(or an entry point in `invoicekit.storage.backends`) and is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar, cast

from invoicekit.errors import ConfigurationError, MissingExtra
from invoicekit.ports.storage import AsyncStorage, Storage

T = TypeVar("T")


class Bridge(Protocol):
    """Between a coroutine and functions that wait, without a thread in between."""

    async def spawn(self, function: Callable[[], T]) -> T:
        """Runs a function that may `wait`, and returns its result."""

    def wait(self, awaitable: Awaitable[T]) -> T:
        """Returns the result of an awaitable; only inside of `spawn`."""

    def host(self, bound: object) -> object:
        """Returns what `bound_storage` takes, of an async connection or session."""


def open_storage(url: str) -> Storage:
    """Returns the storage of a URL, its schema created or brought up to date.

    Args:
        url: `sqlite:///invoices.db`, `postgresql+psycopg://user@host/name`,
            `mariadb+pymysql://user@host/name`, or `memory://`.

    Raises:
        ConfigurationError: The scheme is not known, or the URL is none.
        MissingExtra: The backend needs a package that is not installed.
        StorageError: The database cannot be reached or used.
    """
    from invoicekit.storage.backends import BACKENDS

    return BACKENDS[_scheme(url)].open(url)


def awaited_storage(storage: Storage, url: str) -> AsyncStorage:
    """Returns the same rows for an event loop.

    Args:
        storage: What `open_storage(url)` returned.
        url: The URL it was opened by.

    Raises:
        ConfigurationError: The backend has nothing for an event loop.
    """
    from invoicekit.storage.backends import BACKENDS
    from invoicekit.storage.sealed import AsyncSealedStorage, SealedStorage

    if isinstance(storage, SealedStorage):
        return AsyncSealedStorage(awaited_storage(storage.inner, url), storage.ring)
    scheme = _scheme(url)
    awaited = BACKENDS[scheme].awaited
    if awaited is None:
        raise ConfigurationError(f"{scheme} has no storage for an event loop", where=url)
    return awaited(storage, url)


def bound_storage(host: object) -> Storage:
    """Returns a storage inside a host's open transaction: SQLAlchemy's or Django's.

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


def bridge() -> Bridge:
    """Returns the bridge between an event loop and the facades.

    Raises:
        MissingExtra: SQLAlchemy or greenlet is not installed.
    """
    from invoicekit.registry import installed, load

    for package in ("sqlalchemy", "greenlet"):
        if not installed(package):
            raise MissingExtra("async", feature="AsyncInvoiceKit", package=package)
    return cast("Callable[[], Bridge]", load("invoicekit.storage.sql.bridge:GreenletBridge"))()


def _scheme(url: str) -> str:
    scheme, found, _ = url.partition("://")
    if not found:
        raise ConfigurationError(
            f"{url!r} is not a database URL",
            expected="sqlite:///invoices.db or postgresql+psycopg://user@host/name",
        )
    return scheme.partition("+")[0]


__all__ = ["Bridge", "awaited_storage", "bound_storage", "bridge", "open_storage"]
