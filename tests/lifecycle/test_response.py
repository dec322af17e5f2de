"""What buyers answer."""

from __future__ import annotations

import pytest
from tests.lifecycle.test_document import record

from invoicekit.errors import NotSealed, TransitionNotAllowed
from invoicekit.lifecycle.response import CODES, RESPONSE, ResponseCommand, decide
from invoicekit.model import BuyerResponse, DocumentStatus

S, C = BuyerResponse, ResponseCommand

EXPECTED = {
    S.NONE: set(C),
    S.ACKNOWLEDGED: set(C) - {C.ACKNOWLEDGE},
    S.IN_PROCESS: {C.QUERY, C.ACCEPT_CONDITIONALLY, C.ACCEPT, C.REJECT},
    S.UNDER_QUERY: {C.PROCESS, C.ACCEPT_CONDITIONALLY, C.ACCEPT, C.REJECT},
    S.CONDITIONALLY_ACCEPTED: {C.QUERY, C.ACCEPT, C.REJECT},
    S.ACCEPTED: set(),
    S.REJECTED: set(),
}


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("command", list(C))
def test_each_answer_is_possible_only_where_the_table_says(
    status: BuyerResponse, command: ResponseCommand
) -> None:
    asked = record(DocumentStatus.ISSUED, buyer_response=status)

    if command in EXPECTED[status]:
        assert decide(asked, command).target is not status
    else:
        with pytest.raises(TransitionNotAllowed):
            decide(asked, command)


def test_nobody_answers_a_draft() -> None:
    with pytest.raises(NotSealed):
        decide(record(), C.ACCEPT)


def test_each_code_of_peppol_is_an_answer() -> None:
    assert {RESPONSE.move(S.NONE, command).target for command in CODES.values()} == set(S) - {
        S.NONE
    }
