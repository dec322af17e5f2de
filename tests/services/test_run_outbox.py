"""The outbox: what fails is tried again, told, and never stops the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.delivery.mailbox import Mailbox
from invoicekit.kit._renderers import KitRenderers
from invoicekit.ports import Envelope, Sent

Issue = Callable[[str], ik.InvoiceRecord]


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Faulty:
    """A channel that raises what it is told until it is mended."""

    name = "faulty"

    def __init__(self) -> None:
        self.problem: Exception | None = None
        self.mailbox = Mailbox("faulty")
        self.meet: threading.Barrier | None = None

    def send(self, envelope: Envelope) -> Sent:
        if self.problem:
            raise self.problem
        if self.meet:
            self.meet.wait()
        return self.mailbox.send(envelope)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def channel() -> Faulty:
    return Faulty()


@pytest.fixture
def kit(clock: Clock, channel: Faulty) -> ik.InvoiceKit:
    party = ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
        contact=ik.Contact(email="billing@shop.example"),
    )
    return ik.InvoiceKit.in_memory(issuer=party, clock=clock, channels={"faulty": channel})


def test_a_channel_of_the_hosts_own_that_breaks_does_not_stop_the_queue(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue, channel: Faulty, clock: Clock
) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    channel.problem = RuntimeError("boom")
    broken = kit.deliveries.send(record.id, channel="faulty", actor="bob")
    kit.deliveries.send(record.id, channel="email", actor="bob")
    run = kit.run_outbox()
    assert (run.done, run.retried, run.dead) == (2, 1, 0)
    assert len(kit.mailbox) == 1
    assert "RuntimeError: boom" in (kit.deliveries.get(broken.id).detail or "")
    channel.problem = None
    clock.now += timedelta(minutes=1)
    assert kit.run_outbox().done == 1
    assert kit.deliveries.get(broken.id).status == "sent"


def test_a_message_is_given_up_after_its_last_try_and_lives_again_when_asked(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue, channel: Faulty, clock: Clock
) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    channel.problem = errors.DeliveryFailed("busy", retryable=True)
    sent = kit.deliveries.send(record.id, channel="faulty", actor="bob")
    runs = []
    for _ in range(9):
        runs.append(kit.run_outbox())
        clock.now += timedelta(days=1)
    assert [run.retried for run in runs] == [1, 1, 1, 1, 1, 1, 1, 1, 0]
    assert runs[-1].dead == 1
    assert kit.invoices.get(record.id).delivery_status == "failed"
    [dead] = kit.outbox.list(state="dead")
    channel.problem = None
    kit.outbox.retry(dead.id, actor="bob")
    assert kit.deliveries.get(sent.id).status == "queued"
    assert kit.run_outbox().done == 1
    assert kit.invoices.get(record.id).delivery_status == "sent"
    with pytest.raises(errors.StateError, match="the message is done"):
        kit.outbox.retry(dead.id, actor="bob")
    with pytest.raises(errors.NotFound):
        kit.outbox.retry("nothing", actor="bob")
    assert kit.audit.verify().faults == ()


def test_what_can_never_work_is_given_up_at_once(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue, channel: Faulty
) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    channel.problem = errors.DeliveryFailed("no such address", retryable=False)
    kit.deliveries.send(record.id, channel="faulty", actor="bob")
    assert kit.run_outbox().dead == 1


class Jammed(KitRenderers):
    """Renders nothing until it is mended."""

    jam = True

    def render(
        self,
        record: ik.InvoiceRecord,
        kind: str,
        *,
        template: ik.Template | None,
        original: bool,
        locale: str | None = None,
    ) -> ik.File:
        if self.jam:
            raise errors.RenderFailed("no paper", where=kind)
        return super().render(record, kind, template=template, original=original, locale=locale)


def test_originals_that_cannot_be_made_are_told_on_the_record(
    clock: Clock, order: ik.Order
) -> None:
    jammed = Jammed()
    issuer = ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    )
    kit = ik.InvoiceKit.in_memory(issuer=issuer, clock=clock, renderers=jammed)
    buyer = kit.customers.create(name="ACME", country="DE", payment_terms="net 30", actor="alice")
    draft = kit.invoices.create_from_order(order.replace(customer_id=buyer.id), actor="alice")
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")
    record = kit.invoices.issue(draft.id, actor="bob")
    runs = []
    for _ in range(10):
        runs.append(kit.run_outbox())
        clock.now += timedelta(days=1)
    assert sum(run.dead for run in runs) == 1
    [told] = [each for each in kit.events.of(record.id) if each.type == "archive.failed"]
    assert "no paper" in str(told.data["error"])
    [dead] = kit.outbox.list(state="dead")
    assert "no paper" in (dead.error or "")
    jammed.jam = False
    kit.outbox.retry(dead.id, actor="bob")
    assert kit.run_outbox().done == 1
    assert kit.invoices.file(record.id, "html").original
    assert kit.audit.verify().intact


def test_threads_work_at_several_at_once(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue, channel: Faulty
) -> None:
    """Two mails that wait for each other: one after the other they would never leave."""
    channel.meet = threading.Barrier(2, timeout=20)
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    kit.run_outbox()
    for _ in range(2):
        kit.deliveries.send(record.id, channel="faulty", actor="bob")
    seen: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        run = kit.run_outbox(executor=pool, progress=lambda message: seen.append(message.topic))
    assert (run.done, seen, len(channel.mailbox)) == (2, ["deliver", "deliver"], 2)
