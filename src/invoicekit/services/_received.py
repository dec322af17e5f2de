"""Received invoices in the storage: found, locked, kept with what happened to them."""

from __future__ import annotations

from dataclasses import replace

from invoicekit.chain import canonical
from invoicekit.errors import NotFound
from invoicekit.model.event import Actor
from invoicekit.model.invoice import Totals
from invoicekit.model.received import Received
from invoicekit.model.rows import ReceivedRow
from invoicekit.model.stored import Id
from invoicekit.money import ZERO
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened, save
from invoicekit.services._tools import Tools


def get_received(uow: UnitOfWork, received_id: str) -> Received:
    """Returns a received invoice.

    Raises:
        NotFound: There is none.
    """
    [row] = uow.get(ReceivedRow, [Id(received_id)])
    if row is None:
        raise _unknown(received_id)
    return Received.model_validate_json(row.document)


def row_of(uow: UnitOfWork, received: Received) -> ReceivedRow:
    """Returns the row of a received invoice, with the columns that it is searched by."""
    invoice = received.invoice
    totals = invoice.totals or Totals()
    return ReceivedRow(
        tenant_id=uow.tenant,
        id=Id(received.id),
        natural_key=received.key,
        number=invoice.number or "",
        seller_name=invoice.seller.name if invoice.seller else None,
        issue_date=invoice.issue_date,
        direction=-1 if invoice.is_credit else 1,
        currency=invoice.currency or "",
        without_vat=totals.without_vat or ZERO,
        vat=totals.vat or ZERO,
        total=totals.with_vat or ZERO,
        use=received.use.value,
        use_period=received.use_period,
        booking=received.booking.value,
        received_at=received.received_at,
        document=canonical(received.model_dump(mode="json", exclude_none=True)).decode(),
    )


def keep_received(
    uow: UnitOfWork,
    tools: Tools,
    row: ReceivedRow,
    received: Received,
    event_type: str,
    actor: Actor | str,
    permission: str = "received.keep",
    **data: object,
) -> Received:
    """Stores a received invoice that changed, with what happened to it, and returns it."""
    authorise(tools, actor, permission)
    received = received.replace(version=received.version + 1)
    kept = row_of(uow, received)
    kept = replace(
        kept, revision=row.revision + 1, event_count=row.event_count, event_head=row.event_head
    )
    kept, event = happened(tools, kept, event_type, actor, **data)
    save(uow, kept, event)
    return received


def known_by(uow: UnitOfWork, key: str) -> tuple[ReceivedRow, Received] | None:
    """Returns the invoice of a natural key and its row, locked; None where there is none yet."""
    found = list(uow.stream(Query(of=ReceivedRow, where=(("natural_key", "=", key),))))
    return locked_received(uow, found[0].id) if found else None


def locked_received(uow: UnitOfWork, received_id: str) -> tuple[ReceivedRow, Received]:
    """Returns a received invoice and its row, locked until the transaction ends.

    Raises:
        NotFound: There is none.
    """
    [row] = uow.get(ReceivedRow, [Id(received_id)], lock=True)
    if row is None:
        raise _unknown(received_id)
    return row, Received.model_validate_json(row.document)


def _unknown(received_id: str) -> NotFound:
    return NotFound(f"no received invoice {received_id!r}", where=received_id)
