"""Proving that the columns of a document say what its text says, and that nothing of it is missing.

Lists, searches and statistics read columns, people read the sealed text: a changed column would be
believed for years.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from pydantic import ValidationError

from invoicekit.chain import digest
from invoicekit.model.invoice import Invoice
from invoicekit.model.rows import (
    AllocationRow,
    ArchiveRow,
    InvoiceRow,
    OutboxRow,
    PaymentRow,
    ReceivedRow,
    SeriesRow,
)
from invoicekit.numbering import parse_pattern
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._events import Chained
from invoicekit.services._records import file_of, invoice_of, with_invoice

_COLUMNS = (
    "type_code",
    "direction",
    "issue_date",
    "due_date",
    "tax_point_date",
    "currency",
    "without_vat",
    "vat",
    "total",
    "amount_due",
    "buyer_name",
    "buyer_country",
)


def document_faults(uow: UnitOfWork, row: InvoiceRow) -> Iterator[str]:
    """Yields what is wrong with the seal, the columns and the originals of a document."""
    name = f"invoice {row.number or row.id}"
    if row.content_hash and digest((row.document or "").encode()) != row.content_hash:
        yield f"{name}: the sealed content was changed"
        return
    try:
        invoice = invoice_of(row)
    except ValidationError:
        yield f"{name}: its text cannot be read"
        return
    yield from (f"{name}: {fault}" for fault in _column_faults(row, invoice))
    if row.content_hash:
        yield from (f"{name}: {fault}" for fault in _missing_originals(uow, row))


def number_fault(series: SeriesRow, row: InvoiceRow) -> str | None:
    """Returns what is wrong with a number that its series wrote, None where it is right."""
    if not series.pattern or row.number is None:
        return None
    read = parse_pattern(series.pattern).read(row.number, prefix=series.prefix)
    if read is not None and read.sequence == row.sequence:
        return None
    return f"{row.number} is not number {row.sequence} of the pattern {series.pattern}"


def orphan_faults(uow: UnitOfWork) -> Iterator[str]:
    """Yields the originals and bookings whose document or payment is gone."""
    kept = (row.invoice_id for row in uow.stream(Query(of=ArchiveRow)))
    for gone in _gone(uow, (InvoiceRow, ReceivedRow), kept):
        yield f"document {gone}: its originals are in the archive, and it is gone"
    booked = (row.source_id for row in uow.stream(Query(of=AllocationRow)) if row.source_id)
    for gone in _gone(uow, (PaymentRow, InvoiceRow), booked):
        yield f"{gone}: it settles invoices, and is gone"


def _gone(uow: UnitOfWork, kinds: Iterable[type[Chained]], ids: Iterable[str]) -> list[str]:
    """Returns the ids that nothing has, each once; some hundreds are looked up at a time."""
    missing: dict[str, None] = {}
    left = iter(ids)
    while several := set(islice(left, 500)):
        for kind in kinds:
            query = Query(of=kind, where=(("id", "in", tuple(several)),))
            several -= {row.id for row in uow.stream(query)}
            if not several:
                break
        missing |= dict.fromkeys(sorted(several))
    return list(missing)


def _column_faults(row: InvoiceRow, invoice: Invoice) -> Iterator[str]:
    right = with_invoice(row, invoice, (row.document or "").encode())
    for column in _COLUMNS:
        if getattr(row, column) != getattr(right, column):
            yield f"{column} is {getattr(row, column)}, its text says {getattr(right, column)}"
    if row.content_hash and row.number != invoice.number:
        yield f"number is {row.number}, its text says {invoice.number}"


def _missing_originals(uow: UnitOfWork, row: InvoiceRow) -> Iterator[str]:
    """An original may wait in the outbox, or have been given up there; else it is archived."""
    query = Query(of=ArchiveRow, where=(("invoice_id", "=", row.id),))
    missing = {*file_of(row).originals} - {each.kind for each in uow.stream(query)}
    if not missing:
        return
    waiting = Query(of=OutboxRow, where=(("topic", "=", "archive"), ("subject", "=", row.id)))
    if any(message.state != "done" for message in uow.stream(waiting)):
        return
    yield f"its original as {', '.join(sorted(missing))} is not in the archive"
