"""Which series a document is numbered in: a reset is a new key, so there is no race to reset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, TypeAlias

from invoicekit.model.invoice import DocumentKind
from invoicekit.model.issuer import Issuer
from invoicekit.numbering.pattern import DEFAULT_PATTERN, Reset, parse_pattern

NumberedBy: TypeAlias = Literal["counter", "authority"]


class SeriesPolicy(Protocol):
    """What a regime says of numbering."""

    @property
    def numbered_by(self) -> NumberedBy:
        """Who gives the number: our counter, or the tax authority."""

    @property
    def reset(self) -> Reset:
        """When the sequence starts at 1 again: `never`, `year`, `month`."""

    @property
    def pattern(self) -> str:
        """The pattern where the issuer has none of its own."""


@dataclass(frozen=True, slots=True)
class DefaultSeriesPolicy:
    """One series a year, numbered `{prefix}{yyyy}-{seq:06d}`."""

    numbered_by: NumberedBy = "counter"
    reset: Reset = "year"
    pattern: str = DEFAULT_PATTERN


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """The series of a document: its key, and how its numbers are written.

    An authority's numbers have no pattern; the series then keeps the order in which they came.
    """

    key: str
    prefix: str
    pattern: str

    @property
    def by_authority(self) -> bool:
        """Whether an authority gives the numbers."""
        return not self.pattern

    def number(self, issue_date: date, sequence: int) -> str:
        """Returns the number of a place in the series.

        Raises:
            ConfigurationError: The pattern is not one, or the sequence is not positive.
        """
        return parse_pattern(self.pattern).render(
            prefix=self.prefix, issue_date=issue_date, sequence=sequence
        )


@dataclass(frozen=True, slots=True)
class NumberRequest:
    """A document that wants a number; the date is that of issue in the issuer's time zone."""

    kind: DocumentKind
    issue_date: date


def group_of(kind: DocumentKind) -> str:
    """Returns which documents share a series: `credit`, `pro_forma` or `invoice`.

    Credit notes are numbered apart (Spain demands it of rectificativas, RD 1619/2012 art. 6.1.a);
    pro-forma documents are no invoices and must leave no gap among them.
    """
    if kind.is_credit:
        return "credit"
    return "pro_forma" if kind is DocumentKind.PRO_FORMA_INVOICE else "invoice"


def series_key(
    issuer_id: str, kind: DocumentKind, prefix: str, issue_date: date, policy: SeriesPolicy
) -> str:
    """Returns the key of the series, such as `shop/invoice/A-/2026`."""
    period = {
        "never": "",
        "year": f"{issue_date.year:04d}",
        "month": f"{issue_date.year:04d}-{issue_date.month:02d}",
    }[policy.reset]
    return "/".join((issuer_id, group_of(kind), prefix, period))


def plan_series(
    issuer: Issuer, request: NumberRequest, policy: SeriesPolicy | None = None
) -> SeriesPlan:
    """Returns the series that numbers a document of an issuer.

    Raises:
        ConfigurationError: The pattern is not one, or would repeat numbers after a reset.
    """
    policy = policy or DefaultSeriesPolicy()
    if policy.numbered_by == "authority":
        return SeriesPlan("/".join((issuer.id, group_of(request.kind), "authority")), "", "")
    prefix = _prefix(issuer, group_of(request.kind))
    pattern = issuer.number_pattern or policy.pattern
    parse_pattern(pattern).check_reset(policy.reset)
    key = series_key(issuer.id, request.kind, prefix, request.issue_date, policy)
    return SeriesPlan(key, prefix, pattern)


def _prefix(issuer: Issuer, group: str) -> str:
    return {"invoice": issuer.series_prefix, "credit": issuer.credit_note_prefix}.get(group, "PF")
