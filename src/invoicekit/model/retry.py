"""When to try again: the schedule as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

_SECONDS = (5, 30, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrySchedule:
    """The waits before each further attempt; after the last one a message is given up.

    A fault soon mended costs seconds; a server that is down over night costs no message: the
    default goes on for 27 hours.

    Attributes:
        waits: The first, second, third … wait.
        spread: Percent by which a wait is stretched, differently for each message, so that a
            thousand that failed together do not come back together.
    """

    waits: tuple[timedelta, ...] = tuple(timedelta(seconds=seconds) for seconds in _SECONDS)
    spread: int = 20

    def wait(self, attempt: int, message: str) -> timedelta | None:
        """Returns how long to wait after attempt 1, 2, 3 … of a message; None: give it up.

        The same message waits the same time in every run, so nothing here is random.
        """
        if attempt > len(self.waits):
            return None
        mark = sha256(f"{message}/{attempt}".encode()).digest()
        stretched = self.spread * int.from_bytes(mark[:4], "big") / 2**32
        return self.waits[attempt - 1] * (1 + stretched / 100)


DEFAULT_RETRIES = RetrySchedule()
