"""Our speed beside its yardsticks: `python -m benchmarks [NAME…]`, and `make bench`.

A public module is a benchmark: it exports `run() -> list[Row]`. Ours and the yardstick are measured
in one run, by turns, in CPU time; medians are compared, so a busy machine slows both.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: `ratio` must be at most (or at least) `limit`; None: shown without a goal."""

    name: str
    ours_ms: float
    theirs_ms: float
    ratio: float
    limit: float | None
    at_most: bool = True

    @property
    def holds(self) -> bool:
        """Whether the goal is met."""
        if self.limit is None:
            return True
        return self.ratio <= self.limit if self.at_most else self.ratio >= self.limit


def compared(name: str, ours: float, theirs: float, limit: float | None) -> Row:
    """Returns the row of our time as a multiple of theirs."""
    return Row(name, ours, theirs, ours / theirs, limit)


def medians(jobs: Sequence[Callable[[], object]], *, rounds: int, calls: int = 1) -> list[float]:
    """Returns the milliseconds of CPU of one call of each job, by turns, warmed up once.

    Each round has an order of its own, the same in every run: what a job leaves behind in caches
    and heap is not always paid by the same other one.
    """
    spent: list[list[float]] = [[] for _ in jobs]
    turns = list(zip(jobs, spent, strict=True))
    orders = random.Random(1)
    for round_ in range(-1, rounds):
        orders.shuffle(turns)
        for job, times in turns:
            start = time.process_time_ns()
            for _ in range(calls):
                job()
            if round_ >= 0:
                times.append((time.process_time_ns() - start) / calls / 1e6)
    return [statistics.median(times) for times in spent]
