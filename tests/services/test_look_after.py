"""A kit says how it is: work left lying, given up, unanswered; a database that is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.services.conftest import ISSUER, NOW

import invoicekit as ik
from invoicekit.errors import DeliveryFailed
from invoicekit.model import ClearanceStatus
from invoicekit.ports import AuthorityAnswer, Envelope, Sent


@dataclass
class Clock:
    """Shows what it is set to."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


class Broken:
    """A channel that never takes anything."""

    name = "email"

    def send(self, envelope: Envelope) -> Sent:
        raise DeliveryFailed("no such address", retryable=False, where=envelope.id)


class Platform:
    """Wants somebody to log in."""

    name = "platform"

    def submit(self, request_id: str, record: ik.InvoiceRecord) -> AuthorityAnswer:
        del record
        return self.query(request_id)

    def query(self, request_id: str) -> AuthorityAnswer:
        return AuthorityAnswer(ClearanceStatus.WAITING, message=f"请扫码登录 {request_id}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite"])
def kit(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[ik.InvoiceKit]:
    url = "memory://" if request.param == "memory" else f"sqlite:///{tmp_path / 'shop.db'}"
    with ik.InvoiceKit.from_url(url, issuer=ISSUER, clock=clock, mail=Broken()) as kit:
        yield kit


def issued(kit: ik.InvoiceKit) -> ik.InvoiceRecord:
    buyer = kit.customers.create(name="A", email="a@b.example", country="DE", actor="alice")
    line = ik.OrderLine(name="Keyboard", quantity="1", unit_price="10", vat="S 19")
    order = ik.Order(reference="1", customer_id=buyer.id, currency="EUR", lines=[line])
    draft = kit.invoices.create_from_order(order, actor="alice", formats=["html"])
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")
    return kit.invoices.issue(draft.id, actor="bob")


def test_a_new_kit_is_well(kit: ik.InvoiceKit) -> None:
    health = kit.health()
    assert health.ok
    assert (health.at, health.due, health.dead, health.oldest_due_at) == (NOW, 0, 0, None)


def test_work_left_lying_is_a_problem_when_it_is_late(kit: ik.InvoiceKit, clock: Clock) -> None:
    issued(kit)
    assert kit.health().ok
    assert kit.health().due == 1
    clock.now += timedelta(minutes=16)
    late = kit.health()
    assert late.oldest_due_at == NOW
    [said] = late.problems
    assert said.startswith("1 message(s) of the outbox are due, the first for 16 minutes")
    assert kit.health(late=timedelta(hours=1)).ok
    kit.run_outbox()
    assert (kit.health().ok, kit.health().due) == (True, 0)


def test_what_was_given_up_is_a_problem_until_it_is_tried_again(kit: ik.InvoiceKit) -> None:
    kit.deliveries.send(issued(kit).id, channel="email", actor="bob")
    kit.run_outbox()
    health = kit.health()
    assert (health.dead, health.ok) == (1, False)
    assert "were given up" in health.problems[0]
    kit.outbox.retry_all(actor="bob")
    assert kit.health().ok


def test_a_clock_that_went_back_is_a_problem(kit: ik.InvoiceKit, clock: Clock) -> None:
    issued(kit)
    assert kit.health().last_event_at == NOW
    clock.now -= timedelta(minutes=6)
    [said] = kit.health().problems
    assert "the last event is of 2026-03-02 10:00, after the time it is now" in said


def test_documents_at_the_platform_are_counted() -> None:
    seller = ik.Party(
        name="北京示例科技有限公司",
        tax_ids=[ik.TaxId(country="CN", value="91110108MA01ABCD2H")],
        address=ik.Address(city="北京市", line1="样本路1号", country="CN"),
    )
    kit = ik.InvoiceKit.in_memory(issuer=seller, clock=Clock(), authority=Platform())
    buyer = kit.customers.create(name="上海买方有限公司", country="CN", actor="li")
    line = ik.OrderLine(name="键盘", quantity="1", unit_price="100", vat="S 13")
    order = ik.Order(reference="1", customer_id=buyer.id, currency="CNY", lines=[line])
    draft = kit.invoices.create_from_order(order, actor="li")
    kit.invoices.submit(draft.id, actor="li")
    kit.invoices.approve(draft.id, actor="wang")
    kit.invoices.issue(draft.id, actor="wang")
    assert kit.health().unanswered == 1
    kit.run_outbox()
    health = kit.health()
    assert (health.unanswered, health.unsigned_in) == (0, 1)
    assert "log in at the platform" in health.problems[0]


def test_a_database_that_is_gone_is_a_problem_and_no_error(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    with ik.InvoiceKit.from_url(f"sqlite:///{file}", clock=lambda: datetime.now(UTC)) as kit:
        for each in tmp_path.glob("shop.db*"):
            each.write_bytes(b"gone" * 2048)
        health = kit.health()
    assert not health.ok
    assert "database" in health.problems[0]


def test_the_awaited_kit_says_the_same() -> None:
    async def once() -> bool:
        async with await ik.AsyncInvoiceKit.in_memory() as kit:
            return (await kit.health()).ok

    assert asyncio.run(once())
