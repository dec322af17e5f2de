"""Watching what the kit does: each call, how long it took, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

Fact: TypeAlias = str | int
Facts: TypeAlias = Mapping[str, Fact]
"""Ids, counts and codes. Never a name, an address, an amount or a text from outside."""


class Note(Protocol):
    """Adds what only the end of a call knows."""

    def __call__(self, facts: Facts, /) -> None:
        """Adds facts, such as the id of what was made."""


class Observer(Protocol):
    """Surrounds every call of a kit. `StructlogObserver` and `OpenTelemetryObserver` are two."""

    def operation(self, name: str, facts: Facts) -> AbstractContextManager[Note]:
        """Returns what a call runs in; what the call raises passes through it.

        Args:
            name: The call, such as `invoices.issue`.
            facts: The tenant, and the ids that the call was given.
        """
