"""The states of a confirmation form and the reasons for one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from invoicekit import errors
from invoicekit.lifecycle import (
    RED_STATES,
    RedFormCommand,
    RedFormContext,
    move_form,
    reason_code,
    red_state,
)
from invoicekit.model import RedForm, RedSide
from invoicekit.model.status import ClearanceStatus


@pytest.mark.parametrize(
    ("reason", "code"),
    [("03", "03"), (" 服务中止 ", "03"), ("客户要求：销售折让", "04"), ("broken", None)],
)
def test_a_reason_is_told_by_code_or_words(reason: str, code: str | None) -> None:
    assert reason_code(reason) == code


def test_only_confirmed_forms_and_free_ones_are_issued() -> None:
    assert {code for code, state in RED_STATES.items() if state.clearance is None} == {"01", "04"}
    waiting = {c for c, s in RED_STATES.items() if s.clearance is ClearanceStatus.WAITING}
    assert waiting == {"02", "03", "15"}


def test_an_unknown_state_waits() -> None:
    state = red_state("99")
    assert (state.outcome, state.zh, state.clearance) == (
        "wait",
        "状态99",
        ClearanceStatus.WAITING,
    )


NOW = datetime(2026, 3, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize("side", ["seller", "buyer"])
@pytest.mark.parametrize("entered_by", ["seller", "buyer"])
def test_both_initiatives_by_side(entered_by: RedSide, side: RedSide) -> None:
    """Who did not enter a form answers it; who did takes it back."""
    state = "02" if entered_by == "seller" else "03"
    form = RedForm(number="1", state=state, entered_by=entered_by, entered_at=NOW)
    context = RedFormContext(side=side, now=NOW)
    refusal = {"seller": "05", "buyer": "06"}[entered_by]
    answers = {RedFormCommand.CONFIRM: "04", RedFormCommand.REFUSE: refusal}
    for command, target in answers.items():
        if side == entered_by:
            with pytest.raises(errors.StateError, match="answers a form"):
                move_form(form, command, context)
        else:
            assert move_form(form, command, context).target == target
    if side == entered_by:
        assert move_form(form, RedFormCommand.WITHDRAW, context).target == "08"
        with pytest.raises(errors.StateError, match="is issued by it"):
            move_form(form.replace(red_number="2"), RedFormCommand.WITHDRAW, context)
    else:
        with pytest.raises(errors.StateError, match="takes it back"):
            move_form(form, RedFormCommand.WITHDRAW, context)


@pytest.mark.parametrize(("hours", "lapses"), [(71, False), (72, True)])
def test_a_form_lapses_after_72_hours(hours: int, lapses: bool) -> None:
    form = RedForm(number="1", state="03", entered_at=NOW - timedelta(hours=hours))
    context = RedFormContext(now=NOW)
    if lapses:
        assert move_form(form, RedFormCommand.LAPSE, context).target == "07"
    else:
        with pytest.raises(errors.StateError, match="72 hours are not over"):
            move_form(form, RedFormCommand.LAPSE, context)


@pytest.mark.parametrize("state", ["01", "04", "05", "07", "99"])
def test_nobody_answers_a_form_that_does_not_wait(state: str) -> None:
    form = RedForm(number="1", state=state, entered_by="seller")
    with pytest.raises(errors.StateError):
        move_form(form, RedFormCommand.CONFIRM, RedFormContext(side="buyer", now=NOW))
