"""The audit of number series as a table: read alone, and appended to the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from invoicekit.model.issuer import Issuer
from invoicekit.model.rows import InvoiceRow, SeriesRow
from invoicekit.model.rows.profile import IssuerRow
from invoicekit.numbering import Gap, SeriesAudit, SeriesEntry, audit, terms_of, unused
from invoicekit.ports import Query, UnitOfWork
from invoicekit.reports._cell import Cell
from invoicekit.reports._panel import Bars, Panel
from invoicekit.reports._rows import Rows
from invoicekit.reports._table import Table
from invoicekit.reports._words import Words

COLUMNS = ("issuer", "series", "first", "last", "documents", "voided", "finding", "numbers")
INTACT = "intact"


def audited(uow: UnitOfWork, as_of: date) -> Table:
    """Returns the audit of every series: its first and last number, documents, voids, findings.

    A series has a row for each finding, or one that says `intact`. A gap names sequences, `5-7`, as
    do the numbers of a block that nobody will use any more (`unused`), which are no gap; the other
    findings name the document.
    """
    issuers = [Issuer.model_validate_json(row.document) for row in uow.stream(Query(of=IssuerRow))]
    names = {issuer.id: issuer.party.name or "" for issuer in issuers}
    series = sorted(uow.stream(Query(of=SeriesRow)), key=lambda row: row.series)
    rests = {each.series: each for each in unused(series, issuers)}
    if rests and _goes_on(uow, as_of):  # what nobody will use any more is known of today alone
        rests = {}
    rows: list[tuple[Cell, ...]] = []
    for row in series:
        if terms_of(row.terms).source == "allotment":  # its blocks are series of their own
            continue
        rest = rests.get(row.series)
        left = () if rest is None else (("unused", _numbers(rest.first, rest.final)),)
        name = row.series.removeprefix(f"{row.issuer_id}/")
        rows += [
            (names.get(row.issuer_id, ""), name, *found) for found in _audit(uow, row, as_of, left)
        ]
    return Table("series", COLUMNS, tuple(rows), chart=panels)


def _goes_on(uow: UnitOfWork, as_of: date) -> bool:
    """Says whether a document was issued after a day."""
    after = Query(of=InvoiceRow, where=(("issue_date", ">", as_of),), limit=1)
    return bool(uow.page(after).items)


def panels(table: Rows, words: Words) -> tuple[Panel, ...]:
    """Returns how many documents each series has, and how many numbers are missing."""
    counts = {str(row["series"]): _count(row["documents"]) for row in table.records()}
    missing = dict.fromkeys(counts, 0)
    for row in table.records():
        if row["finding"] == "gap":
            missing[str(row["series"])] += _size(str(row["numbers"]))
    bars = (
        Bars(words.heading("documents"), tuple(counts.values())),
        Bars(words.text("chart.missing"), tuple(missing.values())),
    )
    shown = bars if any(missing.values()) else bars[:1]
    return (Panel(words.text("chart.series"), tuple(counts), shown, None, "lying"),) * bool(counts)


@dataclass(slots=True)
class _Seen:
    """What is remembered of the documents of a series, which may be a million."""

    stored: int = 0
    there: int = 0
    voided: int = 0
    first: str | None = None
    last: str | None = None


def _audit(
    uow: UnitOfWork, series: SeriesRow, as_of: date, left: Iterable[tuple[str, str]]
) -> Iterator[tuple[Cell, ...]]:
    query = Query(of=InvoiceRow, where=(("series", "=", series.series),), order="sequence")
    terms, seen = terms_of(series.terms), _Seen()
    result = audit(
        _entries(uow.stream(query), as_of, seen),
        begins=terms.first,
        ends=terms.final,
        last_date=terms.last_date,
    )
    if seen.stored and not seen.there:
        return
    before = terms.first - 1
    last = series.last if seen.there == seen.stored else result.last or before
    findings = list(_findings(result, series, (before, last))) or [(INTACT, "")]
    for finding, concerned in (*findings, *left):
        yield seen.first, seen.last, result.count, seen.voided, finding, concerned


def _entries(rows: Iterable[InvoiceRow], as_of: date, seen: _Seen) -> Iterator[SeriesEntry]:
    for row in rows:
        seen.stored += 1
        if not _was_there(row, as_of):
            continue
        seen.first = row.number if not seen.there else seen.first
        seen.last = row.number
        seen.there += 1
        seen.voided += bool(row.voided_at and row.voided_at.date() <= as_of)
        if row.sequence is not None and row.issue_date is not None:
            content, chained = row.content_hash or "", row.chain_hash or ""
            yield row.sequence, row.number or "", row.issue_date, content, chained


def _was_there(row: InvoiceRow, as_of: date) -> bool:
    """Numbers are given in the order of issue, so what was there on a day is a whole beginning."""
    issued = row.issued_at is None or row.issued_at.date() <= as_of
    return issued or (row.issue_date is not None and row.issue_date <= as_of)


def _findings(
    result: SeriesAudit, series: SeriesRow, given: tuple[int, int]
) -> Iterator[tuple[str, str]]:
    for gap in _gaps(result, *given):
        yield "gap", _numbers(gap.start, gap.end)
    for number in result.duplicates:
        yield "duplicate", number
    # An authority's numbers come in the order of its answers, whatever day it wrote on them.
    for number in result.date_inversions if series.pattern else ():
        yield "date_inversion", number
    for number in result.outside:
        yield "outside", number
    for number in result.broken_links:
        yield "broken_link", number


def _gaps(result: SeriesAudit, before: int, last: int) -> tuple[Gap, ...]:
    """What the counter gave out and no document has is missing too, at the end."""
    seen = result.last or before
    return result.gaps if seen >= last else (*result.gaps, Gap(seen + 1, last))


def _count(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def _numbers(first: int, final: int) -> str:
    return f"{first}-{final}" if final > first else str(first)


def _size(numbers: str) -> int:
    start, _, end = numbers.partition("-")
    return int(end or start) - int(start) + 1
