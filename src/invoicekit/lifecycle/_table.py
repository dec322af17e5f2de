"""The engine of the status tables: rows in, one move or a refusal out.

A table is data: which command leads from which status to which, under which guards. Nothing here
writes; a service decides first, then applies the move it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from invoicekit.errors import ConfigurationError, InvoiceKitError, TransitionNotAllowed

S = TypeVar("S", bound=StrEnum)
K = TypeVar("K", bound=StrEnum)
R = TypeVar("R")
C = TypeVar("C")

Guard = Callable[[R, C], "InvoiceKitError | None"]
"""Says what speaks against a move: the error to raise, or None when nothing does."""


@dataclass(frozen=True, slots=True)
class Move(Generic[S, K, R, C]):
    """One row: this command leads from this status to that one.

    Attributes:
        guards: Asked in order; the first objection is raised.
        emits: The type of the event that the move leaves, empty where it leaves none.
    """

    source: S
    command: K
    target: S
    guards: tuple[Guard[R, C], ...] = ()
    emits: str = ""


class Table(Generic[S, K, R, C]):
    """The moves of one dimension.

    Args:
        dimension: Its name, as in errors and documentation.
        moves: The rows.

    Raises:
        ConfigurationError: Two rows share status and command.
    """

    def __init__(self, dimension: str, moves: Iterable[Move[S, K, R, C]]) -> None:
        self.dimension = dimension
        self._rows: dict[tuple[S, K], Move[S, K, R, C]] = {}
        for move in moves:
            if (move.source, move.command) in self._rows:
                raise ConfigurationError(
                    f"{dimension}: two moves for {move.command.value} from {move.source.value}"
                )
            self._rows[move.source, move.command] = move

    def __iter__(self) -> Iterator[Move[S, K, R, C]]:
        """Yields the rows as declared."""
        return iter(self._rows.values())

    def allowed(self, current: S) -> tuple[K, ...]:
        """Returns the commands that have a row from this status, guards not asked."""
        return tuple(command for source, command in self._rows if source == current)

    def find(self, current: S, command: K) -> Move[S, K, R, C] | None:
        """Returns the row of a command in a status, None where there is none."""
        return self._rows.get((current, command))

    def move(self, current: S, command: K, *, where: str = "") -> Move[S, K, R, C]:
        """Returns the row of a command in a status, guards not asked.

        Raises:
            TransitionNotAllowed: There is no such row; the error lists the commands there are.
        """
        row = self.find(current, command)
        if row is None:
            raise self._refusal(current, command, where)
        return row

    def decide(
        self, subject: R, current: S, command: K, context: C, *, where: str = ""
    ) -> Move[S, K, R, C]:
        """Returns the move, once no guard objects.

        Raises:
            TransitionNotAllowed: No row leads from this status by this command.
            InvoiceKitError: The objection of a guard.
        """
        row = self.move(current, command, where=where)
        for guard in row.guards:
            objection = guard(subject, context)
            if objection is not None:
                raise objection
        return row

    def _refusal(self, current: S, command: K, where: str) -> TransitionNotAllowed:
        allowed = [each.value for each in self.allowed(current)]
        return TransitionNotAllowed(
            f"{command.value} is not possible while {self.dimension} is {current.value}",
            where=where or None,
            expected="one of " + ", ".join(allowed) if allowed else "no command: this is final",
            hint="Read the record again; somebody may have moved it.",
            params={"current": current.value, "command": command.value, "allowed": allowed},
        )
