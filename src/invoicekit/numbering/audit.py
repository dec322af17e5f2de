"""Proving a series: no gap, no double, dates in order, chain intact; it streams."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from invoicekit.chain import GENESIS, link

SeriesEntry = tuple[int, str, date, str, str]
"""Sequence, number, issue date, content hash and chain hash of one document."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Sequences that nothing has, both ends included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SeriesAudit:
    """What an audit found.

    Attributes:
        first: The first and `last` the last sequence seen; None of an empty series.
        count: How many documents there are.
        gaps: Missing sequences, from the first one of the series on.
        duplicates: Numbers whose sequence occurred before, or that repeat the one in front of them.
        date_inversions: Numbers dated before the one in front of them.
        broken_links: Numbers whose chain hash does not follow from the link in front of them.
        head: The chain hash of the last document.
        outside: Numbers before the first or after the last one of the series' range.
    """

    first: int | None
    last: int | None
    count: int
    gaps: tuple[Gap, ...]
    duplicates: tuple[str, ...]
    date_inversions: tuple[str, ...]
    broken_links: tuple[str, ...]
    head: str
    outside: tuple[str, ...] = ()

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        found = (self.gaps, self.duplicates, self.date_inversions, self.broken_links, self.outside)
        return not any(found)


@dataclass(slots=True)
class _Walk:
    """What is remembered of the rows so far; the head starts over at each broken link."""

    first: int = 1
    final: int | None = None
    last: int = 0
    latest: date | None = None
    number: str | None = None
    head: str = GENESIS
    gaps: list[Gap] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    inversions: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


def audit(
    rows: Iterable[SeriesEntry],
    *,
    begins: int = 1,
    ends: int | None = None,
    last_date: date | None = None,
) -> SeriesAudit:
    """Returns what is wrong in a series whose rows come ordered by sequence.

    A wrong link is reported once: the walk goes on from the hash that is stored.

    Args:
        rows: The documents.
        begins: Where the series begins: not at 1 where another program began it, or where it
            is a block or a range.
        ends: Where it ends; None where it does not.
        last_date: The issue date of the document before the first.
    """
    walk = _Walk(first=begins, final=ends, last=begins - 1, latest=last_date)
    first, count = None, 0
    for row in rows:
        first = row[0] if first is None else first
        count += 1
        _step(walk, row)
    return SeriesAudit(
        first=first,
        last=walk.last if count else None,
        count=count,
        gaps=tuple(walk.gaps),
        duplicates=tuple(walk.duplicates),
        date_inversions=tuple(walk.inversions),
        broken_links=tuple(walk.broken),
        head=walk.head,
        outside=tuple(walk.outside),
    )


def _step(walk: _Walk, row: SeriesEntry) -> None:
    sequence, number, issue_date, content_hash, chain_hash = row
    beyond = walk.final is not None and sequence > walk.final
    if beyond or sequence < walk.first:
        walk.outside.append(number)
    elif sequence <= walk.last or number == walk.number:
        walk.duplicates.append(number)
    reached = sequence - 1 if walk.final is None else min(sequence - 1, walk.final)
    if reached > walk.last:
        walk.gaps.append(Gap(walk.last + 1, reached))
    if walk.latest is not None and issue_date < walk.latest:
        walk.inversions.append(number)
    if link(walk.head, content_hash) != chain_hash:
        walk.broken.append(number)
    walk.last = max(walk.last, sequence)
    walk.latest = issue_date if walk.latest is None else max(walk.latest, issue_date)
    walk.number, walk.head = number, chain_hash
