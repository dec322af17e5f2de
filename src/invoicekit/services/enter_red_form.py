"""A red-letter form that we enter as the buyer, on an invoice that we received (购方发起).

What is asked for is written down first, under a request of our own: after a lost answer the same
request is asked about, and no second form is entered.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Mapping
from decimal import Decimal

from invoicekit.errors import InputError, NotFound
from invoicekit.lifecycle import red_state
from invoicekit.model.event import Actor
from invoicekit.model.received import Received, RedRequest
from invoicekit.model.red_form import RedForm, RedFormState
from invoicekit.ports import UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._received import keep_received, locked_received
from invoicekit.services._red_received import red_of_received
from invoicekit.services._tools import Tools


def reserve_form(
    uow: UnitOfWork,
    tools: Tools,
    received_id: str,
    *,
    reason: str,
    lines: Mapping[str, Decimal | str | int] | None,
    actor: Actor | str,
) -> RedRequest:
    """Writes down which form is going to be entered, and returns it.

    Raises:
        NotFound: There is no such received invoice.
        InputError: It is no 发票, or the reason or a line does not fit.
        OverCredited: More than is left.
    """
    authorise(tools, actor, "received.keep")
    row, received = locked_received(uow, received_id)
    if received.invoice.fapiao is None or received.invoice.is_credit:
        raise InputError("only a blue 发票 is reversed by a form", where=received_id)
    earlier = [each.invoice for each in received.red_requests if _holds(each.form)]
    red = red_of_received(received.invoice, earlier, reason=reason, lines=lines)
    known = f"{uow.tenant}/{received_id}/{received.version}"
    request_id = b32encode(hashlib.sha256(known.encode()).digest())[:20].decode()
    form = RedForm(request_id=request_id, state=RedFormState.APPLYING.value, entered_by="buyer")
    request = RedRequest(form=form, invoice=red)
    changed = received.replace(red_requests=(*received.red_requests, request))
    keep_received(uow, tools, row, changed, "received.red_form_asked", actor, request=request_id)
    return request


def note_form(
    uow: UnitOfWork, tools: Tools, received_id: str, form: RedForm, *, actor: Actor | str
) -> Received:
    """Writes what the platform says of a form that we entered, and returns the received invoice.

    Raises:
        NotFound: There is no such received invoice.
    """
    authorise(tools, actor, "received.keep")
    row, received = locked_received(uow, received_id)
    requests = tuple(
        each.replace(form=form) if each.form.request_id == form.request_id else each
        for each in received.red_requests
    )
    changed = received.replace(red_requests=requests)
    if changed == received:
        return received
    return keep_received(
        uow,
        tools,
        row,
        changed,
        "received.red_form",
        actor,
        number=form.number,
        state=form.state,
        red_number=form.red_number,
    )


def drop_request(
    uow: UnitOfWork, tools: Tools, received_id: str, request_id: str, why: str, actor: Actor | str
) -> None:
    """Strikes out a form that the platform refused to take.

    Raises:
        NotFound: There is no such received invoice.
    """
    authorise(tools, actor, "received.keep")
    row, received = locked_received(uow, received_id)
    rest = tuple(each for each in received.red_requests if each.form.request_id != request_id)
    changed = received.replace(red_requests=rest)
    keep_received(uow, tools, row, changed, "received.red_form_refused", actor, why=why)


def request_of_form(received: Received, number: str) -> RedRequest:
    """Returns our request by its form's number.

    Raises:
        NotFound: We entered no such form.
    """
    found = next((each for each in received.red_requests if each.form.number == number), None)
    if found is None:
        raise NotFound(f"we entered no form {number}", where=number)
    return found


def _holds(form: RedForm) -> bool:
    """Returns whether a form still holds something of the invoice, or has taken it."""
    return form.red_number is not None or red_state(form.state).outcome != "dead"
