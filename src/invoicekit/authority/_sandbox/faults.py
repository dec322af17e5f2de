"""What goes wrong on a platform, by seed: the same seed and requests give the same faults."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

_HUNDRED = 100


class Fault(StrEnum):
    """One way in which a request goes wrong.

    `delay` takes the request and has no answer yet, `lose` does all and never answers, `drop` does
    nothing and never answers, `refuse` is a passing refusal, `login` wants a person to log in.
    """

    NONE = "none"
    DELAY = "delay"
    LOSE = "lose"
    DROP = "drop"
    REFUSE = "refuse"
    LOGIN = "login"


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """How often each fault strikes, in a hundred requests.

    Raises:
        ValueError: Together they strike more often than always.
    """

    seed: int = 0
    delay: int = 0
    lose: int = 0
    drop: int = 0
    refuse: int = 0
    login: int = 0

    def __post_init__(self) -> None:
        weights = self._weights().values()
        if sum(weights) > _HUNDRED or min(weights) < 0:
            raise ValueError("faults strike between 0 and 100 times in a hundred requests")

    def at(self, request: int) -> Fault:
        """Returns what strikes the request of this count."""
        known = hashlib.sha256(f"{self.seed}/{request}".encode()).digest()
        drawn = int.from_bytes(known[:8]) % _HUNDRED
        for fault, weight in self._weights().items():
            if drawn < weight:
                return fault
            drawn -= weight
        return Fault.NONE

    def _weights(self) -> dict[Fault, int]:
        return {
            Fault.DELAY: self.delay,
            Fault.LOSE: self.lose,
            Fault.DROP: self.drop,
            Fault.REFUSE: self.refuse,
            Fault.LOGIN: self.login,
        }
