"""What the rules say of a document, without moving it."""

from __future__ import annotations

from decimal import Decimal

from invoicekit.findings import Report
from invoicekit.ports import UnitOfWork
from invoicekit.services._issuable import dated, report_on
from invoicekit.services._profiles import issuer_of
from invoicekit.services._quota import quota_warning
from invoicekit.services._records import file_of, invoice_of, read, record_of
from invoicekit.services._tools import Tools


def validate_invoice(
    uow: UnitOfWork, tools: Tools, invoice_id: str, *, available: Decimal | None = None
) -> Report:
    """Returns what `submit` would find, warnings too; a draft is judged as if issued today.

    Args:
        uow: The unit of work.
        tools: The tools.
        invoice_id: The document.
        available: The quota left at the platform, where there is one.

    Raises:
        NotFound: No such document.
        MissingExtra: An original cannot be made here.
    """
    row = read(uow, invoice_id)
    issuer, file, invoice = issuer_of(uow, row.issuer_id), file_of(row), invoice_of(row)
    if record_of(row).issued:
        return report_on(tools, invoice, file, issuer)
    report = report_on(tools, dated(invoice, file, tools.today(issuer)), file, issuer)
    short = quota_warning(uow, row, available)
    if short is None:
        return report
    return Report((*report.findings, short), report.profile, report.mode)
