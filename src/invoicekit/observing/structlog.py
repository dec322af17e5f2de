"""One log event a call, by structlog: `invoices.issue tenant=… invoice_id=… outcome=ok ms=3`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from invoicekit.observing._outcome import OK, is_refusal, outcome_of
from invoicekit.ports import Fact, Facts, Note

LOGGER = "invoicekit"


@dataclass(frozen=True, kw_only=True)
class StructlogObserver:
    """Logs each call when it is over: what went well as info, a refusal as warning, else error.

    Where it goes and how it looks is the host's configuration of structlog.

    Attributes:
        timer: Seconds of a clock that never goes back.
    """

    timer: Callable[[], float] = time.perf_counter

    @contextmanager
    def operation(self, name: str, facts: Facts) -> Iterator[Note]:
        """Logs a call with its facts, its outcome and the milliseconds it took."""
        log = structlog.get_logger(LOGGER)
        told: dict[str, Fact] = dict(facts)
        began = self.timer()

        def over(outcome: str) -> dict[str, Fact]:
            return {**told, "outcome": outcome, "ms": round((self.timer() - began) * 1000)}

        try:
            yield told.update
        except BaseException as problem:
            tell = log.warning if is_refusal(problem) else log.error
            tell(name, **over(outcome_of(problem)))
            raise
        log.info(name, **over(OK))


OBSERVER = StructlogObserver
