"""Between the stored row of an invoice and the record people work with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from invoicekit.errors import NotFound, StaleVersion
from invoicekit.model.invoice import Invoice
from invoicekit.model.record import (
    AppliedRate,
    Approval,
    Clearance,
    InvoiceRecord,
    InvoiceSummary,
    Link,
    Seal,
    SealedNumber,
    TemplateRef,
)
from invoicekit.model.rows import InvoiceRow
from invoicekit.model.stored import Id, changed
from invoicekit.model.trusted import trusted
from invoicekit.model.value import Value
from invoicekit.ports import UnitOfWork
from invoicekit.services._remembered import Remembered

ZERO = Decimal(0)


class RecordFile(Value):
    """What a record keeps beside its columns and its document: the `file` column."""

    template: TemplateRef
    locale: str
    originals: tuple[str, ...] = ()
    rates: tuple[AppliedRate, ...] = ()
    editors: tuple[str, ...] = ()
    submitted_by: str | None = None
    submitted_hash: str | None = None
    approvals: tuple[Approval, ...] = ()
    links: tuple[Link, ...] = ()
    clearance: Clearance | None = None
    given_issue_date: bool = False
    given_due_date: bool = False
    payment_terms: str | None = None
    issued_by: str | None = None
    note: str | None = None


def file_of(row: InvoiceRow) -> RecordFile:
    """Returns what the `file` column says."""
    return _FILES.of(row.file or "{}")


def invoice_of(row: InvoiceRow) -> Invoice:
    """Returns the document: of an issued record parsed from its sealed bytes."""
    text = row.document or "{}"
    if row.content_hash is None:
        return _DRAFTS.of(text)
    return Seal.model_validate_json(text).invoice


_FILES = Remembered(RecordFile.model_validate_json)
_DRAFTS = Remembered(Invoice.model_validate_json)
"""What is issued is looked at once more, and then seldom: its seals are not remembered."""


def record_of(row: InvoiceRow) -> InvoiceRecord:
    """Returns the record of a whole row (heavy columns included)."""
    return record_with(row, file_of(row), invoice_of(row))


def record_with(row: InvoiceRow, file: RecordFile, invoice: Invoice) -> InvoiceRecord:
    """Returns the record of a row whose heavy columns are at hand as these values."""
    made: dict[str, object] = dict(zip(_COLUMNS, _columns(row), strict=True))
    made.update(zip(_KEPT, _kept(file), strict=True))
    made |= {"tenant": row.tenant_id, "invoice": invoice, "seal": _seal(row, file)}
    return trusted(InvoiceRecord, made)


def summary_of(row: InvoiceRow) -> InvoiceSummary:
    """Returns one line of a list, from a row without its heavy columns."""
    return trusted(InvoiceSummary, dict(zip(_SUMMED, _summed(row), strict=True)))


_SUMMED = tuple(InvoiceSummary.model_fields)
_summed = attrgetter(*_SUMMED)
_COLUMNS = tuple(n for n in InvoiceRow.__dataclass_fields__ if n in InvoiceRecord.model_fields)
_columns = attrgetter(*_COLUMNS)
_KEPT = tuple(name for name in RecordFile.model_fields if name != "issued_by")
_kept = attrgetter(*_KEPT)


def _seal(row: InvoiceRow, file: RecordFile) -> SealedNumber | None:
    if row.number is None or row.issued_at is None:
        return None
    sealed: dict[str, object] = {
        "number": row.number,
        "series": row.series or "",
        "sequence": row.sequence or 0,
        "content_hash": row.content_hash or "",
        "chain_hash": row.chain_hash or "",
        "issued_at": row.issued_at,
        "issued_by": file.issued_by or "",
    }
    return trusted(SealedNumber, sealed)


def with_invoice(
    row: InvoiceRow, invoice: Invoice, seal: bytes | None = None, **changes: object
) -> InvoiceRow:
    """Returns the row with the columns that follow from its document, a draft's without a seal.

    Further changes are made with them.
    """
    text = invoice.canonical() if seal is None else seal
    return changed(row, **(columns_of(invoice) | {"document": text.decode()} | changes))


def columns_of(invoice: Invoice) -> dict[str, Any]:
    """Returns the columns that follow from a document."""
    totals = invoice.totals
    return {
        "type_code": invoice.type_code or "",
        "direction": -1 if invoice.is_credit else 1,
        **date_columns(invoice),
        "currency": invoice.currency or "",
        "without_vat": (totals.without_vat if totals else None) or ZERO,
        "vat": (totals.vat if totals else None) or ZERO,
        "total": (totals.with_vat if totals else None) or ZERO,
        "amount_due": (totals.amount_due if totals else None) or ZERO,
        "buyer_name": invoice.buyer.name if invoice.buyer else None,
        "buyer_country": invoice.buyer.country if invoice.buyer else None,
    }


def date_columns(invoice: Invoice) -> dict[str, date | None]:
    """Returns those columns of a document that issuing changes."""
    return {
        "issue_date": invoice.issue_date,
        "due_date": invoice.due_date,
        "tax_point_date": tax_point(invoice),
    }


def with_file(row: InvoiceRow, file: RecordFile) -> InvoiceRow:
    """Returns the row with this file."""
    return changed(row, file=file_text(file))


def file_text(file: RecordFile) -> str:
    """Returns what the `file` column says of a file."""
    text = file.canonical().decode()
    _FILES.note(text, file)
    return text


def tax_point(invoice: Invoice) -> date | None:
    """Returns the day that decides rates: tax point, delivery, end of period, else issue."""
    if invoice.tax_point_date:
        return invoice.tax_point_date
    if invoice.supply and invoice.supply.delivery_date:
        return invoice.supply.delivery_date
    if invoice.period and invoice.period.end:
        return invoice.period.end
    return invoice.issue_date


def locked(uow: UnitOfWork, invoice_id: str, *, version: int | None = None) -> InvoiceRow:
    """Returns an invoice's row, locked until the transaction ends.

    Raises:
        NotFound: No invoice has the id.
        StaleVersion: The caller's version is not the stored one.
    """
    [row] = locked_many(uow, [invoice_id])
    if version is not None:
        refuse_stale(row, version)
    return row


def refuse_stale(row: InvoiceRow, version: int) -> None:
    """Does nothing when the caller saw the stored version.

    Raises:
        StaleVersion: Somebody changed it since.
    """
    if row.version != version:
        raise StaleVersion(
            f"invoice {row.id} was changed by somebody else",
            where=row.id,
            expected=f"version {row.version}, not {version}",
            hint="Read it again and repeat the change.",
        )


def locked_many(uow: UnitOfWork, ids: list[str]) -> list[InvoiceRow]:
    """Returns rows in the order asked, locked in ascending order of id so that nobody deadlocks."""
    ascending = sorted(map(Id, set(ids)))
    found = dict(zip(ascending, uow.get(InvoiceRow, ascending, lock=True), strict=True))
    rows = []
    for each in ids:
        row = found[Id(each)]
        if row is None:
            raise unknown(each)
        rows.append(row)
    return rows


def read(uow: UnitOfWork, invoice_id: str) -> InvoiceRow:
    """Returns an invoice's row.

    Raises:
        NotFound: No invoice has the id.
    """
    [row] = uow.get(InvoiceRow, [Id(invoice_id)])
    if row is None:
        raise unknown(invoice_id)
    return row


def unknown(invoice_id: str) -> NotFound:
    """Returns the error for an id nothing is stored under."""
    return NotFound(
        f"no invoice {invoice_id!r}", where=invoice_id, hint="Search by number or customer."
    )
