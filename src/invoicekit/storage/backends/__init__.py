"""The backends by the scheme of their URLs: one module each, exporting `BACKEND`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from invoicekit.ports.storage import AsyncStorage, Storage
from invoicekit.registry import Registry


@dataclass(frozen=True)
class Backend:
    """How to open a storage.

    Attributes:
        open: Takes the URL; returns the storage with its schema up to date.
        awaited: Takes the storage and its URL; returns the same rows for an event loop.
    """

    open: Callable[[str], Storage]
    awaited: Callable[[Storage, str], AsyncStorage] | None = None


BACKENDS: Registry[Backend] = Registry(__name__, "BACKEND", Backend)

__all__ = ["BACKENDS", "Backend"]
