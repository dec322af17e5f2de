"""Proving that nothing was lost, doubled or changed: series, chains, projections, archive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from invoicekit.chain import GENESIS
from invoicekit.lifecycle import best
from invoicekit.model.rows import (
    AllocationRow,
    EventRow,
    InvoiceRow,
    PaymentRow,
    SeriesRow,
)
from invoicekit.money import ZERO, exact, plain
from invoicekit.numbering import SeriesAudit, SeriesEntry, audit, terms_of
from invoicekit.ports import Archive, Query, UnitOfWork
from invoicekit.services._ledger import settled
from invoicekit.services.roll_up import rollup_faults
from invoicekit.services.send_invoice import deliveries_of
from invoicekit.services.verify_allotment import abandoned_numbers, allotment_faults
from invoicekit.services.verify_archive import verify_kept
from invoicekit.services.verify_documents import document_faults, number_fault, orphan_faults
from invoicekit.services.verify_events import event_faults


@dataclass(frozen=True)
class Verification:
    """What was looked at, and everything that is not as it should be.

    Attributes:
        counts: How many series, documents, events, payments, sums and files were checked.
        faults: One sentence each; empty when all is intact.
        notices: What is as it was written, and somebody should see to: numbers left unused,
            documents that are not found by their words.
    """

    counts: dict[str, int] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify_tenant(uow: UnitOfWork, archive: Archive | None = None) -> Verification:
    """Returns the verification of everything a tenant has; the archive's bytes where given."""
    counts: dict[str, int] = {}
    faults: list[str] = []
    for name, check in (
        ("series", _series),
        ("documents", _documents),
        ("events", event_faults),
        ("payments", _payments),
        ("sums", rollup_faults),
    ):
        seen, found = check(uow)
        counts[name] = seen
        faults += found
    if archive is not None:
        seen, found = verify_kept(uow, archive)
        counts["files"] = seen
        faults += found
    return Verification(counts, tuple(faults), tuple(abandoned_numbers(uow)))


def _series(uow: UnitOfWork) -> tuple[int, list[str]]:
    faults, known = [], set[str]()
    for series in uow.stream(Query(of=SeriesRow)):
        known.add(series.series)
        terms = terms_of(series.terms)
        if terms.source == "allotment":
            faults += [f"series {series.series}: {each}" for each in allotment_faults(uow, series)]
            continue
        query = Query(
            of=InvoiceRow, where=(("series", "=", series.series),), order="sequence", heavy=True
        )
        result = audit(
            _entries(uow, query), begins=terms.first, ends=terms.final, last_date=terms.last_date
        )
        # An authority's numbers come in the order of its answers, whatever day it wrote on them.
        result = result if series.pattern else replace(result, date_inversions=())
        faults += [f"series {series.series}: {fault}" for fault in _told(result)]
        given = series.last - terms.first + 1
        if result.count != given:
            faults.append(
                f"series {series.series}: the counter says {given}, "
                f"{result.count} documents are stored"
            )
        if result.head != (series.head or GENESIS):
            faults.append(f"series {series.series}: the chain does not end at its head")
        wrong = (number_fault(series, row) for row in uow.stream(query))
        faults += [f"series {series.series}: {fault}" for fault in wrong if fault]
    numbered = uow.totals(Query(of=InvoiceRow), by=("series",), sums=())
    faults += [
        f"series {series}: {count} documents are stored, and it is gone"
        for series, count in numbered
        if series is not None and series not in known
    ]
    return len(known), faults


def _entries(uow: UnitOfWork, query: Query[InvoiceRow]) -> Iterator[SeriesEntry]:
    for row in uow.stream(query):
        if row.sequence is not None and row.issue_date is not None:
            yield (
                row.sequence,
                row.number or "",
                row.issue_date,
                row.content_hash or "",
                row.chain_hash or "",
            )


def _told(result: SeriesAudit) -> Iterator[str]:
    for gap in result.gaps:
        yield f"the numbers {gap.start} to {gap.end} are missing"
    for number in result.duplicates:
        yield f"{number} occurs twice"
    for number in result.outside:
        yield f"{number} stands outside of the numbers the series has"
    for number in result.date_inversions:
        yield f"{number} is dated before the number in front of it"
    for number in result.broken_links:
        yield f"{number} does not follow from the document in front of it"


def _documents(uow: UnitOfWork) -> tuple[int, list[str]]:
    faults, count = [], 0
    for row in uow.stream(Query(of=InvoiceRow, heavy=True)):
        count += 1
        faults += _projection_faults(uow, row)
        faults += _delivery_faults(uow, row)
        faults += document_faults(uow, row)
    faults += orphan_faults(uow)
    return count, faults


_PROJECTED = (
    "paid_amount",
    "credited_amount",
    "written_off_amount",
    "open_amount",
    "payment_status",
)


def _projection_faults(uow: UnitOfWork, row: InvoiceRow) -> list[str]:
    right = settled(_with_amounts(row, _booked(uow, row)))
    return [
        f"invoice {row.number or row.id}: {column} is {getattr(row, column)}, "
        f"the ledger says {getattr(right, column)}"
        for column in _PROJECTED
        if getattr(row, column) != getattr(right, column)
    ]


def _booked(uow: UnitOfWork, row: InvoiceRow) -> dict[str, Decimal]:
    query = Query(of=AllocationRow, where=(("invoice_id", "=", row.id),))
    sums = uow.totals(query, by=("kind",), sums=("amount",))
    return {str(kind): amount for kind, _, amount in sums if isinstance(amount, Decimal)}


def _with_amounts(row: InvoiceRow, booked: dict[str, Decimal]) -> InvoiceRow:
    return replace(
        row,
        paid_amount=booked.get("payment", ZERO),
        credited_amount=booked.get("credit", ZERO),
        written_off_amount=booked.get("write_off", ZERO),
    )


def _delivery_faults(uow: UnitOfWork, row: InvoiceRow) -> list[str]:
    deliveries = deliveries_of(uow, row.id)
    status = best(each.status for each in deliveries).value
    if status == row.delivery_status:
        return []
    name = row.number or row.id
    return [f"invoice {name}: delivery is {row.delivery_status}, its deliveries say {status}"]


def _payments(uow: UnitOfWork) -> tuple[int, list[str]]:
    faults, count = [], 0
    for row in uow.stream(Query(of=PaymentRow)):
        count += 1
        query = Query(of=AllocationRow, where=(("source_id", "=", row.id),))
        sums = uow.totals(query, by=(), sums=("amount",))
        booked = sums[0][-1] if sums else ZERO
        if (booked or ZERO) != row.applied:
            faults.append(f"payment {row.id}: {row.applied} is applied, the ledger says {booked}")
        told = _as_recorded(uow, row)
        if told != (row.amount, row.currency):
            was = " ".join(map(str, told)) if told else "nothing"
            faults.append(
                f"payment {row.id}: it is {plain(row.amount)} {row.currency}, recorded was {was}"
            )
    return count, faults


def _as_recorded(uow: UnitOfWork, row: PaymentRow) -> tuple[Decimal, str] | None:
    """Returns amount and currency as the first event of a payment says."""
    query = Query(of=EventRow, where=(("subject", "=", row.id), ("sequence", "=", 1)))
    for event in uow.stream(query):
        data = json.loads(event.data)
        return exact(data.get("amount", "0")), str(data.get("currency"))
    return None
