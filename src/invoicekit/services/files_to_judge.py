"""The files that issuing will judge, for those who judge them ahead of the transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from invoicekit.model.invoice import Invoice
from invoicekit.model.rows import InvoiceRow
from invoicekit.model.stored import Id
from invoicekit.ports import UnitOfWork
from invoicekit.services._issuable import dated, originals_of
from invoicekit.services._profiles import issuer_of
from invoicekit.services._records import file_of, invoice_of
from invoicekit.services._tools import Tools


def files_to_judge(
    uow: UnitOfWork, tools: Tools, ids: Sequence[str]
) -> Iterator[tuple[Invoice, str]]:
    """Yields each document as it would be issued now, with each kind of file it will become.

    Documents that are not there, or are issued already, are left out.
    """
    for row in uow.get(InvoiceRow, [Id(each) for each in dict.fromkeys(ids)]):
        if row is None or row.content_hash is not None:
            continue
        file = file_of(row)
        invoice = dated(invoice_of(row), file, tools.today(issuer_of(uow, row.issuer_id)))
        for kind in originals_of(tools, file):
            yield invoice, kind
