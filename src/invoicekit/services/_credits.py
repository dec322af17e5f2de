"""What a credit note does to the invoice it corrects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from invoicekit.dates import today
from invoicekit.model.event import Actor
from invoicekit.model.record import Link
from invoicekit.model.rows import InvoiceRow
from invoicekit.money import ZERO, add
from invoicekit.ports import UnitOfWork
from invoicekit.services._drafts import group_key
from invoicekit.services._events import happened, save
from invoicekit.services._ledger import Booking, book, live_allocations
from invoicekit.services._moves import hold_order, release_order
from invoicekit.services._records import file_of, invoice_of, locked, read, with_file
from invoicekit.services._tools import Tools


def settle_credit(uow: UnitOfWork, tools: Tools, credit: InvoiceRow, *, actor: Actor | str) -> None:
    """Books an issued credit note on its invoice, as far as that is open; else does nothing.

    What is more than is open stays with the customer as credit: the credit note's own amount less
    what is allocated of it.
    """
    if credit.direction > 0:
        return
    original_id = next((k.id for k in file_of(credit).links if k.kind == "credits"), None)
    if original_id is None:
        return
    original = locked(uow, original_id)
    amount = min(original.open_amount, credit.amount_due)
    if amount > 0 and credit.issue_date is not None:
        booking = Booking(
            invoice=original,
            amount=amount,
            kind="credit",
            source_id=credit.id,
            booking_date=credit.issue_date,
        )
        book(uow, tools, [booking], actor=actor)
    link_credit(uow, tools, read(uow, original_id), credit, actor=actor)
    _release_when_whole(uow, tools, read(uow, original_id), actor=actor)


def unsettle_credit(
    uow: UnitOfWork, tools: Tools, credit: InvoiceRow, *, actor: Actor | str, reason: str
) -> None:
    """Takes back what a voided credit note settled, so that its invoice is open again."""
    for entry in live_allocations(uow, "source_id", credit.id):
        back = Booking(
            invoice=locked(uow, entry.invoice_id),
            amount=-entry.amount,
            kind="credit",
            source_id=credit.id,
            booking_date=today(tools.now(), "UTC"),
            reason=reason,
            reverses=entry.id,
        )
        book(uow, tools, [back], actor=actor)


def hold_order_again(
    uow: UnitOfWork, tools: Tools, credit: InvoiceRow, *, actor: Actor | str
) -> None:
    """Bills the order by its invoice again, where the voided credit note had released it.

    Raises:
        OverBilled: Another invoice bills the order by now; discard or credit that one first.
    """
    for tie in file_of(credit).links:
        if tie.kind == "credits":
            original = locked(uow, tie.id)
            lines = {line.id or "": line.quantity or ZERO for line in invoice_of(original).lines}
            hold_order(uow, tools, original, lines, actor=actor)


def _release_when_whole(
    uow: UnitOfWork, tools: Tools, original: InvoiceRow, *, actor: Actor | str
) -> None:
    """Lets the order be billed anew once issued credit notes take all of its invoice back."""
    issued = [row for row in live_credits(uow, original) if row.document_status == "issued"]
    taken = credited_quantities(issued)
    lines = invoice_of(original).lines
    if all(taken.get(line.id or "", ZERO) == (line.quantity or ZERO) for line in lines):
        release_order(uow, tools, original, actor=actor)


def link_credit(
    uow: UnitOfWork, tools: Tools, original: InvoiceRow, credit: InvoiceRow, *, actor: Actor | str
) -> None:
    """Ties an invoice to a credit note of it, with the note's number once it has one."""
    file = file_of(original)
    others = tuple(k for k in file.links if k.id != credit.id)
    tie = Link(kind="credited_by", id=credit.id, number=credit.number)
    changed = with_file(
        replace(original, revision=original.revision + 1), file.replace(links=(*others, tie))
    )
    changed, event = happened(
        tools,
        changed,
        "invoice.credit_linked",
        actor,
        credit=credit.id,
        number=credit.number,
    )
    save(uow, changed, event)


def unlink_credit(uow: UnitOfWork, tools: Tools, credit: InvoiceRow, *, actor: Actor | str) -> None:
    """Unties a credit note that was discarded from the invoice it was to correct."""
    for tie in file_of(credit).links:
        if tie.kind != "credits":
            continue
        original = locked(uow, tie.id)
        file = file_of(original)
        rest = tuple(k for k in file.links if k.id != credit.id)
        changed = with_file(
            replace(original, revision=original.revision + 1), file.replace(links=rest)
        )
        changed, event = happened(
            tools, changed, "invoice.credit_discarded", actor, credit=credit.id
        )
        save(uow, changed, event)


def live_credits(uow: UnitOfWork, original: InvoiceRow) -> list[InvoiceRow]:
    """Returns the credit notes of an invoice that are not discarded or voided."""
    ties = [k.id for k in file_of(original).links if k.kind == "credited_by"]
    rows = [read(uow, each) for each in ties]
    return [row for row in rows if row.document_status not in {"discarded", "voided"}]


def credited_quantities(notes: list[InvoiceRow]) -> dict[str, Decimal]:
    """Returns line id → quantity that these credit notes take back."""
    taken: dict[str, Decimal] = {}
    for row in notes:
        for line in invoice_of(row).lines:
            key = line.id or ""
            taken[key] = taken.get(key, ZERO) + (line.quantity or ZERO)
    return taken


def group_taxes(rows: list[InvoiceRow]) -> Mapping[tuple[str, str], tuple[Decimal, Decimal]]:
    """Returns (category, rate) → (taxable amount, tax) over documents, for the last one's rest."""
    sums: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for row in rows:
        for group in invoice_of(row).vat_breakdown:
            key = group_key(group)
            base, tax = sums.get(key, (ZERO, ZERO))
            sums[key] = (
                add((base, group.taxable_amount or ZERO)),
                add((tax, group.tax_amount or ZERO)),
            )
    return sums
