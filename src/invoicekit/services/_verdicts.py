"""What the rules said lately: judging again what did not change finds the same.

A document is judged when it is handed in and when it is issued. In between lie people, who bind the
hash of its content: where the hash and the dates are the same, so is the verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from invoicekit.findings import Report

MOST = 10_000
"""Verdicts kept, some hundred bytes each; then it starts anew."""


class Verdicts:
    """Valid reports by all that they depend on, while the program runs.

    Only this process knows them: rules may be others after an update, and then all is judged anew.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, Report] = {}

    def of(self, asked: Hashable, judge: Callable[[], Report]) -> Report:
        """Returns the verdict on what is asked, from before where it was valid."""
        known = self._known.get(asked)
        if known is not None:
            return known
        report = judge()
        if report.valid:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[asked] = report
        return report
