"""A tax platform calls back: a hint, which the next run of the outbox confirms by a query.

Callbacks are not signed, so nothing in one is believed but which request it is about.
"""

from __future__ import annotations

from dataclasses import replace

from invoicekit.model.rows import InvoiceRow, OutboxRow
from invoicekit.model.status import DocumentStatus
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.services._records import file_of
from invoicekit.services._tools import Tools
from invoicekit.services.clear_invoice import CLEAR


def hear_callback(uow: UnitOfWork, tools: Tools, request_id: str) -> str | None:
    """Has a request asked about at once, and returns the id of its document.

    None where no document waits under it: it is answered already, or not ours.
    """
    where: tuple[Condition, ...] = (("document_status", "=", DocumentStatus.ISSUING.value),)
    for row in uow.stream(Query(of=InvoiceRow, where=where, heavy=True)):
        clearance = file_of(row).clearance
        if clearance is None or clearance.request_id != request_id:
            continue
        asked: tuple[Condition, ...] = (("topic", "=", CLEAR), ("subject", "=", row.id))
        for message in list(uow.stream(Query(of=OutboxRow, where=asked))):
            if message.state == "pending" and message.lease_owner is None:
                due = replace(message, revision=message.revision + 1, due_at=tools.now())
                uow.replace([due])
        return row.id
    return None
