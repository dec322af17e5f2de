"""What was read lately: an approved draft is read again when it is issued, and says the same.

Remembered by the whole text that was read, so nothing can be taken for what another text says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from invoicekit.model.value import Value

V = TypeVar("V", bound=Value)

MOST = 1_000_000
"""Characters remembered, some ten times as many bytes with their models; then it starts anew."""


class Remembered(Generic[V]):
    """Models by the texts they are read from, while the program runs.

    Args:
        read: Reads a text.
    """

    def __init__(self, read: Callable[[str], V]) -> None:
        self._read = read
        self._known: dict[str, V] = {}
        self._size = 0

    def of(self, text: str) -> V:
        """Returns what a text says."""
        known = self._known.get(text)
        if known is None:
            known = self._read(text)
            self.note(text, known)
        return known

    def note(self, text: str, said: V) -> None:
        """Remembers what a text says, such as one written just now."""
        if self._size + len(text) > MOST:
            self.forget()
        self._size += len(text)
        self._known[text] = said

    def forget(self) -> None:
        """Begins anew."""
        self._known.clear()
        self._size = 0
