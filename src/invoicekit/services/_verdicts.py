"""What the rules passed lately: judging again what did not change finds the same.

A document is judged when it is handed in and when it is issued. In between lie people, who bind the
hash of its content: where the hash and the dates are the same, so is the verdict.
"""

from __future__ import annotations

from collections.abc import Hashable

MOST = 10_000
"""Verdicts kept, some hundred bytes each; then it starts anew."""


class Verdicts:
    """All that valid documents depend on, while the program runs.

    Only this process knows them: rules may be others after an update, and then all is judged anew.
    """

    def __init__(self) -> None:
        self._valid: set[Hashable] = set()

    def know(self, asked: Hashable) -> bool:
        """Whether exactly this was found valid."""
        return asked in self._valid

    def keep(self, asked: Hashable) -> None:
        """Notes that this was found valid."""
        if len(self._valid) >= MOST:
            self._valid.clear()
        self._valid.add(asked)
