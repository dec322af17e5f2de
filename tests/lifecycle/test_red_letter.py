"""The states of a confirmation form and the reasons for one."""

from __future__ import annotations

import pytest

from invoicekit.lifecycle import RED_STATES, reason_code, red_state
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
    assert waiting == {"02", "03"}


def test_an_unknown_state_waits() -> None:
    state = red_state("15")
    assert (state.outcome, state.zh, state.clearance) == (
        "wait",
        "状态15",
        ClearanceStatus.WAITING,
    )
