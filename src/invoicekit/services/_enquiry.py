"""What is asked of a tax platform for one document, and in which order; nothing of ours is touched.

Only what the platform says it has never seen is sent. A red-letter invoice needs a confirmation
form first, which the other side may have to agree to.
"""

from __future__ import annotations

from typing import NamedTuple

from invoicekit.errors import StateError
from invoicekit.lifecycle.red_letter import RedState, red_state
from invoicekit.model.record import Clearance, InvoiceRecord
from invoicekit.model.red_form import RedForm
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import Authority, AuthorityAnswer, RedLetterAuthority
from invoicekit.services._red_letter import form_of


class Enquiry(NamedTuple):
    """What the platform said of the document, and of its confirmation form where it has one."""

    answer: AuthorityAnswer
    form: RedForm | None = None


def enquire(authority: Authority, record: InvoiceRecord, *, first: bool) -> Enquiry:
    """Returns what the authority says of a record's request.

    Args:
        authority: The platform.
        record: With its clearance.
        first: Whether the request was certainly never sent.
    """
    clearance = record.clearance
    if clearance is None:
        raise AssertionError("what is cleared has a request")
    if record.direction > 0 or not isinstance(authority, RedLetterAuthority):
        return Enquiry(_asked(authority, clearance.request_id, record, first=first))
    try:
        form = _form(authority, clearance, record)
    except StateError as problem:  # the platform understood, and refuses
        return Enquiry(AuthorityAnswer(ClearanceStatus.REJECTED, message=problem.message))
    state = red_state(form.state)
    if state.clearance is not None:
        return Enquiry(_held(state, form), form)
    named = record.invoice.replace(**form_of(record.invoice, formed(clearance, form)))
    return Enquiry(
        _asked(authority, clearance.request_id, record.replace(invoice=named), first=False), form
    )


def _held(state: RedState, form: RedForm) -> AuthorityAnswer:
    """Returns why the form does not let the document be issued, or not yet."""
    said = f"{state.zh}：{form.message}" if form.message else state.zh
    return AuthorityAnswer(
        state.clearance or ClearanceStatus.UNKNOWN, code=state.code, message=said
    )


def formed(clearance: Clearance, form: RedForm | None) -> Clearance:
    """Returns a clearance with the form as it stands now."""
    if form is None:
        return clearance
    return clearance.replace(
        red_form=form.number or None, red_form_id=form.form_id, red_state=form.state
    )


def _form(authority: RedLetterAuthority, clearance: Clearance, record: InvoiceRecord) -> RedForm:
    if clearance.red_form is not None:
        return authority.red_form(clearance.red_form)
    return authority.request_red(clearance.request_id, record.invoice)


def _asked(
    authority: Authority, request: str, record: InvoiceRecord, *, first: bool
) -> AuthorityAnswer:
    if not first:
        answer = authority.query(request)
        if answer.status is not ClearanceStatus.PENDING:
            return answer
    return authority.submit(request, record)
