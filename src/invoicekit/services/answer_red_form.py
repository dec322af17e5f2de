"""A red-letter form that the other side entered, and our answer to it.

The seller's yes to the buyer's form drafts the red-letter invoice first: what is confirmed is then
issued by that form, and a lost answer leaves a draft that waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from invoicekit.errors import NotFound, StateError
from invoicekit.model.event import Actor
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.red_form import RedForm, RedSide
from invoicekit.model.rows import InvoiceRow, ReceivedRow
from invoicekit.money import ZERO
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened, save
from invoicekit.services._received import keep_received, locked_received
from invoicekit.services._records import invoice_of, locked, read
from invoicekit.services._red_letter import places_of
from invoicekit.services._tools import Tools
from invoicekit.services.credit_invoice import credit_invoice

_PERMISSIONS: Mapping[RedSide, str] = {"seller": "invoice.credit", "buyer": "received.keep"}


@dataclass(frozen=True)
class FormAtHand:
    """A form, and what of ours it is about.

    Attributes:
        side: Which side of it we are.
        subject: The id of our invoice where we sold, of the received one where we bought.
    """

    form: RedForm
    side: RedSide
    subject: str


def at_hand(uow: UnitOfWork, form: RedForm) -> FormAtHand | None:
    """Returns a form with our invoice that it is about, None where it is about none of ours."""
    sold = Query(of=InvoiceRow, where=(("number", "=", form.blue_number),))
    for row in uow.stream(sold):
        if row.direction > 0:
            return FormAtHand(form, "seller", row.id)
    key = (form.blue_code or "") + form.blue_number
    for each in uow.stream(Query(of=ReceivedRow, where=(("natural_key", "=", key),))):
        return FormAtHand(form, "buyer", each.id)
    return None


def known_form(uow: UnitOfWork, form: RedForm) -> FormAtHand:
    """Returns a form with our invoice that it is about.

    Raises:
        NotFound: It is about none of ours.
    """
    found = at_hand(uow, form)
    if found is None:
        raise NotFound(
            f"form {form.number} is about {form.blue_number}, which is none of our invoices",
            where=form.number,
            hint="Bring the invoice in first: kit.received.add.",
        )
    return found


def draft_by_form(
    uow: UnitOfWork, tools: Tools, hand: FormAtHand, *, actor: Actor | str
) -> InvoiceRecord:
    """Drafts the red-letter invoice that the buyer's form asks for, once, and returns it.

    Raises:
        StateError: What the form says is not what its lines come to.
        OverCredited: It asks for more than is left.
        TransitionNotAllowed: The invoice is not issued.
    """
    authorise(tools, actor, "invoice.credit")
    form = hand.form
    record = credit_invoice(
        uow,
        tools,
        hand.subject,
        actor=actor,
        reason=form.reason,
        lines=_lines(uow, hand),
        form=form,
        idempotency_key=f"red-form/{form.number}",
    )
    totals = record.invoice.totals
    ours = ((totals.without_vat, totals.vat) if totals else None) or (ZERO, ZERO)
    if ours != (form.net, form.tax):
        raise StateError(
            f"form {form.number} takes back {form.net} and {form.tax} of tax, "
            f"its lines come to {ours[0]} and {ours[1]}",
            where=form.number,
            hint="Refuse it, and ask the buyer for another, or enter one yourself.",
        )
    return record


def note_answer(
    uow: UnitOfWork, tools: Tools, hand: FormAtHand, said: str, *, actor: Actor | str, reason: str
) -> None:
    """Leaves on our invoice that a form about it was confirmed, refused or withdrawn."""
    authorise(tools, actor, _PERMISSIONS[hand.side])
    facts: dict[str, Any] = {"number": hand.form.number, "state": hand.form.state}
    facts |= {"reason": reason} if reason else {}
    if hand.side == "seller":
        row = locked(uow, hand.subject)
        row, event = happened(tools, row, f"red_form.{said}", actor, **facts)
        save(uow, replace(row, revision=row.revision + 1), event)
        return
    kept, received = locked_received(uow, hand.subject)
    keep_received(uow, tools, kept, received, f"red_form.{said}", actor, **facts)


def may_answer(tools: Tools, hand: FormAtHand, actor: Actor | str) -> None:
    """Does nothing when the actor may answer forms of this side.

    Raises:
        PermissionDenied: They may not.
    """
    authorise(tools, actor, _PERMISSIONS[hand.side])


def _lines(uow: UnitOfWork, hand: FormAtHand) -> Mapping[str, Decimal | str | int] | None:
    if not hand.form.lines:
        return None
    ids = {place: line for line, place in places_of(invoice_of(read(uow, hand.subject))).items()}
    wanted: dict[str, Decimal | str | int] = {}
    for line in hand.form.lines:
        if line.quantity is None or ids.get(line.place) is None:
            raise StateError(
                f"form {hand.form.number} takes an amount back of line {line.place}, no quantity",
                where=hand.form.number,
                hint="Refuse it, and enter the form yourself.",
            )
        wanted[ids[line.place] or ""] = line.quantity
    return wanted
