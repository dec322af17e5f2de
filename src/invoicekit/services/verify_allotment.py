"""Proving an allotment: its blocks cover it from the first number on, each leased once.

A number that a till leased and never used is no fault: nothing was lost. But an auditor who counts
asks for it, so that those which nobody will use any more are listed, with what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from invoicekit.model.issuer import Issuer
from invoicekit.model.numbers import BlockNumbers
from invoicekit.model.rows import IssuerRow, SeriesRow
from invoicekit.numbering import terms_of
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.services._profiles import issuer_of


def allotment_faults(uow: UnitOfWork, allotment: SeriesRow) -> Iterator[str]:
    """Yields the numbers that no block has, or two, up to the last that was leased."""
    reached = 0
    for first, final in sorted(_blocks(uow, allotment.series)):
        if first > reached + 1:
            yield f"the numbers {reached + 1} to {first - 1} were leased, and no block has them"
        if first <= reached:
            yield f"the numbers {first} to {min(reached, final)} are in two blocks"
        reached = max(reached, final)
    if reached != allotment.last:
        yield f"the numbers up to {allotment.last} were leased, the blocks end at {reached}"


def abandoned_numbers(uow: UnitOfWork) -> Iterator[str]:
    """Yields the rests of blocks that nobody numbers from any more.

    That is the case where no issuer holds the block now, or where its holder has one of a later
    period: the year is over.
    """
    rests = [each for row in uow.stream(Query(of=SeriesRow)) for each in _rest(row)]
    if not any(each.unused for each in rests):
        return
    issuers = [issuer_of(uow, row.id) for row in uow.stream(Query(of=IssuerRow))]
    newest: dict[tuple[str, str], str] = {}
    for each in rests:
        newest[each.shared, each.holder] = max(
            each.period, newest.get((each.shared, each.holder), "")
        )
    for each in rests:
        over = newest[each.shared, each.holder] > each.period
        held = any(_holds(issuer, each) for issuer in issuers)
        if each.unused and (over or not held):
            why = "its period is over" if over else "no issuer holds it any more"
            yield (
                f"series {each.series}: the numbers {each.unused} were leased by {each.holder} and "
                f"never used, and {why}: note them as unused where the books are explained, or let "
                f"an issuer use them up (numbers=BlockNumbers(of=…, holder={each.holder!r}))"
            )


class _Rest(NamedTuple):
    """A block: whose it is, and what is left of it, as `5 to 9`; nothing of one used up.

    `shared` is what all blocks of a series have in common in every period: owner, kind and prefix.
    """

    series: str
    shared: str
    period: str
    holder: str
    unused: str


def _rest(row: SeriesRow) -> Iterator[_Rest]:
    terms = terms_of(row.terms)
    if terms.source != "block" or terms.allotment is None or terms.final is None:
        return
    shared, _, period = terms.allotment.removesuffix("/blocks").rpartition("/")
    holder = row.series.removeprefix(f"{terms.allotment}/").rpartition("/")[0]
    first = row.last + 1
    unused = f"{first} to {terms.final}" if first < terms.final else str(first)
    yield _Rest(row.series, shared, period, holder, unused if first <= terms.final else "")


def _holds(issuer: Issuer, block: _Rest) -> bool:
    prefixes = {"invoice": issuer.series_prefix, "credit": issuer.credit_note_prefix}
    for numbers in (issuer.numbers, issuer.credit_note_numbers):
        if not isinstance(numbers, BlockNumbers) or not block.shared.startswith(f"{numbers.of}/"):
            continue
        group, _, prefix = block.shared.removeprefix(f"{numbers.of}/").partition("/")
        holder = numbers.holder or issuer.id
        if holder == block.holder and prefix == prefixes.get(group, prefix):
            return True
    return False


def _blocks(uow: UnitOfWork, key: str) -> Iterator[tuple[int, int]]:
    where: tuple[Condition, ...] = (
        ("series", ">", key + "/"),
        ("series", "<", key + "0"),
    )  # "0" comes after "/"
    for row in uow.stream(Query(of=SeriesRow, where=where)):
        terms = terms_of(row.terms)
        if terms.allotment == key and terms.final is not None:
            yield terms.first, terms.final
