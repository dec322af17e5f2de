"""Which series numbers a document: as the issuer says of its numbers, else as its country does."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from invoicekit.model.invoice import DocumentKind
from invoicekit.model.issuer import Issuer
from invoicekit.model.numbers import CounterNumbers, ExternalNumbers, Numbers
from invoicekit.numbering.pattern import Reset
from invoicekit.numbering.series import (
    DefaultSeriesPolicy,
    NumberedBy,
    NumberRequest,
    Planning,
    SeriesPlan,
    SeriesPolicy,
    group_of,
)


def plan_series(
    issuer: Issuer, request: NumberRequest, policy: SeriesPolicy | None = None
) -> SeriesPlan:
    """Returns the series that numbers a document of an issuer.

    Raises:
        ConfigurationError: The pattern is not one, or would repeat numbers after a reset.
    """
    policy = policy or DefaultSeriesPolicy()
    said = (policy.numbered_by, policy.reset, policy.pattern)
    return _planned_once(issuer, request.kind, request.issue_date, *said)


def external_series(issuer: Issuer, request: NumberRequest, policy: SeriesPolicy) -> SeriesPlan:
    """Returns the series that keeps an authority's numbers, whatever the issuer says by now."""
    return _planned(issuer, request, policy, _EXTERNAL)


@lru_cache(maxsize=1024)
def _planned_once(
    issuer: Issuer,
    kind: DocumentKind,
    day: date,
    numbered_by: NumberedBy,
    reset: Reset,
    pattern: str,
) -> SeriesPlan:
    """Returns the plan of all documents of a kind and day, which is asked for by each of them."""
    policy = DefaultSeriesPolicy(numbered_by, reset, pattern)
    return _planned(issuer, NumberRequest(kind, day), policy, _numbers(issuer, kind, policy))


def _planned(
    issuer: Issuer, request: NumberRequest, policy: SeriesPolicy, numbers: Numbers
) -> SeriesPlan:
    from invoicekit.numbering.sources import SOURCES

    return SOURCES[numbers.source].plan(Planning(issuer, request, policy, numbers))


def _numbers(issuer: Issuer, kind: DocumentKind, policy: SeriesPolicy) -> Numbers:
    if policy.numbered_by == "authority":
        return _EXTERNAL
    said = {"invoice": issuer.numbers, "credit": issuer.credit_note_numbers}.get(group_of(kind))
    return said or _COUNTER


_COUNTER, _EXTERNAL = CounterNumbers(), ExternalNumbers()
