"""Proving an allotment: its blocks cover it from the first number on, each leased once.

A number that a till leased and never used is no fault: nothing was lost. But an auditor who counts
asks for it, so that those which nobody will use any more are listed, with what to do.
"""

from __future__ import annotations

from collections.abc import Iterator

from invoicekit.model.rows import IssuerRow, SeriesRow
from invoicekit.numbering import terms_of, unused
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
    """Yields the rests of blocks that nobody numbers from any more, with what to do."""
    series = list(uow.stream(Query(of=SeriesRow)))
    if not any(terms_of(row.terms).source == "block" for row in series):
        return
    issuers = [issuer_of(uow, row.id) for row in uow.stream(Query(of=IssuerRow))]
    for each in unused(series, issuers):
        rest = f"{each.first} to {each.final}" if each.first < each.final else str(each.first)
        why = "its period is over" if each.over else "no issuer holds it any more"
        yield (
            f"series {each.series}: the numbers {rest} were leased by {each.holder} and "
            f"never used, and {why}: note them as unused where the books are explained, or let "
            f"an issuer use them up (numbers=BlockNumbers(of=…, holder={each.holder!r}))"
        )


def _blocks(uow: UnitOfWork, key: str) -> Iterator[tuple[int, int]]:
    where: tuple[Condition, ...] = (
        ("series", ">", key + "/"),
        ("series", "<", key + "0"),
    )  # "0" comes after "/"
    for row in uow.stream(Query(of=SeriesRow, where=where)):
        terms = terms_of(row.terms)
        if terms.allotment == key and terms.final is not None:
            yield terms.first, terms.final
