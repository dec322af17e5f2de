"""The clearance table."""

from __future__ import annotations

import pytest
from tests.lifecycle.test_document import record

from invoicekit.errors import TransitionNotAllowed
from invoicekit.lifecycle.clearance import ANSWERS, CLEARANCE, ClearanceCommand, decide
from invoicekit.model import ClearanceStatus

S, C = ClearanceStatus, ClearanceCommand

EXPECTED = {
    S.NOT_REQUIRED: {C.REQUIRE},
    S.PENDING: {C.SUBMIT, C.WAIT, C.CLEAR, C.REJECT, C.LOSE},
    S.WAITING: {C.RESUME, C.SUBMIT, C.CLEAR, C.REJECT, C.LOSE},
    S.SUBMITTED: {C.WAIT, C.CLEAR, C.REJECT, C.LOSE},
    S.UNKNOWN: {C.MISS, C.SUBMIT, C.WAIT, C.CLEAR, C.REJECT},
    S.REJECTED: {C.RETRY},
    S.CLEARED: {C.REQUEST_CANCEL},
    S.CANCEL_REQUESTED: {C.KEEP, C.CANCEL},
    S.CANCELLED: set(),
}


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("command", list(C))
def test_each_command_is_possible_only_where_the_table_says(
    status: ClearanceStatus, command: ClearanceCommand
) -> None:
    asked = record(clearance_status=status)

    if command in EXPECTED[status]:
        assert decide(asked, command).source is status
    else:
        with pytest.raises(TransitionNotAllowed):
            decide(asked, command)


def test_every_status_is_reachable_and_only_cancelled_is_final() -> None:
    reached = {S.NOT_REQUIRED}
    for _ in S:
        reached |= {move.target for move in CLEARANCE if move.source in reached}

    assert reached == set(S)
    assert [status for status in S if not CLEARANCE.allowed(status)] == [S.CANCELLED]


def test_a_lost_request_is_not_sent_again_before_the_platform_was_asked() -> None:
    lost = record(clearance_status=S.UNKNOWN)

    with pytest.raises(TransitionNotAllowed):
        decide(lost, C.RETRY)
    assert decide(lost, C.MISS).target is S.PENDING


@pytest.mark.parametrize("status", list(ANSWERS))
def test_an_answer_leads_from_pending_to_the_status_it_names(status: ClearanceStatus) -> None:
    assert decide(record(clearance_status=S.PENDING), ANSWERS[status]).target is status
