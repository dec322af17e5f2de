"""Which series a document is numbered in: a reset is a new key, so there is no race to reset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, TypeAlias

from invoicekit.model.invoice import DocumentKind
from invoicekit.model.issuer import Issuer
from invoicekit.model.numbers import Numbers, SeriesTerms
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
class Lease:
    """Who leases a block, and of how many numbers."""

    holder: str
    size: int


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """The series of a document: its key, and how its numbers are written.

    An authority's numbers have no pattern; the series then keeps the order in which they came.

    Attributes:
        terms: What its source laid down; None of a plain counter.
        lease: The block to be leased where the holder has none with room; `key` is the allotment's.
    """

    key: str
    prefix: str
    pattern: str
    terms: SeriesTerms | None = None
    lease: Lease | None = None

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


@dataclass(frozen=True, slots=True)
class Planning:
    """What a source is asked: whose document, of which day, by which rules and settings."""

    issuer: Issuer
    request: NumberRequest
    policy: SeriesPolicy
    numbers: Numbers

    @property
    def group(self) -> str:
        """Which documents share the series."""
        return group_of(self.request.kind)

    @property
    def prefix(self) -> str:
        """What stands before the number."""
        known = {
            "invoice": self.issuer.series_prefix,
            "credit": self.issuer.credit_note_prefix,
        }
        return known.get(self.group, "PF")

    def key(self, owner: str, day: date) -> str:
        """Returns the key of the series on a day."""
        return series_key(owner, self.request.kind, self.prefix, day, self.policy)

    def counted(self) -> SeriesPlan:
        """Returns the series that counts by itself, from 1 on.

        Raises:
            ConfigurationError: The pattern is not one, or would repeat numbers after a reset.
        """
        pattern = self.issuer.number_pattern or self.policy.pattern
        parse_pattern(pattern).check_reset(self.policy.reset)
        key = self.key(self.issuer.id, self.request.issue_date)
        return SeriesPlan(key, self.prefix, pattern)
