"""One log event a call: its ids, how it ended, how long it took; nobody's name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from structlog.testing import capture_logs
from tests.observing.conftest import PEOPLE, order_of

import invoicekit as ik
from invoicekit.errors import NotFound, StateError
from invoicekit.kit.invoices import Invoices
from invoicekit.observing import OBSERVERS

Logs = list[MutableMapping[str, Any]]


@pytest.fixture
def logs() -> Iterator[Logs]:
    with capture_logs() as found:
        yield found


@pytest.fixture
def kit(logs: Logs, seller: ik.Party) -> ik.InvoiceKit:
    ticks = count()
    observer = OBSERVERS["structlog"](timer=lambda: next(ticks) / 4)
    kit = ik.InvoiceKit.in_memory(issuer=seller, observer=observer)
    logs.clear()
    return kit


def test_a_call_is_one_event_with_its_ids(kit: ik.InvoiceKit, logs: Logs) -> None:
    buyer = kit.customers.create(name="A", country="DE", actor="alice")
    kit.customers.get(buyer.id)
    first = {"event": "customers.create", "log_level": "info", "outcome": "ok", "ms": 250}
    assert logs[0] == {**first, "tenant": "default", "id": buyer.id}
    assert logs[1]["customer_id"] == buyer.id
    assert [each["event"] for each in logs] == ["customers.create", "customers.get"]


def test_a_refusal_is_a_warning_with_its_code(kit: ik.InvoiceKit, logs: Logs) -> None:
    with pytest.raises(NotFound):
        kit.invoices.get("nobody")
    [event] = logs
    assert (event["log_level"], event["outcome"]) == ("warning", NotFound.code)


def test_what_breaks_is_an_error_of_its_kind(kit: ik.InvoiceKit, logs: Logs) -> None:
    with pytest.raises(AttributeError):
        kit.orders.save("no order", actor="alice")  # type: ignore[arg-type]  # on purpose
    [event] = logs
    assert (event["log_level"], event["outcome"]) == ("error", "AttributeError")


def test_the_outbox_tells_its_counts(kit: ik.InvoiceKit, logs: Logs) -> None:
    kit.run_outbox()
    [event] = logs
    counts = {"done": 0, "retried": 0, "dead": 0, "lost": 0}
    assert counts.items() <= event.items()


def test_a_stream_is_one_event_from_first_to_last(kit: ik.InvoiceKit, logs: Logs) -> None:
    assert len(list(kit.invoices.issue_all(["no-such", "nor-this"], actor="bob"))) == 2
    [event] = logs
    assert (event["event"], event["count"]) == ("invoices.issue_all", 2)


def test_nobody_is_named(kit: ik.InvoiceKit, logs: Logs) -> None:
    buyer = kit.customers.create(
        name="Zwetlana",
        email="zwetlana@geheim.example",
        country="DE",
        address=ik.Address(line1="Geheimgasse 1", city="Berlin", postcode="10115", country="DE"),
        actor="aktorin",
    )
    order = order_of(buyer.id)
    draft = kit.invoices.create_from_order(order, actor="aktorin", idempotency_key="SO-1")
    kit.invoices.submit(draft.id, actor="aktorin")
    with suppress(StateError):
        kit.invoices.approve(draft.id, actor="aktorin")
    kit.invoices.approve(draft.id, actor="bob")
    issued = kit.invoices.issue(draft.id, actor="bob")
    kit.deliveries.send(issued.id, channel="email", actor="bob")
    kit.run_outbox()
    with pytest.raises(NotFound):
        kit.customers.get("Zwetlana@geheim.example")
    told = repr([{k: v for k, v in each.items() if k != "customer_id"} for each in logs])
    assert len(logs) >= 8
    assert [word for word in PEOPLE if word in told] == []


def test_the_awaited_kit_is_watched_too(logs: Logs) -> None:
    async def once() -> str:
        observer = OBSERVERS["structlog"]()
        async with await ik.AsyncInvoiceKit.in_memory(observer=observer) as kit:
            made = await kit.customers.create(name="A", country="DE", actor="alice")
            return made.id

    made = asyncio.run(once())
    [event] = [each for each in logs if each["event"] == "customers.create"]
    assert (event["id"], event["outcome"]) == (made, "ok")


def test_nobody_watches_by_default() -> None:
    kit = ik.InvoiceKit.in_memory()
    assert type(kit.invoices) is Invoices
