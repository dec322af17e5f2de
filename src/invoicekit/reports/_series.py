"""The audit of number series as a table: read alone, and appended to the register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from invoicekit.model.rows import InvoiceRow, SeriesRow
from invoicekit.model.rows.profile import IssuerRow
from invoicekit.numbering import Gap, SeriesAudit, SeriesEntry, audit, terms_of
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

    A series has a row for each finding, or one that says `intact`. A gap names sequences, `5-7`;
    the other findings name the document.
    """
    issuers = {issuer.id: issuer.name for issuer in uow.stream(Query(of=IssuerRow))}
    rows: list[tuple[Cell, ...]] = []
    for series in sorted(uow.stream(Query(of=SeriesRow)), key=lambda row: row.series):
        if terms_of(series.terms).source == "allotment":  # its blocks are series of their own
            continue
        name = series.series.removeprefix(f"{series.issuer_id}/")
        rows += [
            (issuers.get(series.issuer_id, ""), name, *found)
            for found in _audit(uow, series, as_of)
        ]
    return Table("series", COLUMNS, tuple(rows), chart=panels)


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


def _audit(uow: UnitOfWork, series: SeriesRow, as_of: date) -> Iterator[tuple[Cell, ...]]:
    query = Query(of=InvoiceRow, where=(("series", "=", series.series),), order="sequence")
    stored = list(uow.stream(query))
    documents = [document for document in stored if _was_there(document, as_of)]
    if not documents and stored:
        return
    terms = terms_of(series.terms)
    result = audit(
        _entries(documents), begins=terms.first, ends=terms.final, last_date=terms.last_date
    )
    before = terms.first - 1
    last = series.last if len(documents) == len(stored) else result.last or before
    voided = sum(bool(each.voided_at and each.voided_at.date() <= as_of) for each in documents)
    numbers = [document.number for document in documents] or [None]
    for finding, concerned in list(_findings(result, series, (before, last))) or [(INTACT, "")]:
        yield numbers[0], numbers[-1], result.count, voided, finding, concerned


def _was_there(row: InvoiceRow, as_of: date) -> bool:
    """Numbers are given in the order of issue, so what was there on a day is a whole beginning."""
    issued = row.issued_at is None or row.issued_at.date() <= as_of
    return issued or (row.issue_date is not None and row.issue_date <= as_of)


def _entries(documents: list[InvoiceRow]) -> Iterator[SeriesEntry]:
    for row in documents:
        if row.sequence is not None and row.issue_date is not None:
            content, chained = row.content_hash or "", row.chain_hash or ""
            yield row.sequence, row.number or "", row.issue_date, content, chained


def _findings(
    result: SeriesAudit, series: SeriesRow, given: tuple[int, int]
) -> Iterator[tuple[str, str]]:
    for gap in _gaps(result, *given):
        yield "gap", f"{gap.start}-{gap.end}" if gap.end > gap.start else str(gap.start)
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


def _size(numbers: str) -> int:
    start, _, end = numbers.partition("-")
    return int(end or start) - int(start) + 1
