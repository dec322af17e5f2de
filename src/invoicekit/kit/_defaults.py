"""The system's clock and ids, for kits that are given none."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime

from invoicekit.model.stored import Id
from invoicekit.ports import Clock

VERSION, VARIANT, RANDOM = 7 << 76, 2 << 62, (1 << 62) - 1
"""Where a UUIDv7 says that it is one, and which bits are random."""


def system_clock() -> datetime:
    """Returns now in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that asks the system


class TimeOrderedIds:
    """UUIDv7 (RFC 9562): the millisecond, a counter that keeps ids of one in order, randomness."""

    def __init__(self, clock: Clock, entropy: bytes | None = None) -> None:
        self._clock = clock
        self._entropy = entropy
        self._lock = threading.Lock()
        self._last = 0

    def __call__(self) -> Id:
        """Returns a new id, later than every one before it."""
        with self._lock:
            stamp = int(self._clock().timestamp() * 1000) << 12
            self._last = stamp = max(stamp, self._last + 1)
            tail = self._random()
        millisecond, counter = divmod(stamp, 1 << 12)
        number = millisecond << 80 | VERSION | counter << 64 | VARIANT | (tail & RANDOM)
        text = f"{number:032x}"
        return Id(f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}")

    def _random(self) -> int:
        return int.from_bytes(self._entropy or os.urandom(8))
