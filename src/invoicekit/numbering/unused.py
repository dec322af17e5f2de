"""Rests of blocks that nobody will number from any more: no fault, but an auditor asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from invoicekit.model.issuer import Issuer
from invoicekit.model.numbers import BlockNumbers
from invoicekit.model.rows import SeriesRow
from invoicekit.numbering.terms import terms_of


class Unused(NamedTuple):
    """What is left of a block.

    Attributes:
        series: The block.
        holder: Who leased it.
        first: The first number never used, and `final` the last.
        over: Whether it is left since its period is over; else no issuer holds it any more.
    """

    series: str
    holder: str
    first: int
    final: int
    over: bool


def unused(series: Iterable[SeriesRow], issuers: Sequence[Issuer]) -> Iterator[Unused]:
    """Yields what is left of blocks that no issuer holds now, or that are of an earlier period.

    Args:
        series: All series of a tenant.
        issuers: All issuers as they number now.
    """
    blocks = [block for row in series if (block := _block(row)) is not None]
    newest: dict[tuple[str, str], str] = {}
    for each in blocks:
        holding = each.shared, each.holder
        newest[holding] = max(each.period, newest.get(holding, ""))
    for each in blocks:
        over = newest[each.shared, each.holder] > each.period
        abandoned = over or not any(_holds(issuer, each) for issuer in issuers)
        if each.first <= each.final and abandoned:
            yield Unused(each.series, each.holder, each.first, each.final, over)


class _Block(NamedTuple):
    """A block: whose it is, and the numbers it has left.

    `shared` is what all blocks of a series have in common in every period: owner, kind and prefix.
    """

    series: str
    shared: str
    period: str
    holder: str
    first: int
    final: int


def _block(row: SeriesRow) -> _Block | None:
    terms = terms_of(row.terms)
    if terms.source != "block" or terms.allotment is None or terms.final is None:
        return None
    shared, _, period = terms.allotment.removesuffix("/blocks").rpartition("/")
    holder = row.series.removeprefix(f"{terms.allotment}/").rpartition("/")[0]
    return _Block(row.series, shared, period, holder, row.last + 1, terms.final)


def _holds(issuer: Issuer, block: _Block) -> bool:
    prefixes = {"invoice": issuer.series_prefix, "credit": issuer.credit_note_prefix}
    for numbers in (issuer.numbers, issuer.credit_note_numbers):
        if not isinstance(numbers, BlockNumbers) or not block.shared.startswith(f"{numbers.of}/"):
            continue
        group, _, prefix = block.shared.removeprefix(f"{numbers.of}/").partition("/")
        holder = numbers.holder or issuer.id
        if holder == block.holder and prefix == prefixes.get(group, prefix):
            return True
    return False
