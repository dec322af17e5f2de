"""Endpoints that do not answer: asked five times, then one message tries for all the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import invoicekit as ik
from invoicekit.delivery.webhook import Webhook
from invoicekit.errors import DeliveryFailed
from invoicekit.model import DeliveryStatus
from invoicekit.ports import Envelope, Sent
from invoicekit.services._breaker import FAILURES, RESTS, Breaker, Resting

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def failed(times: int, *, at: datetime = NOW) -> Breaker:
    breaker = Breaker()
    for _ in range(times):
        breaker.ask("smtp", at)
        breaker.failed("smtp", at)
    return breaker


def rests_until(breaker: Breaker, at: datetime) -> datetime | None:
    try:
        breaker.ask("smtp", at)
    except Resting as resting:
        return resting.until
    return None


def test_some_failures_are_no_reason() -> None:
    assert rests_until(failed(FAILURES - 1), NOW) is None


def test_after_some_in_a_row_it_rests_and_nobody_else_does() -> None:
    breaker = failed(FAILURES)
    assert rests_until(breaker, NOW) == NOW + timedelta(seconds=30)
    breaker.ask("another", NOW)


def test_an_answer_begins_anew() -> None:
    breaker = failed(FAILURES - 1)
    breaker.answered("smtp")
    breaker.failed("smtp", NOW)
    assert rests_until(breaker, NOW) is None


def test_after_the_rest_one_tries_and_the_rests_grow() -> None:
    breaker, now = failed(FAILURES), NOW
    for rest in (30, 60, 120, 300, 300):
        assert rests_until(breaker, now) == now + timedelta(seconds=rest)
        now += timedelta(seconds=rest)
        assert rests_until(breaker, now) is None  # the trial
        breaker.failed("smtp", now)


def test_a_trial_that_gets_through_lets_everybody() -> None:
    breaker = failed(FAILURES)
    breaker.ask("smtp", NOW + RESTS[0])
    breaker.answered("smtp")
    for _ in range(10):
        breaker.ask("smtp", NOW + RESTS[0])


@given(st.lists(st.sampled_from(["ask", "fail", "answer", "wait"]), max_size=40))
def test_it_never_rests_longer_than_the_longest(doings: list[str]) -> None:
    breaker, now = Breaker(), NOW
    for doing in doings:
        if doing == "ask":
            until = rests_until(breaker, now)
            assert until is None or now < until <= now + RESTS[-1]
        elif doing == "fail":
            breaker.failed("smtp", now)
        elif doing == "answer":
            breaker.answered("smtp")
        else:
            now += 20 * SECOND


class Down:
    """A channel whose servers are down until they are up; each recipient has its own."""

    name = "down"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.up = {"b.example"}

    def endpoint(self, recipient: str) -> str:
        return recipient.partition("@")[2]

    def send(self, envelope: Envelope) -> Sent:
        [recipient] = envelope.recipients
        self.asked.append(self.endpoint(recipient))
        if self.asked[-1] not in self.up:
            raise DeliveryFailed("no answer", retryable=True)
        return Sent({recipient: (DeliveryStatus.SENT, None)})


@pytest.fixture
def send() -> tuple[Callable[[str], str], Down, Callable[[timedelta], ik.InvoiceKit]]:
    """Queues a delivery; the channel; and the kit after some time."""
    channel, time = Down(), [NOW]
    kit = ik.InvoiceKit.in_memory(
        issuer=ik.Issuer(
            party=ik.Party(
                name="Shop GmbH",
                tax_ids=[ik.TaxId(country="DE", value="136695976")],
                address=ik.Address(line1="A 1", city="Berlin", postcode="10115", country="DE"),
            ),
            approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
        ),
        channels={"down": channel},
        retries=ik.RetrySchedule(waits=(timedelta(seconds=10),) * 6, spread=0),
        clock=lambda: time[0],
    )
    buyer = kit.customers.create(name="ACME", country="DE", actor="a")
    line = ik.OrderLine(name="Keyboard", quantity="1", unit_price="10", vat="S 19")
    order = ik.Order(reference="SO-1", customer_id=buyer.id, currency="EUR", lines=[line])
    draft = kit.invoices.create_from_order(order, actor="a")
    invoice = kit.invoices.issue(draft.id, actor="b")
    kit.run_outbox()

    def queue(to: str) -> str:
        return kit.deliveries.send(invoice.id, channel="down", to=[to], actor="b").id

    def later(wait: timedelta) -> ik.InvoiceKit:
        time[0] += wait
        return kit

    return queue, channel, later


def test_a_server_that_is_down_is_asked_five_times_and_holds_up_no_other(
    send: tuple[Callable[[str], str], Down, Callable[[timedelta], ik.InvoiceKit]],
) -> None:
    queue, channel, later = send
    for at in range(9):
        queue(f"{at}@a.example")
    other = queue("x@b.example")
    kit = later(timedelta())
    run = kit.run_outbox()
    assert (run.done, run.retried) == (1, 9)
    assert channel.asked == ["a.example"] * 5 + ["b.example"]
    assert kit.deliveries.get(other).status == "sent"
    left = [each for each in kit.outbox.list(state="pending") if each.attempts == 0]
    assert {each.due_at for each in left} == {NOW + timedelta(seconds=30)}
    assert len(left) == 4  # their attempts are all before them
    assert "left alone until 10:00:30 UTC" in (left[0].error or "")


def test_when_it_is_up_again_everybody_has_the_message(
    send: tuple[Callable[[str], str], Down, Callable[[timedelta], ik.InvoiceKit]],
) -> None:
    queue, channel, later = send
    sent = [queue(f"{at}@a.example") for at in range(9)]
    later(timedelta()).run_outbox()
    later(timedelta(seconds=30)).run_outbox()
    assert len(channel.asked) == 6  # one tried
    channel.up.add("a.example")
    kit = later(timedelta(minutes=1))
    assert kit.run_outbox().done == 9
    assert {kit.deliveries.get(each).status for each in sent} == {"sent"}


def test_the_endpoint_of_a_webhook_is_its_server() -> None:
    webhook = Webhook(secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
    for url in ("https://a.example/x?y=1", "https://A.example", "https://me:pw@a.example/z"):
        assert webhook.endpoint(url) == "a.example"
    assert webhook.endpoint("https://a.example:8443/x") == "a.example:8443"
