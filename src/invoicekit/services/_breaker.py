"""Leaving alone for a while what does not answer: a circuit breaker for each endpoint.

A server that is down costs every message its time-out, and a thousand messages a worker's night.
After some failures in a row nobody asks for a while; then one message tries, and when it gets
through, everybody does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

FAILURES = 5
"""Failures in a row after which an endpoint rests."""
RESTS: Sequence[timedelta] = (
    timedelta(seconds=30),
    timedelta(minutes=1),
    timedelta(minutes=2),
    timedelta(minutes=5),
)
"""The first rest, and those after a trial that failed; the last is kept to."""


class Resting(Exception):
    """The endpoint is left alone: no error, but when to come again.

    Attributes:
        until: When to try again.
    """

    def __init__(self, until: datetime) -> None:
        super().__init__(
            f"it did not answer {FAILURES} times: left alone until {until:%H:%M:%S} UTC"
        )
        self.until = until


@dataclass
class _Endpoint:
    failures: int = 0
    rests: int = 0
    until: datetime | None = None


@dataclass
class Breaker:
    """What one process knows of its endpoints; used by many threads."""

    _endpoints: dict[str, _Endpoint] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def ask(self, endpoint: str, now: datetime) -> None:
        """Lets the caller try, or not; after a rest the first who asks is the trial.

        Raises:
            Resting: The endpoint is left alone.
        """
        with self._lock:
            known = self._endpoints.get(endpoint)
            if known is None or known.until is None:
                return
            if now < known.until:
                raise Resting(known.until)
            known.until = now + RESTS[min(known.rests, len(RESTS) - 1)]
            known.rests += 1

    def failed(self, endpoint: str, now: datetime) -> None:
        """Counts that an endpoint did not answer."""
        with self._lock:
            known = self._endpoints.setdefault(endpoint, _Endpoint())
            known.failures += 1
            if known.failures >= FAILURES and known.until is None:
                known.until, known.rests = now + RESTS[0], 1

    def answered(self, endpoint: str) -> None:
        """Forgets the failures of an endpoint."""
        with self._lock:
            self._endpoints.pop(endpoint, None)
