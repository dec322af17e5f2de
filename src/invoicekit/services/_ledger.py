"""Booking on the receivables ledger: allocation rows, and the projections written with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicekit.errors import OverAllocated
from invoicekit.lifecycle import Ledger
from invoicekit.model.event import Actor
from invoicekit.model.payment import Allocation, AllocationKind
from invoicekit.model.rows import AllocationRow, InvoiceRow
from invoicekit.model.stored import Id, changed
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._events import happened
from invoicekit.services._tools import Tools, name_of

_COLUMN = {"payment": "paid_amount", "credit": "credited_amount", "write_off": "written_off_amount"}


@dataclass(frozen=True, kw_only=True)
class Booking:
    """One row to book: so much of a source settles so much of an invoice."""

    invoice: InvoiceRow
    amount: Decimal
    kind: AllocationKind = "payment"
    source_id: str = ""
    booking_date: date
    reason: str | None = None
    reverses: Id | None = None


def book(uow: UnitOfWork, tools: Tools, bookings: Iterable[Booking], *, actor: Actor | str) -> None:
    """Books rows on locked invoices and moves their projections, with one event each.

    Several bookings on one invoice are put together.

    Raises:
        OverAllocated: A booking exceeds what the invoice has open.
    """
    rows: dict[str, InvoiceRow] = {}
    entries, events = [], []
    for booking in bookings:
        invoice = rows.get(booking.invoice.id, booking.invoice)
        _refuse_excess(invoice, booking)
        entry = _entry(uow, tools, booking, actor)
        moved = projected(invoice, booking.kind, booking.amount)
        moved, event = happened(
            tools,
            moved,
            f"invoice.{booking.kind}_{'reversed' if booking.reverses else 'booked'}",
            actor,
            allocation=entry.id,
            source=booking.source_id or None,
            amount=str(booking.amount),
            open=str(moved.open_amount),
        )
        rows[invoice.id] = moved
        entries.append(entry)
        events.append(event)
    written = [changed(row, revision=row.revision + 1) for row in rows.values()]
    uow.add(entries)
    uow.replace(written)
    uow.add(events)


def projected(row: InvoiceRow, kind: AllocationKind, amount: Decimal) -> InvoiceRow:
    """Returns the row with a booking of this kind counted in."""
    column = _COLUMN[kind]
    moved = changed(row, **{column: getattr(row, column) + amount})
    return settled(moved)


def settled(row: InvoiceRow) -> InvoiceRow:
    """Returns the row with open amount and payment status as its amounts say."""
    live = row.document_status == "issued"
    return changed(row, **settlement(row, row.amount_due, row.direction, live=live))


def settlement(row: InvoiceRow, due: Decimal, direction: int, *, live: bool) -> dict[str, object]:
    """Returns open amount and payment status of a row with this amount due."""
    ledger = Ledger(
        issued=live,
        direction=1 if direction > 0 else -1,
        due=due,
        paid=row.paid_amount,
        credited=row.credited_amount,
        written_off=row.written_off_amount,
    )
    return {"open_amount": ledger.open, "payment_status": ledger.status.value}


def allocation_of(row: AllocationRow) -> Allocation:
    """Returns the model of a ledger row."""
    return Allocation(**{name: getattr(row, name) for name in Allocation.model_fields})


def live_allocations(uow: UnitOfWork, column: str, value: str) -> list[AllocationRow]:
    """Returns the rows of a source or invoice that were not taken back, oldest first."""
    rows = list(uow.stream(Query(of=AllocationRow, where=((column, "=", value),))))
    undone = {row.reverses for row in rows if row.reverses}
    return [row for row in rows if row.reverses is None and row.id not in undone]


def _refuse_excess(invoice: InvoiceRow, booking: Booking) -> None:
    if booking.amount > invoice.open_amount:
        raise OverAllocated(
            f"{booking.amount} is more than the {invoice.open_amount} {invoice.currency} that "
            f"invoice {invoice.number or invoice.id} has open",
            where=invoice.id,
            expected=f"at most {invoice.open_amount}",
            hint="The rest stays unapplied on the payment.",
        )


def _entry(uow: UnitOfWork, tools: Tools, booking: Booking, actor: Actor | str) -> AllocationRow:
    return AllocationRow(
        tenant_id=uow.tenant,
        id=tools.ids(),
        kind=booking.kind,
        source_id=booking.source_id,
        invoice_id=booking.invoice.id,
        customer_id=booking.invoice.customer_id,
        amount=booking.amount,
        currency=booking.invoice.currency,
        booking_date=booking.booking_date,
        actor=name_of(actor),
        at=tools.now(),
        reason=booking.reason,
        reverses=booking.reverses,
    )
