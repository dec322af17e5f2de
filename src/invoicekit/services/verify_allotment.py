"""Proving an allotment: its blocks cover it from the first number on, each leased once."""

from __future__ import annotations

from collections.abc import Iterator

from invoicekit.model.rows import SeriesRow
from invoicekit.numbering import terms_of
from invoicekit.ports import Condition, Query, UnitOfWork


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


def _blocks(uow: UnitOfWork, key: str) -> Iterator[tuple[int, int]]:
    where: tuple[Condition, ...] = (
        ("series", ">", key + "/"),
        ("series", "<", key + "0"),
    )  # "0" comes after "/"
    for row in uow.stream(Query(of=SeriesRow, where=where)):
        terms = terms_of(row.terms)
        if terms.allotment == key and terms.final is not None:
            yield terms.first, terms.final
