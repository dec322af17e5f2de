"""Leases: two workers send once, a dead one is taken over, a late one ends nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.model.rows import OutboxRow
from invoicekit.ports import Envelope, Sent

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
ISSUER = ik.Issuer(
    party=ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
        contact=ik.Contact(email="billing@shop.example"),
    ),
    approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Counting:
    """A channel that writes down what it was given, and does what it is told before."""

    name = "counting"

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.before: Callable[[], None] = lambda: None

    def send(self, envelope: Envelope) -> Sent:
        self.before()
        self.sent.append(envelope.id)
        fates = dict.fromkeys(envelope.recipients, (ik.DeliveryStatus.SENT, None))
        return Sent(dict(fates))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def channel() -> Counting:
    return Counting()


@pytest.fixture
def kit(tmp_path: Path, clock: Clock, channel: Counting) -> Iterator[ik.InvoiceKit]:
    with ik.InvoiceKit.from_url(
        f"sqlite:///{tmp_path}/shop.db",
        issuer=ISSUER,
        clock=clock,
        archive=tmp_path / "archive",
        channels={"counting": channel},
    ) as made:
        yield made


def send(kit: ik.InvoiceKit, count: int = 1) -> list[str]:
    """Issues invoices, archives them and queues a delivery of each."""
    buyer = kit.customers.create(name="ACME", email="a@acme.example", country="DE", actor="al")
    ids = []
    for number in range(count):
        order = ik.Order(
            reference=str(number),
            customer_id=buyer.id,
            currency="EUR",
            lines=[ik.OrderLine(name="Mouse", quantity="1", unit_price="10", vat="S 19")],
        )
        draft = kit.invoices.create_from_order(order, actor="alice")
        ids.append(kit.invoices.issue(draft.id, actor="bob").id)
    kit.run_outbox()
    return [kit.deliveries.send(each, channel="counting", actor="bob").id for each in ids]


def pending(kit: ik.InvoiceKit) -> OutboxRow:
    [row] = kit.outbox.list(state="pending")
    return row


def test_workers_in_parallel_send_each_message_once(kit: ik.InvoiceKit, channel: Counting) -> None:
    deliveries = send(kit, 12)
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: kit.outbox.drain(limit=5), range(4)))
    runs.append(kit.run_outbox())
    assert sum(run.done for run in runs) == 12
    assert sorted(channel.sent) == sorted(deliveries)


def test_a_message_is_taken_over_when_the_lease_of_its_worker_ends(
    kit: ik.InvoiceKit, channel: Counting, clock: Clock
) -> None:
    [delivery] = send(kit)
    [taken] = kit.outbox.claim(lease=timedelta(minutes=2), owner="dies")
    assert taken.lease_owner == "dies"
    clock.now += timedelta(minutes=2, seconds=-1)
    assert kit.run_outbox().done == 0
    clock.now += timedelta(seconds=1)
    assert kit.run_outbox().done == 1
    assert channel.sent == [delivery]
    for late in (kit.outbox.ack, lambda row: kit.outbox.fail(row, "late")):
        with pytest.raises(errors.LeaseLost, match="another worker has it"):
            late(taken)
    assert kit.deliveries.get(delivery).status == "sent"


def test_a_worker_slower_than_its_lease_writes_no_end(
    kit: ik.InvoiceKit, channel: Counting, clock: Clock
) -> None:
    [delivery] = send(kit)

    def falls_asleep() -> None:
        channel.before = lambda: None
        clock.now += timedelta(hours=1)
        assert kit.run_outbox().done == 1

    channel.before = falls_asleep
    run = kit.run_outbox()
    assert (run.done, run.lost) == (0, 1)
    assert channel.sent == [delivery, delivery]  # once each, under one message id
    found = kit.deliveries.get(delivery)
    assert (found.status, found.attempts) == ("sent", 1)


def test_the_lease_of_a_long_batch_is_renewed_before_each_conversation(
    kit: ik.InvoiceKit, channel: Counting, clock: Clock
) -> None:
    deliveries = send(kit, 3)

    def a_slow_server() -> None:
        clock.now += timedelta(minutes=3)

    channel.before = a_slow_server
    renewed: list[int] = []
    run = kit.run_outbox(progress=lambda row: renewed.append(row.revision))
    assert (run.done, run.lost) == (3, 0)
    assert sorted(channel.sent) == sorted(deliveries)


def test_what_was_not_begun_is_given_back_at_once(
    kit: ik.InvoiceKit, channel: Counting, clock: Clock
) -> None:
    send(kit, 3)

    def slow() -> None:
        clock.now += timedelta(seconds=10)

    channel.before = slow
    assert kit.outbox.drain(within=timedelta(seconds=10)).done == 1
    left = kit.outbox.list(state="pending")
    assert [(row.attempts, row.lease_until) for row in left] == [(0, None)] * 2

    def stopped() -> None:
        raise KeyboardInterrupt

    channel.before = stopped
    with pytest.raises(KeyboardInterrupt):
        kit.run_outbox()
    assert [row.lease_until is None for row in kit.outbox.list(state="pending")] == [False, True]


def test_a_host_does_the_work_itself(kit: ik.InvoiceKit, clock: Clock) -> None:
    send(kit, 2)
    seen: list[str] = []

    def handler(row: OutboxRow) -> None:
        if seen:
            raise RuntimeError("broker down")
        seen.append(row.topic)

    run = kit.outbox.drain(handler)
    assert (run.done, run.retried) == (1, 1)
    assert seen == ["deliver"]
    assert "broker down" in (pending(kit).error or "")
    clock.now += timedelta(minutes=1)
    [again] = kit.outbox.claim()
    assert again.attempts == 2
    assert kit.outbox.work(again).done == 1


def test_a_host_says_what_became_of_a_message(kit: ik.InvoiceKit, clock: Clock) -> None:
    [delivery] = send(kit)
    [taken] = kit.outbox.claim()
    assert kit.outbox.fail(taken, "busy").retried == 1
    clock.now += timedelta(minutes=1)
    [taken] = kit.outbox.claim()
    assert kit.outbox.fail(taken, "no such thing", retryable=False).dead == 1
    assert kit.deliveries.get(delivery).status == "failed"
    assert kit.outbox.retry_all(topic="archive", actor="bob") == 0
    assert kit.outbox.retry_all(actor="bob") == 1
    assert kit.deliveries.get(delivery).status == "queued"
    [taken] = kit.outbox.claim()
    problem = errors.DeliveryFailed("later", retryable=True, retry_after=timedelta(hours=3))
    kit.outbox.fail(taken, problem)
    assert pending(kit).due_at == clock.now + timedelta(hours=3)
    clock.now += timedelta(hours=3)
    [taken] = kit.outbox.claim()
    kit.outbox.ack(taken)
    assert kit.outbox.list(state="pending") == ()


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)])
def test_a_clock_that_jumps_loses_nothing_and_sends_nothing_twice(
    kit: ik.InvoiceKit, clock: Clock, channel: Counting, jump: timedelta
) -> None:
    """Forward, leases end at once and are taken over; back, they hold until the clock is there."""
    deliveries = send(kit, 3)
    [taken] = kit.outbox.claim(limit=1, owner="before")
    clock.now += jump
    ran = kit.run_outbox()
    late = jump < timedelta()
    assert ran.done == (0 if late else 3)
    if late:
        assert channel.sent == []
        clock.now -= jump
        assert kit.outbox.work(taken).done == 1
        assert kit.run_outbox().done == 2
    else:
        with pytest.raises(errors.LeaseLost):
            kit.outbox.ack(taken)
    assert sorted(channel.sent) == sorted(deliveries)
    assert kit.outbox.list(state="pending") == ()


def test_a_channel_may_bring_its_own_schedule(kit: ik.InvoiceKit, channel: Counting) -> None:
    send(kit)
    channel.retries = ik.RetrySchedule(waits=())  # type: ignore[attr-defined]  # what a host adds

    def busy() -> None:
        raise errors.DeliveryFailed("busy", retryable=True)

    channel.before = busy
    assert kit.run_outbox().dead == 1


KILLED = '''
"""Sends, then dies before it can say so."""

import os
import signal
import sys
from datetime import UTC, datetime

import invoicekit as ik
from invoicekit.ports import Sent

url, archive, log = sys.argv[1:]

class Dying:
    name = "counting"

    def send(self, envelope):
        with open(log, "a") as file:
            file.write(envelope.id + "\\n")
        os.kill(os.getpid(), signal.SIGKILL)

with ik.InvoiceKit.from_url(
    url, archive=archive, channels={"counting": Dying()},
    clock=lambda: datetime(2026, 3, 2, 10, tzinfo=UTC),
) as kit:
    kit.run_outbox()
'''


def test_a_worker_killed_after_sending_is_taken_over_under_the_same_id(
    kit: ik.InvoiceKit, channel: Counting, clock: Clock, tmp_path: Path
) -> None:
    [delivery] = send(kit)
    log = tmp_path / "log"
    url, archive = f"sqlite:///{tmp_path}/shop.db", str(tmp_path / "archive")
    died = subprocess.run(
        [sys.executable, "-c", KILLED, url, archive, str(log)], check=False, env=dict(os.environ)
    )
    assert died.returncode == -signal.SIGKILL
    assert log.read_text().split() == [delivery]
    assert kit.run_outbox().done == 0  # still leased to the dead
    clock.now += timedelta(minutes=5)
    assert kit.run_outbox().done == 1
    assert channel.sent == [delivery]
    assert kit.deliveries.get(delivery).status == "sent"
    assert kit.audit.verify().faults == ()
