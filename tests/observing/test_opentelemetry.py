"""Spans and durations, by the SDK's own exporters."""

from __future__ import annotations

from itertools import count

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import HistogramDataPoint, InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import invoicekit as ik
from invoicekit.errors import NotFound
from invoicekit.observing.opentelemetry import OpenTelemetryObserver


class Bench:
    """A kit, and what it told."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.tracers = TracerProvider()
        self.tracers.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.reader = InMemoryMetricReader()
        ticks = count()
        self.kit = ik.InvoiceKit.in_memory(
            observer=OpenTelemetryObserver(
                tracers=self.tracers,
                meters=MeterProvider([self.reader]),
                timer=lambda: next(ticks) / 4,
            )
        )

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self.exporter.get_finished_spans()

    def points(self) -> list[HistogramDataPoint]:
        data = self.reader.get_metrics_data()
        assert data is not None
        [metric] = data.resource_metrics[0].scope_metrics[0].metrics
        assert (metric.name, metric.unit) == ("invoicekit.operation.duration", "s")
        return [each for each in metric.data.data_points if isinstance(each, HistogramDataPoint)]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_call_is_a_span_below_the_hosts(bench: Bench) -> None:
    with bench.tracers.get_tracer("host").start_as_current_span("request"):
        buyer = bench.kit.customers.create(name="Zwetlana", country="DE", actor="alice")
    call, request = bench.spans
    assert call.name == "invoicekit.customers.create"
    assert call.attributes == {"invoicekit.tenant": "default", "invoicekit.id": buyer.id}
    assert call.parent is not None
    assert request.context is not None
    assert call.parent.span_id == request.context.span_id


def test_a_failed_call_has_the_code_and_no_text(bench: Bench) -> None:
    with pytest.raises(NotFound):
        bench.kit.invoices.get("no-such-id")
    [span] = bench.spans
    assert span.attributes is not None
    assert span.attributes["error.type"] == NotFound.code
    assert not span.status.is_ok
    assert span.status.description == NotFound.code
    assert span.events == ()


def test_durations_are_cut_by_call_and_outcome(bench: Bench) -> None:
    bench.kit.customers.create(name="A", country="DE", actor="alice")
    bench.kit.customers.create(name="B", country="DE", actor="alice")
    with pytest.raises(NotFound):
        bench.kit.invoices.get("no-such-id")
    found = {
        (point.attributes or {})["operation"]: (
            (point.attributes or {})["outcome"],
            point.count,
            point.sum,
        )
        for point in bench.points()
    }
    assert found == {
        "customers.create": ("ok", 2, 0.5),
        "invoices.get": (NotFound.code, 1, 0.25),
    }
