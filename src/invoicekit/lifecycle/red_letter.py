"""The life of a red-letter confirmation form (红字信息确认单): its states, and who moves it.

Either side enters one. The other side answers within 72 hours; who entered it may withdraw it until
the red-letter invoice is issued. Where the buyer has neither confirmed its use of the blue invoice
nor booked it, nobody needs to agree to the seller's form. A state not known here is waited for: the
bureau adds states without notice.

Source: 国家税务总局公告2024年第11号, and the platforms' catalogues.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, TypeAlias

from invoicekit.errors import InvoiceKitError, StateError
from invoicekit.lifecycle._table import Move, Table
from invoicekit.model.red_form import RedForm, RedFormState, RedSide
from invoicekit.model.status import ClearanceStatus

LAPSE = timedelta(hours=72)
"""A form that nobody answers in this time is dead."""

REASONS = {"01": "开票有误", "02": "销货退回", "03": "服务中止", "04": "销售折让"}
"""Why an invoice is reversed; 01 reverses all of it."""

WHOLE_ONLY = "01"

Outcome = Literal["issue", "wait", "dead"]


@dataclass(frozen=True, slots=True)
class RedState:
    """One state in words.

    Attributes:
        outcome: Whether the red-letter invoice may be issued, waits, or never will be by this form.
    """

    code: str
    zh: str
    en: str
    outcome: Outcome

    @property
    def clearance(self) -> ClearanceStatus | None:
        """What the state means for the document; None where it may be issued."""
        return {"wait": ClearanceStatus.WAITING, "dead": ClearanceStatus.REJECTED}.get(self.outcome)


RED_STATES = {
    state.code: state
    for state in (
        RedState("01", "无需确认", "nobody needs to confirm", "issue"),
        RedState("02", "销方录入待购方确认", "waits for the buyer", "wait"),
        RedState("03", "购方录入待销方确认", "waits for the seller", "wait"),
        RedState("04", "购销双方已确认", "both sides confirmed", "issue"),
        RedState("05", "作废（购方否认）", "refused by the buyer", "dead"),
        RedState("06", "作废（销方否认）", "refused by the seller", "dead"),
        RedState("07", "作废（超72小时未确认）", "lapsed after 72 hours", "dead"),
        RedState("08", "作废（发起方撤销）", "withdrawn by its initiator", "dead"),
        RedState("09", "作废（确认后撤销）", "withdrawn after confirmation", "dead"),
        RedState("10", "作废（异常凭证）", "the invoice is an abnormal voucher", "dead"),
        RedState("11", "阻断（纳税人状态异常）", "a party's tax status blocks it", "dead"),
        RedState("12", "自然人拒收", "refused by a natural person", "dead"),
        RedState("13", "已开具退税申请单", "a refund of the tax was applied for", "dead"),
        RedState("15", "申请中", "being entered at the tax bureau", "wait"),
        RedState("16", "申请失败", "the tax bureau did not take it", "dead"),
    )
}


class RedFormCommand(StrEnum):
    """What the sides and time do to a form."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFormContext:
    """Who asks, and when.

    Attributes:
        side: The side that acts; None is time itself.
    """

    side: RedSide | None = None
    now: datetime


RedFormMove: TypeAlias = Move[RedFormState, RedFormCommand, RedForm, RedFormContext]


def the_other_side_answers(form: RedForm, context: RedFormContext) -> InvoiceKitError | None:
    """Who did not enter the form says yes or no to it."""
    if context.side == form.answered_by:
        return None
    return _refused(form, f"the {form.answered_by} answers a form that the {form.entered_by} made")


def its_initiator_withdraws(form: RedForm, context: RedFormContext) -> InvoiceKitError | None:
    """Only who entered the form takes it back."""
    if context.side == form.entered_by:
        return None
    return _refused(form, f"only the {form.entered_by}, who entered it, takes it back")


def not_issued_yet(form: RedForm, _context: RedFormContext) -> InvoiceKitError | None:
    """The red-letter invoice has not been issued by the form."""
    if form.red_number is None:
        return None
    return _refused(form, f"red-letter invoice {form.red_number} is issued by it")


def hours_are_over(form: RedForm, context: RedFormContext) -> InvoiceKitError | None:
    """72 hours have passed since the form was entered."""
    if form.entered_at is not None and context.now - form.entered_at >= LAPSE:
        return None
    return _refused(form, "its 72 hours are not over")


def _refused(form: RedForm, why: str) -> StateError:
    return StateError(
        f"form {form.number} stays as it is: {why}",
        where=form.number,
        expected=red_state(form.state).en,
        params={"state": form.state, "entered_by": form.entered_by},
    )


_S, _C = RedFormState, RedFormCommand
_ANSWER, _BACK = (the_other_side_answers,), (its_initiator_withdraws, not_issued_yet)

RED_FORM: Table[RedFormState, RedFormCommand, RedForm, RedFormContext] = Table(
    "red form",
    (
        Move(_S.WAITS_FOR_BUYER, _C.CONFIRM, _S.CONFIRMED, _ANSWER, "red_form.confirmed"),
        Move(_S.WAITS_FOR_BUYER, _C.REFUSE, _S.REFUSED_BY_BUYER, _ANSWER, "red_form.refused"),
        Move(_S.WAITS_FOR_BUYER, _C.LAPSE, _S.LAPSED, (hours_are_over,), "red_form.lapsed"),
        Move(_S.WAITS_FOR_BUYER, _C.WITHDRAW, _S.WITHDRAWN, _BACK, "red_form.withdrawn"),
        Move(_S.WAITS_FOR_SELLER, _C.CONFIRM, _S.CONFIRMED, _ANSWER, "red_form.confirmed"),
        Move(_S.WAITS_FOR_SELLER, _C.REFUSE, _S.REFUSED_BY_SELLER, _ANSWER, "red_form.refused"),
        Move(_S.WAITS_FOR_SELLER, _C.LAPSE, _S.LAPSED, (hours_are_over,), "red_form.lapsed"),
        Move(_S.WAITS_FOR_SELLER, _C.WITHDRAW, _S.WITHDRAWN, _BACK, "red_form.withdrawn"),
        Move(_S.FREE, _C.WITHDRAW, _S.WITHDRAWN, _BACK, "red_form.withdrawn"),
        Move(_S.CONFIRMED, _C.WITHDRAW, _S.WITHDRAWN_LATE, _BACK, "red_form.withdrawn"),
    ),
)
"""Both initiatives: 02 is entered by the seller, 03 by the buyer; states not named are final."""


def move_form(form: RedForm, command: RedFormCommand, context: RedFormContext) -> RedFormMove:
    """Returns the move that a side, or time, makes on a form.

    Raises:
        TransitionNotAllowed: No move leads from its state by this command.
        StateError: It is not this side's turn, or it is too late.
    """
    try:
        state = RedFormState(form.state)
    except ValueError:
        raise _refused(form, f"state {form.state} is not known") from None
    return RED_FORM.decide(form, state, command, context, where=form.number)


def red_state(code: str) -> RedState:
    """Returns a state by its code; an unknown one waits."""
    return RED_STATES.get(code) or RedState(code, f"状态{code}", f"state {code}", "wait")


def reason_code(reason: str) -> str | None:
    """Returns the code of a reason, given as its code or its words; None for any other text."""
    given = reason.strip()
    if given in REASONS:
        return given
    return next((code for code, words in REASONS.items() if words in given), None)
