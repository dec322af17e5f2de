"""Spans and metrics of calls, by the OpenTelemetry API: nothing is recorded until a host asks.

Names follow the semantic conventions for libraries: a span `invoicekit.invoices.issue`, the
histogram `invoicekit.operation.duration` in seconds, its series cut by operation and outcome.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from opentelemetry import metrics, trace
from opentelemetry.trace import Status, StatusCode

from invoicekit.observing._outcome import OK, outcome_of
from invoicekit.ports import Facts, Note

SCOPE = "invoicekit"


@dataclass(frozen=True, kw_only=True)
class OpenTelemetryObserver:
    """Makes a span of each call and counts its duration.

    Attributes:
        tracers: The host's tracer provider; the global one where it is None.
        meters: The host's meter provider; the global one where it is None.
        timer: Seconds of a clock that never goes back.
    """

    tracers: trace.TracerProvider | None = None
    meters: metrics.MeterProvider | None = None
    timer: Callable[[], float] = time.perf_counter
    _tracer: trace.Tracer = field(init=False, repr=False)
    _durations: metrics.Histogram = field(init=False, repr=False)

    def __post_init__(self) -> None:
        meter = metrics.get_meter(SCOPE, meter_provider=self.meters)
        histogram = meter.create_histogram(
            f"{SCOPE}.operation.duration", unit="s", description="How long a call took."
        )
        object.__setattr__(self, "_tracer", trace.get_tracer(SCOPE, tracer_provider=self.tracers))
        object.__setattr__(self, "_durations", histogram)

    @contextmanager
    def operation(self, name: str, facts: Facts) -> Iterator[Note]:
        """Makes the span of a call; what the call calls makes spans below it."""
        began, outcome = self.timer(), OK
        with self._tracer.start_as_current_span(
            f"{SCOPE}.{name}",
            attributes=_attributes(facts),
            record_exception=False,  # its text may name people
            set_status_on_exception=False,
        ) as span:
            try:
                yield lambda more: span.set_attributes(_attributes(more))
            except BaseException as problem:
                outcome = outcome_of(problem)
                span.set_attribute("error.type", outcome)
                span.set_status(Status(StatusCode.ERROR, outcome))
                raise
            finally:
                cut = {"operation": name, "outcome": outcome}
                self._durations.record(self.timer() - began, cut)


def _attributes(facts: Facts) -> dict[str, str | int]:
    return {f"{SCOPE}.{name}": value for name, value in facts.items()}


OBSERVER = OpenTelemetryObserver
