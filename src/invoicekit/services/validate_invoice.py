"""What the rules say of a document, without moving it."""

from __future__ import annotations

from invoicekit.findings import Report
from invoicekit.ports import UnitOfWork
from invoicekit.services._issuable import dated, report_on
from invoicekit.services._profiles import issuer_of
from invoicekit.services._records import file_of, invoice_of, read, record_of
from invoicekit.services._tools import Tools


def validate_invoice(uow: UnitOfWork, tools: Tools, invoice_id: str) -> Report:
    """Returns what `submit` would find, warnings too; a draft is judged as if issued today.

    Raises:
        NotFound: No such document.
        MissingExtra: An original cannot be made here.
    """
    row = read(uow, invoice_id)
    issuer, file, invoice = issuer_of(uow, row.issuer_id), file_of(row), invoice_of(row)
    if not record_of(row).issued:
        invoice = dated(invoice, file, tools.today(issuer))
    return report_on(tools, invoice, file, issuer)
