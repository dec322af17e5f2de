"""The series of a batch: locked in the order of their keys, each with room, written at the end."""

from __future__ import annotations

from collections.abc import Iterable

from invoicekit.chain import GENESIS
from invoicekit.errors import ConfigurationError
from invoicekit.model.numbers import SeriesTerms
from invoicekit.model.rows import SeriesRow
from invoicekit.model.stored import Id, changed
from invoicekit.numbering import Lease, SeriesPlan, left, terms_of
from invoicekit.ports import Condition, Query, UnitOfWork


class Books:
    """The locked series that number a batch.

    Args:
        uow: The transaction.
        plans: Of all documents, each with the id of its issuer.
    """

    def __init__(self, uow: UnitOfWork, plans: Iterable[tuple[SeriesPlan, Id]]) -> None:
        self._uow = uow
        self._open: dict[str, SeriesRow] = {}
        by_key = {_name(plan): (plan, issuer_id) for plan, issuer_id in plans}
        for name in sorted(by_key):
            plan, issuer_id = by_key[name]
            self._open[name] = _opened(uow, plan, issuer_id)

    def row(self, plan: SeriesPlan, issuer_id: Id) -> SeriesRow:
        """Returns the series that numbers the next document of a plan."""
        name = _name(plan)
        row = self._open[name]
        if plan.lease is not None and not has_room(row):
            self._uow.replace([changed(row, revision=row.revision + 1)])
            row = self._open[name] = _leased(self._uow, plan, plan.lease, issuer_id)
        return row

    def moved(self, plan: SeriesPlan, row: SeriesRow) -> None:
        """Keeps a series that has given out a number."""
        self._open[_name(plan)] = row

    def close(self) -> None:
        """Writes the series."""
        rows = self._open.values()
        self._uow.replace([changed(row, revision=row.revision + 1) for row in rows])


def has_room(row: SeriesRow) -> bool:
    """Says whether a series has a number left."""
    return left(terms_of(row.terms), row.last) != 0


def ensured(uow: UnitOfWork, plan: SeriesPlan, issuer_id: Id) -> SeriesRow:
    """Returns the locked series of a plan, made first where there is none.

    Raises:
        ConfigurationError: It was begun otherwise than the issuer says now.
    """
    [row] = uow.get(SeriesRow, [plan.key], lock=True)
    if row is not None and plan.terms is None:
        return row
    new = _new(uow, plan, issuer_id)
    if row is None:
        uow.add([new], ignore_existing=True)
        [row] = uow.get(SeriesRow, [plan.key], lock=True)
    row = row or new
    if plan.terms is None or row.terms == new.terms:
        return row
    if terms_of(row.terms).source == plan.terms.source == "approved_range":  # such as prolonged
        return changed(row, terms=new.terms)
    raise ConfigurationError(
        f"the series {row.series} has been begun, and its numbers stand at {row.last}",
        where=row.series,
        expected="the numbers as they were said before its first document",
        hint="Give the issuer another series_prefix, or say the numbers before the first document.",
    )


def _name(plan: SeriesPlan) -> str:
    return plan.key if plan.lease is None else f"{plan.key}/{plan.lease.holder}/"


def _opened(uow: UnitOfWork, plan: SeriesPlan, issuer_id: Id) -> SeriesRow:
    if plan.lease is None:
        return ensured(uow, plan, issuer_id)
    return _current(uow, plan) or _leased(uow, plan, plan.lease, issuer_id)


def _current(uow: UnitOfWork, plan: SeriesPlan) -> SeriesRow | None:
    """Returns the holder's newest block, locked, where it has room."""
    name = _name(plan)
    where: tuple[Condition, ...] = (("series", ">=", name), ("series", "<", name + ":"))
    query = Query(of=SeriesRow, where=where, descending=True, limit=1)  # ":" is after the digits
    found = uow.page(query).items
    [row] = uow.get(SeriesRow, [found[0].series], lock=True) if found else [None]
    return row if row is not None and has_room(row) else None


def _leased(uow: UnitOfWork, plan: SeriesPlan, lease: Lease, issuer_id: Id) -> SeriesRow:
    """Returns a block leased just now, or by another of the same holder while we waited."""
    whole = SeriesPlan(plan.key, plan.prefix, plan.pattern, SeriesTerms(source="allotment"))
    allotment = ensured(uow, whole, issuer_id)
    if (other := _current(uow, plan)) is not None:
        return other
    first, final = allotment.last + 1, allotment.last + lease.size
    uow.replace([changed(allotment, revision=allotment.revision + 1, last=final)])
    terms = SeriesTerms(source="block", first=first, final=final, allotment=plan.key)
    key = f"{_name(plan)}{first:012d}"
    block = _new(uow, SeriesPlan(key, plan.prefix, plan.pattern, terms), issuer_id)
    uow.add([block])
    return block


def _new(uow: UnitOfWork, plan: SeriesPlan, issuer_id: Id) -> SeriesRow:
    terms = plan.terms
    return SeriesRow(
        tenant_id=uow.tenant,
        series=plan.key,
        issuer_id=issuer_id,
        prefix=plan.prefix,
        pattern=plan.pattern,
        last=terms.first - 1 if terms else 0,
        last_date=terms.last_date if terms else None,
        head=GENESIS,
        terms=terms.canonical().decode() if terms else None,
    )
