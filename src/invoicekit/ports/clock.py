"""Time and identity as parameters."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from invoicekit.model.stored import Id


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> datetime:
        """Returns now, aware, in UTC."""


class Ids(Protocol):
    """Makes ids."""

    def __call__(self) -> Id:
        """Returns a new UUIDv7 as text, later than the ones before it."""
