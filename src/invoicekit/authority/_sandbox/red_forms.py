"""红字信息确认单: who asks for a red-letter invoice, who confirms it, and when it lapses.

Source: 国家税务总局公告2024年第11号; the states are the bureau's, 01 to 09. Where the buyer has
neither confirmed its use nor booked the blue invoice, nobody needs to confirm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Literal

LAPSE = timedelta(hours=72)
"""A form that nobody confirms in this time is dead."""

Side = Literal["seller", "buyer"]


class FormState(StrEnum):
    """The bureau's states of a confirmation form."""

    FREE = "01"
    WAITS_FOR_BUYER = "02"
    WAITS_FOR_SELLER = "03"
    CONFIRMED = "04"
    REFUSED_BY_BUYER = "05"
    REFUSED_BY_SELLER = "06"
    LAPSED = "07"
    WITHDRAWN = "08"
    WITHDRAWN_LATE = "09"

    @property
    def issuable(self) -> bool:
        """Whether the red-letter invoice may be issued."""
        return self in {FormState.FREE, FormState.CONFIRMED}

    @property
    def waiting(self) -> bool:
        """Whether the other side is asked."""
        return self in {FormState.WAITS_FOR_BUYER, FormState.WAITS_FOR_SELLER}


class FormProblem(Exception):
    """The platform refuses a step on a form; the code is its own."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class RedForm:
    """One confirmation form.

    Attributes:
        net: What the red-letter invoice reverses without tax, not negative; `tax` likewise.
        used: Whether the red-letter invoice was issued with it.
    """

    number: str
    id: str
    blue_number: str
    reason: str
    entered_by: Side
    net: Decimal
    tax: Decimal
    state: FormState
    entered_at: datetime
    used: bool = False

    def at(self, now: datetime) -> RedForm:
        """Returns the form as it stands at a time: one that waited too long has lapsed."""
        if self.state.waiting and now - self.entered_at >= LAPSE:
            return replace(self, state=FormState.LAPSED)
        return self

    def answered(self, side: Side, *, agree: bool) -> RedForm:
        """Returns the form after the other side's answer.

        Raises:
            FormProblem: It does not wait for this side.
        """
        waits_for: Side = "buyer" if self.state is FormState.WAITS_FOR_BUYER else "seller"
        if not self.state.waiting or side != waits_for:
            raise FormProblem("RED-STATE", f"确认单状态为{self.state.value}，不需要该方确认")
        refused = {
            "buyer": FormState.REFUSED_BY_BUYER,
            "seller": FormState.REFUSED_BY_SELLER,
        }[side]
        return replace(self, state=FormState.CONFIRMED if agree else refused)

    def withdrawn(self, side: Side) -> RedForm:
        """Returns the form after its initiator took it back.

        Raises:
            FormProblem: Somebody else entered it, it is dead, or its invoice is issued.
        """
        alive = self.state.waiting or self.state.issuable
        if side != self.entered_by or not alive or self.used:
            raise FormProblem("RED-STATE", "确认单不能撤销")
        late = self.state is FormState.CONFIRMED
        return replace(self, state=FormState.WITHDRAWN_LATE if late else FormState.WITHDRAWN)


def first_state(entered_by: Side, *, buyer_used_it: bool) -> FormState:
    """Returns the state of a new form."""
    if not buyer_used_it:
        return FormState.FREE if entered_by == "seller" else FormState.WAITS_FOR_SELLER
    return FormState.WAITS_FOR_BUYER if entered_by == "seller" else FormState.WAITS_FOR_SELLER
