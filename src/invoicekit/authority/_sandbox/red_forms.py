"""红字信息确认单 at the sandbox platform: the life cycle's table, in the platform's words.

Source: 国家税务总局公告2024年第11号. Where the buyer has neither confirmed its use nor booked the
blue invoice, nobody needs to confirm what the seller enters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from invoicekit.errors import StateError
from invoicekit.lifecycle import RedFormCommand, RedFormContext, move_form
from invoicekit.lifecycle.red_letter import LAPSE, red_state
from invoicekit.model import RedForm, RedFormLine, RedFormState, RedSide
from invoicekit.money import ZERO


class FormProblem(Exception):
    """The platform refuses a step on a form; the code is its own."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Amounts:
    """Of an invoice or a line: without tax, and the tax."""

    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Blue:
    """What the platform knows of an invoice that may be reversed.

    Attributes:
        lines: Place on the 发票 → what stands there, discounts taken off; empty where only the
            whole is known.
    """

    whole: Amounts
    lines: Mapping[int, Amounts]


class FormBook:
    """All forms of a platform.

    Args:
        now: Tells the time in China.
        area: First two digits of the province.
        blue: Finds an invoice by code and number.
        keep: Called with every form that is new or moved.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        area: str,
        blue: Callable[[str, str], Blue | None],
        keep: Callable[[RedForm], None],
    ) -> None:
        self._now, self._area, self._blue, self._keep = now, area, blue, keep
        self._forms: dict[str, RedForm] = {}
        self._serials: dict[str, str] = {}
        self._used: set[str] = set()

    def use(self, number: str) -> None:
        """Notes that the buyer has confirmed its use of an invoice, or booked it."""
        self._used.add(number)

    def put(self, form: RedForm) -> None:
        """Takes a form as it is, such as one that was kept."""
        self._forms[form.number] = form
        if form.request_id:
            self._serials[form.request_id] = form.number

    def enter(self, asked: RedForm) -> RedForm:
        """Returns a new form, or the one that its request stands for already.

        Raises:
            FormProblem: There is no such invoice, or no longer so much of it.
        """
        known = self._serials.get(asked.request_id or "")
        if known is not None:
            return self.get(known)
        self._refuse_too_much(asked)
        now, sequence = self._now(), len(self._forms) + 1
        used = asked.blue_number in self._used
        form = asked.replace(
            number=f"{self._area}0000{now:%y%m}{sequence:010d}",
            form_id=hashlib.sha256(f"form/{sequence}".encode()).hexdigest()[:32],
            state=first_state(asked.entered_by, buyer_used_it=used).value,
            entered_at=now,
        )
        return self._changed(form)

    def get(self, number: str) -> RedForm:
        """Returns a form as it stands now.

        Raises:
            FormProblem: There is none.
        """
        form = self._forms.get(number)
        if form is None:
            raise FormProblem("RED-FORM", f"未找到红字信息确认单{number}")
        now = at(form, self._now())
        return form if now == form else self._changed(now)

    def entered(self, since: date, until: date) -> list[RedForm]:
        """Returns the forms entered in these days."""
        forms = [self.get(number) for number in list(self._forms)]
        return [f for f in forms if f.entered_at and since <= f.entered_at.date() <= until]

    def move(self, number: str, command: RedFormCommand, side: RedSide) -> RedForm:
        """Returns a form after a side's step.

        Raises:
            FormProblem: It is not this side's turn, or too late.
        """
        return self._changed(moved(self.get(number), command, side, self._now()))

    def issued(self, number: str, red_number: str) -> None:
        """Notes that the red-letter invoice was issued by a form."""
        self.put(self._forms[number].replace(red_number=red_number))

    def _changed(self, form: RedForm) -> RedForm:
        self.put(form)
        self._keep(form)
        return form

    def _refuse_too_much(self, asked: RedForm) -> None:
        blue = self._blue(asked.blue_code or "", asked.blue_number)
        if blue is None:
            raise FormProblem(
                "RED-BLUE", f"未找到蓝字发票{asked.blue_code or ''}{asked.blue_number}"
            )
        net, tax = asked.net or ZERO, asked.tax or ZERO
        alive = self._alive(asked)
        left_net = blue.whole.net - sum((f.net or ZERO for f in alive), ZERO)
        left_tax = blue.whole.tax - sum((f.tax or ZERO for f in alive), ZERO)
        if net > left_net or tax > left_tax or net <= ZERO:
            raise FormProblem("RED-AMOUNT", f"可红冲金额为{left_net}，税额为{left_tax}")
        taken = [line for form in alive for line in form.lines]
        for line in asked.lines:
            _refuse_line(line, blue, taken)

    def _alive(self, asked: RedForm) -> list[RedForm]:
        """Returns the forms of the same invoice that hold something of it, or have taken it."""
        forms = [self.get(number) for number in list(self._forms)]
        blue = (asked.blue_code or "", asked.blue_number)
        return [
            form
            for form in forms
            if (form.blue_code or "", form.blue_number) == blue
            and (form.red_number or red_state(form.state).outcome != "dead")
        ]


def _refuse_line(line: RedFormLine, blue: Blue, taken: list[RedFormLine]) -> None:
    if not blue.lines:
        return
    whole = blue.lines.get(line.place)
    if whole is None:
        raise FormProblem("RED-LINE", f"蓝字发票没有第{line.place}行")
    left = whole.net - sum((each.net for each in taken if each.place == line.place), ZERO)
    if line.net > left:
        raise FormProblem("RED-LINE", f"第{line.place}行可红冲金额为{left}")


def first_state(entered_by: RedSide, *, buyer_used_it: bool) -> RedFormState:
    """Returns the state of a new form."""
    if entered_by == "buyer":
        return RedFormState.WAITS_FOR_SELLER
    return RedFormState.WAITS_FOR_BUYER if buyer_used_it else RedFormState.FREE


def at(form: RedForm, now: datetime) -> RedForm:
    """Returns a form as it stands at a time: one that waited too long has lapsed."""
    waits = red_state(form.state).outcome == "wait"
    if not waits or form.entered_at is None or now - form.entered_at < LAPSE:
        return form
    return moved(form, RedFormCommand.LAPSE, None, now)


def moved(form: RedForm, command: RedFormCommand, side: RedSide | None, now: datetime) -> RedForm:
    """Returns a form after a step of a side, or of time.

    Raises:
        FormProblem: The table knows no such step, or it is not this side's.
    """
    try:
        move = move_form(form, command, RedFormContext(side=side, now=now))
    except StateError as problem:
        state = red_state(form.state)
        raise FormProblem(
            "RED-STATE", f"确认单状态为{state.code} {state.zh}，不能操作"
        ) from problem
    return form.replace(state=move.target.value)
