"""What issuing today would give, without writing anything."""

from __future__ import annotations

from invoicekit.model.record import InvoiceRecord
from invoicekit.ports import UnitOfWork
from invoicekit.services._issuable import dates_of, ensure_issuable
from invoicekit.services._moves import content_hash
from invoicekit.services._profiles import issuer_of
from invoicekit.services._records import file_of, read, record_of
from invoicekit.services._tools import Tools


def preview_invoice(uow: UnitOfWork, tools: Tools, invoice_id: str) -> InvoiceRecord:
    """Returns the record with the invoice as it would be issued today, number absent.

    Raises:
        ValidationFailed: It could not be issued; every finding at once.
        NotFound: No such document.
    """
    row = read(uow, invoice_id)
    record = record_of(row)
    if record.issued:
        return record
    issuer, file = issuer_of(uow, row.issuer_id), file_of(row)
    filled = dates_of(record.invoice, file, tools.today(issuer))
    ensure_issuable(tools, record, file, issuer, filled, content_hash(row))
    return record.replace(invoice=record.invoice.replace(**filled))
