"""The table engine."""

from __future__ import annotations

from enum import StrEnum

import pytest

from invoicekit.errors import ConfigurationError, StateError, TransitionNotAllowed
from invoicekit.lifecycle._table import Move, Table


class Lamp(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


class Do(StrEnum):
    SWITCH = "switch"
    DROP = "drop"


def steady(subject: str, context: int) -> StateError | None:
    return StateError(f"{subject} shakes") if context > 1 else None


ROWS: tuple[Move[Lamp, Do, str, int], ...] = (
    Move(Lamp.OFF, Do.SWITCH, Lamp.ON, (steady,), "lamp.on"),
    Move(Lamp.ON, Do.SWITCH, Lamp.OFF, (), "lamp.off"),
    Move(Lamp.ON, Do.DROP, Lamp.BROKEN),
)
LAMP: Table[Lamp, Do, str, int] = Table("lamp", ROWS)


def test_a_move_is_found_by_status_and_command() -> None:
    assert LAMP.decide("it", Lamp.OFF, Do.SWITCH, 0) is ROWS[0]
    assert LAMP.find(Lamp.BROKEN, Do.SWITCH) is None
    assert LAMP.allowed(Lamp.ON) == (Do.SWITCH, Do.DROP)
    assert list(LAMP) == list(ROWS)


def test_the_objection_of_a_guard_is_raised() -> None:
    with pytest.raises(StateError, match="it shakes"):
        LAMP.decide("it", Lamp.OFF, Do.SWITCH, 2)


def test_a_final_status_says_so() -> None:
    with pytest.raises(TransitionNotAllowed, match="this is final") as caught:
        LAMP.move(Lamp.BROKEN, Do.SWITCH, where="lamp 3")
    assert caught.value.where == "lamp 3"


def test_two_moves_for_one_command_are_refused_when_declared() -> None:
    with pytest.raises(ConfigurationError, match="two moves for switch from off"):
        Table("lamp", (*ROWS, Move(Lamp.OFF, Do.SWITCH, Lamp.BROKEN)))
