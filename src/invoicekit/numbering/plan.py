"""Which series numbers a document: as the issuer says of its numbers, else as its country does."""

from __future__ import annotations

from invoicekit.model.invoice import DocumentKind
from invoicekit.model.issuer import Issuer
from invoicekit.model.numbers import CounterNumbers, ExternalNumbers, Numbers
from invoicekit.numbering.series import (
    DefaultSeriesPolicy,
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
    return _planned(issuer, request, policy, _numbers(issuer, request.kind, policy))


def external_series(issuer: Issuer, request: NumberRequest, policy: SeriesPolicy) -> SeriesPlan:
    """Returns the series that keeps an authority's numbers, whatever the issuer says by now."""
    return _planned(issuer, request, policy, _EXTERNAL)


def is_external(issuer: Issuer, kind: DocumentKind, policy: SeriesPolicy) -> bool:
    """Says whether an authority gives the number of a document."""
    return isinstance(_numbers(issuer, kind, policy), ExternalNumbers)


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
