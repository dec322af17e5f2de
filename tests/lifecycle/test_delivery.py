"""The delivery table: facts come late, twice and out of order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.errors import TransitionNotAllowed
from invoicekit.lifecycle.delivery import DELIVERY, DeliveryFact, best, decide, observe
from invoicekit.model import DeliveryStatus

S, F = DeliveryStatus, DeliveryFact


def test_every_status_is_reachable_and_ends_are_ends() -> None:
    reached = {S.NONE}
    for _ in S:
        reached |= {move.target for move in DELIVERY if move.source in reached}

    assert reached == set(S)
    assert {s for s in S if not DELIVERY.allowed(s)} == {S.CANCELLED, S.RETURNED, S.VIEWED}


@pytest.mark.parametrize(
    ("facts", "end"),
    [
        ([F.QUEUE, F.SEND, F.DELIVER, F.VIEW], S.VIEWED),
        ([F.QUEUE, F.SEND, F.VIEW, F.DELIVER, F.SEND], S.VIEWED),
        ([F.QUEUE, F.DELIVER, F.SEND], S.DELIVERED),
        ([F.QUEUE, F.SEND, F.BOUNCE, F.BOUNCE], S.BOUNCED),
        ([F.QUEUE, F.SEND, F.DELIVER, F.BOUNCE], S.DELIVERED),
        ([F.QUEUE, F.FAIL, F.RETRY, F.SEND], S.SENT),
        ([F.QUEUE, F.PRINT, F.MAIL, F.RETURN], S.RETURNED),
        ([F.QUEUE, F.CANCEL, F.SEND], S.CANCELLED),
    ],
)
def test_late_facts_are_not_applied(facts: list[DeliveryFact], end: DeliveryStatus) -> None:
    status = S.NONE
    for fact in facts:
        move = observe(status, fact)
        status = move.target if move else status

    assert status is end


def test_what_is_sent_can_not_be_cancelled() -> None:
    assert decide(S.QUEUED, F.CANCEL).target is S.CANCELLED
    with pytest.raises(TransitionNotAllowed, match="cancel is not possible") as caught:
        decide(S.SENT, F.CANCEL, where="d1")
    assert caught.value.where == "d1"


@given(st.lists(st.sampled_from(list(F)), max_size=12))
def test_viewed_and_delivered_are_never_lost(facts: list[DeliveryFact]) -> None:
    status, seen = S.NONE, False
    for fact in facts:
        move = observe(status, fact)
        status = move.target if move else status
        seen = seen or status in {S.DELIVERED, S.VIEWED}
        assert not seen or status in {S.DELIVERED, S.VIEWED}


@pytest.mark.parametrize(
    ("statuses", "shown"),
    [
        ([], S.NONE),
        ([S.BOUNCED, S.SENT], S.SENT),
        ([S.QUEUED, S.CANCELLED], S.CANCELLED),
        ([S.MAILED, S.VIEWED, S.FAILED], S.VIEWED),
        ([S.RETURNED, S.BOUNCED], S.RETURNED),
    ],
)
def test_a_document_shows_the_best_of_its_sendings(
    statuses: list[DeliveryStatus], shown: DeliveryStatus
) -> None:
    assert best(statuses) is shown
