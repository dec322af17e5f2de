"""Subscribers hear what happened: functions after the commit, addresses through the outbox."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa

import invoicekit as ik
from invoicekit.delivery._signature import signed_headers
from invoicekit.errors import (
    ConfigurationError,
    DeliveryFailed,
    InputError,
    NotFound,
    PermissionDenied,
    StaleVersion,
)
from invoicekit.kit._subscribers import Subscribers, ToldStorage
from invoicekit.model.rows import EventRow
from invoicekit.model.stored import Id
from invoicekit.ports import Envelope, Sent, UnitOfWork
from invoicekit.storage.memory import MemoryStorage

T = TypeVar("T")

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SECRET = b"s" * 32
URL = "https://erp.acme.example/in"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Receiver:
    """A channel that takes events, verifies each, and refuses when it is told to."""

    name = "webhook"

    def __init__(self) -> None:
        self.took: list[tuple[str, Mapping[str, object]]] = []
        self.headers: list[Mapping[str, str]] = []
        self.bodies: list[bytes] = []
        self.refuses: DeliveryFailed | None = None
        self.room = 1000

    def send(self, envelope: Envelope) -> Sent:
        raise AssertionError(envelope)

    def notify(
        self, url: str, message_id: str, body: bytes, secrets: Sequence[str], *, now: datetime
    ) -> None:
        assert url == URL
        if self.refuses or not self.room:
            raise self.refuses or DeliveryFailed("busy", retryable=True)
        self.room -= 1
        self.took.append((message_id, json.loads(body)))
        self.headers.append(signed_headers(secrets, message_id, now, body))
        self.bodies.append(body)

    @property
    def types(self) -> list[object]:
        return [body["type"] for _, body in self.took]

    @property
    def names(self) -> list[object]:
        return [body["data"]["facts"].get("name") for _, body in self.took]  # type: ignore[index]  # JSON


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def kit(clock: Clock, receiver: Receiver) -> ik.InvoiceKit:
    return ik.InvoiceKit.in_memory(
        issuer=ik.Party(name="Shop GmbH", address=ik.Address(country="DE")),
        clock=clock,
        channels={"webhook": receiver},
        link_secret=SECRET,
    )


def customers(kit: ik.InvoiceKit, *names: str) -> None:
    for name in names:
        kit.customers.create(name=name, country="DE", actor="alice")


def test_events_are_posted_in_order_and_once(kit: ik.InvoiceKit, receiver: Receiver) -> None:
    customers(kit, "before")
    webhook = kit.webhooks.create(URL, actor="root")
    customers(kit, "A", "B", "C")
    kit.run_outbox()
    assert receiver.types == ["webhook.created", *["customer.created"] * 3]
    assert receiver.names[1:] == ["A", "B", "C"]
    kit.run_outbox()
    customers(kit, "D")
    kit.run_outbox()
    assert receiver.names[1:] == ["A", "B", "C", "D"]
    told = [message_id for message_id, _ in receiver.took]
    assert told == [event.id for event in kit.events.since(limit=1000)][-5:]
    secret = kit.webhooks.secret(webhook.id, actor="root")
    for body, headers, message_id in zip(receiver.bodies, receiver.headers, told, strict=True):
        assert ik.verify_webhook(body, headers, secret, now=NOW) == message_id


def test_what_is_posted_says_what_happened(kit: ik.InvoiceKit, receiver: Receiver) -> None:
    kit.webhooks.create(URL, types=["customer.*"], actor="root")
    buyer = kit.customers.create(name="ACME", country="DE", actor="alice")
    kit.run_outbox()
    [(message_id, body)] = receiver.took
    assert body == {
        "id": message_id,
        "type": "customer.created",
        "timestamp": "2026-03-02T10:00:00+00:00",
        "tenant": "default",
        "data": {"subject": buyer.id, "sequence": 1, "actor": "alice", "facts": {"name": "ACME"}},
    }


@pytest.mark.parametrize(
    ("types", "heard"),
    [
        ((), ["webhook.created", "customer.created", "product.created"]),
        (("product.created",), ["product.created"]),
        (("customer.*", "product.*"), ["customer.created", "product.created"]),
        (("product",), []),
        (("prod.*",), []),
    ],
)
def test_who_wants_some_types_hears_those(
    kit: ik.InvoiceKit, receiver: Receiver, types: tuple[str, ...], heard: list[str]
) -> None:
    kit.webhooks.create(URL, types=types, actor="root")
    customers(kit, "A")
    kit.products.create(ik.Product(sku="K", name="Keyboard"), actor="alice")
    kit.run_outbox()
    assert receiver.types == heard
    [message] = kit.outbox.list()
    assert message.state == "done"


def test_from_the_start_means_all_of_it(kit: ik.InvoiceKit, receiver: Receiver) -> None:
    customers(kit, *map(str, range(120)))  # more than are read at once
    kit.webhooks.create(URL, types=["customer.*"], from_start=True, actor="root")
    kit.run_outbox()
    assert receiver.names == list(map(str, range(120)))


def test_nothing_is_passed_over_while_the_address_does_not_answer(
    kit: ik.InvoiceKit, receiver: Receiver, clock: Clock
) -> None:
    kit.webhooks.create(URL, types=["customer.*"], actor="root")
    customers(kit, "A", "B", "C")
    receiver.room = 1
    run = kit.run_outbox()
    assert (run.retried, receiver.names) == (1, ["A"])
    [message] = kit.outbox.list()
    assert (message.state, message.attempts) == ("pending", 1)
    customers(kit, "D")
    assert kit.run_outbox().done == 0  # not due yet
    receiver.room = 1
    clock.now += timedelta(minutes=1)
    kit.run_outbox()
    [message] = kit.outbox.list()
    assert (message.attempts, receiver.names) == (1, ["A", "B"])  # each event has all its attempts
    receiver.room = 9
    clock.now += timedelta(minutes=1)
    kit.run_outbox()
    assert receiver.names == ["A", "B", "C", "D"]


def test_an_address_that_is_gone_is_a_dead_letter_that_may_live_again(
    kit: ik.InvoiceKit, receiver: Receiver
) -> None:
    webhook = kit.webhooks.create(URL, types=["customer.*"], actor="root")
    customers(kit, "A")
    receiver.refuses = DeliveryFailed("gone", retryable=False)
    assert kit.run_outbox().dead == 1
    customers(kit, "B")
    assert kit.run_outbox() == type(kit.run_outbox())()  # it stays dead, and holds up nobody
    [dead] = kit.outbox.list(state="dead")
    receiver.refuses = None
    kit.outbox.retry(dead.id, actor="carol")
    kit.run_outbox()
    assert receiver.names == ["A", "B"]
    told = [(event.type, event.actor) for event in kit.events.of(webhook.id)]
    assert told == [
        ("webhook.created", "root"),
        ("webhook.failed", "outbox"),
        ("webhook.retried", "carol"),
    ]
    assert kit.audit.verify().intact


def test_a_secret_changes_without_a_gap(
    kit: ik.InvoiceKit, receiver: Receiver, clock: Clock
) -> None:
    webhook = kit.webhooks.create(URL, types=["customer.*"], actor="root")
    old = kit.webhooks.secret(webhook.id, actor="root")
    new = kit.webhooks.rotate(webhook.id, actor="root", overlap=timedelta(hours=1))
    assert old != new == kit.webhooks.secret(webhook.id, actor="root")
    for hours, known in ((0, [old, new]), (2, [new])):
        clock.now = NOW + timedelta(hours=hours)
        customers(kit, "A")
        kit.run_outbox()
        body, headers = receiver.bodies[-1], receiver.headers[-1]
        for secret in (old, new):
            if secret in known:
                ik.verify_webhook(body, headers, secret, now=clock.now)
            else:
                with pytest.raises(PermissionDenied):
                    ik.verify_webhook(body, headers, secret, now=clock.now)


def test_no_two_have_the_same_secret_and_none_is_stored(kit: ik.InvoiceKit) -> None:
    one, two = (kit.webhooks.create(URL, actor="root") for _ in range(2))
    other = kit.for_tenant("other").webhooks.create(URL, actor="root")
    secrets = [
        kit.webhooks.secret(one.id, actor="root"),
        kit.webhooks.secret(two.id, actor="root"),
        kit.for_tenant("other").webhooks.secret(other.id, actor="root"),
    ]
    assert len(set(secrets)) == 3
    assert not any(secret in repr(kit._runtime.storage.__dict__) for secret in secrets)


def test_one_that_is_changed_or_removed(kit: ik.InvoiceKit, receiver: Receiver) -> None:
    webhook = kit.webhooks.create(URL, types=["customer.*"], actor="root")
    kit.webhooks.update(webhook.id, active=False, actor="root")
    customers(kit, "A")
    kit.run_outbox()
    assert receiver.took == []
    changed = kit.webhooks.update(webhook.id, active=True, actor="root", version=2)
    assert kit.webhooks.get(webhook.id) == changed
    kit.run_outbox()
    assert receiver.names == ["A"]  # kept for it meanwhile
    with pytest.raises(StaleVersion):
        kit.webhooks.update(webhook.id, types=(), actor="root", version=2)
    kit.webhooks.remove(webhook.id, actor="root")
    customers(kit, "B")
    kit.run_outbox()
    assert (receiver.names, kit.webhooks.list()) == (["A"], ())
    with pytest.raises(NotFound):
        kit.webhooks.get(webhook.id)
    with pytest.raises(NotFound):
        kit.webhooks.rotate(webhook.id, actor="root")
    assert kit.audit.verify().intact


@pytest.mark.parametrize("url", ["", "erp.acme.example", "ftp://x", "file:///etc/passwd"])
def test_an_address_that_is_none_is_refused(kit: ik.InvoiceKit, url: str) -> None:
    with pytest.raises(InputError):
        kit.webhooks.create(url, actor="root")
    webhook = kit.webhooks.create(URL, actor="root")
    with pytest.raises(InputError):
        kit.webhooks.update(webhook.id, url=url or "x", actor="root")


def test_without_a_channel_or_a_secret_it_is_said(clock: Clock) -> None:
    bare = ik.InvoiceKit.in_memory(clock=clock)
    webhook = bare.webhooks.create(URL, actor="root")
    assert bare.run_outbox().retried == 1
    [message] = bare.outbox.list()
    assert "channels={'webhook': Webhook()} and a link_secret" in (message.error or "")
    with pytest.raises(ConfigurationError):
        bare.webhooks.secret(webhook.id, actor="root")


def test_functions_are_told_after_the_commit(kit: ik.InvoiceKit) -> None:
    seen: list[tuple[str, int]] = []

    def note(event: ik.Event) -> None:
        stored = kit.events.of(event.subject)  # it is there for everybody
        seen.append((event.type, len(stored)))
        assert event in stored

    stop = kit.events.subscribe(note)
    customers(kit.for_tenant("other"), "not ours")
    kit.customers.create(name="A", reference="1", actor="alice")
    with pytest.raises(ik.DuplicateKey):
        kit.customers.create(name="B", reference="1", actor="alice")
    assert seen == [("customer.created", 1)]
    stop()
    stop()
    customers(kit, "C")
    assert len(seen) == 1


def test_functions_never_hear_of_what_was_taken_back() -> None:
    """A work that is run again, a savepoint that is undone, a write that fails."""
    heard: list[str] = []
    subscribers = Subscribers()
    subscribers.add("a", lambda event: heard.append(event.type))
    storage = ToldStorage(RunsTwice(), subscribers)

    def row(kind: str) -> EventRow:
        return EventRow(
            tenant_id="a",
            subject=Id(kind),
            sequence=1,
            id=Id(kind),
            type=kind,
            actor="x",
            at=NOW,
            data="{}",
            hash="",
        )

    def work(uow: UnitOfWork) -> None:
        with suppress(LookupError), uow.savepoint():
            uow.add([row("undone")])
            raise LookupError
        with uow.savepoint():
            uow.add([row("kept")])

    storage.write("a", work)
    assert heard == ["kept"]

    def fails(uow: UnitOfWork) -> None:
        uow.add([row("lost")])
        raise LookupError

    with pytest.raises(LookupError):
        storage.write("a", fails)
    assert heard == ["kept"]
    assert storage.read("a", lambda uow: uow.tenant) == "a"
    storage.close()


class RunsTwice(MemoryStorage):
    """As a database does that asks for a transaction to be run again."""

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        def undone(uow: UnitOfWork) -> None:
            work(uow)
            raise TimeoutError

        with pytest.raises((TimeoutError, LookupError)):
            super().write(tenant, undone)
        return super().write(tenant, work)


def test_a_function_that_fails_changes_nothing(
    kit: ik.InvoiceKit, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []

    def fails(event: ik.Event) -> None:
        raise ValueError(event.data["name"])

    kit.events.subscribe(fails)
    kit.events.subscribe(lambda event: heard.append(event.type))
    with caplog.at_level(logging.ERROR):
        customers(kit, "Secret Name")
    assert heard == ["customer.created"]
    [record] = caplog.records
    assert "Secret Name" not in record.getMessage() + repr(vars(record))
    assert vars(record)["error"] == "ValueError"


def test_in_the_hosts_transaction_nobody_is_told(tmp_path: Path) -> None:
    heard: list[ik.Event] = []
    with ik.InvoiceKit.from_url(f"sqlite:///{tmp_path / 'x.db'}") as kit:
        kit.events.subscribe(heard.append)
        engine = sa.create_engine(f"sqlite:///{tmp_path / 'x.db'}")
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA synchronous = FULL")
            kit.bind(connection).customers.create(name="A", country="DE", actor="alice")
            connection.rollback()
        engine.dispose()
        assert (heard, len(kit.events.since())) == ([], 0)


def test_issuers_products_and_templates_leave_events(kit: ik.InvoiceKit) -> None:
    issuer = kit.issuers.get()
    kit.issuers.update(issuer.id, actor="root", time_zone="Europe/Berlin")
    product = kit.products.create(ik.Product(sku="K", name="Keyboard"), actor="alice")
    kit.products.update(product.id, actor="bob", name="Board")
    for name in ("One", "Two"):
        kit.templates.save(ik.Template(id="own", name=name), actor="root")
    found = {
        subject: [(each.type, each.actor, each.data) for each in kit.events.of(subject)]
        for subject in (issuer.id, product.id, "own")
    }
    assert found == {
        issuer.id: [
            ("issuer.created", "setup", {"name": "Shop GmbH"}),
            ("issuer.changed", "root", {"fields": ["time_zone"]}),
        ],
        product.id: [
            ("product.created", "alice", {"name": "Keyboard"}),
            ("product.changed", "bob", {"fields": ["name"]}),
        ],
        "own": [
            ("template.saved", "root", {"name": "One", "version": 1}),
            ("template.saved", "root", {"name": "Two", "version": 2}),
        ],
    }
    assert kit.audit.verify().intact
