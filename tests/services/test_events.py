"""What happened, read on from where one stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import invoicekit as ik
from invoicekit.errors import BadCursor
from invoicekit.model.rows import EventRow
from invoicekit.model.stored import Id
from invoicekit.services._events import event_digest
from invoicekit.services.read_events import EventPage


def customers(kit: ik.InvoiceKit, *names: str) -> None:
    for name in names:
        kit.customers.create(name=name, country="DE", actor="alice")


def names(page: EventPage) -> list[object]:
    return [event.data["name"] for event in page]


def test_the_end_is_a_place_to_go_on_from(kit: ik.InvoiceKit) -> None:
    start = kit.events.since().next
    customers(kit, "A", "B", "C")
    first = kit.events.since(start, limit=2)
    assert (names(first), first.more) == (["A", "B"], True)
    last = kit.events.since(first.next, limit=2)
    assert (names(last), last.more) == (["C"], False)
    nothing = kit.events.since(last.next)
    assert (len(nothing), nothing.next, nothing.more) == (0, last.next, False)
    customers(kit, "D")
    assert names(kit.events.since(nothing.next)) == ["D"]


def test_where_nothing_happened_one_begins_at_the_beginning() -> None:
    empty = ik.InvoiceKit.in_memory()
    page = empty.events.since()
    assert (page.items, page.next) == ((), None)
    customers(empty, "A")
    assert names(empty.events.since(page.next)) == ["A"]


def test_one_transaction_is_read_in_pieces(
    kit: ik.InvoiceKit, order: ik.Order, issue: Callable[[str], ik.InvoiceRecord]
) -> None:
    """An issue writes several events at once; none is shown twice or left out."""
    record = kit.invoices.create_from_order(order, actor="alice")
    issue(record.id)
    everything = [event.id for event in kit.events.since(limit=1000)]
    cursor, seen = None, list[str]()
    while True:
        page = kit.events.since(cursor, limit=1)
        seen += [event.id for event in page]
        if not page.items:
            break
        cursor = page.next
    assert seen == everything
    assert len(set(seen)) == len(seen) > 4


@pytest.mark.parametrize("cursor", ["", "x", "1-", "-1-a", "1-a'b", "9" * 20 + "-a"])
def test_a_cursor_that_is_none_is_told(kit: ik.InvoiceKit, cursor: str) -> None:
    with pytest.raises(BadCursor):
        kit.events.since(cursor)


@given(actor=st.text(), data=st.text(), sequence=st.integers(1), subject=st.text(), type=st.text())
def test_an_event_is_hashed_in_its_canonical_form(**facts: object) -> None:
    """RFC 8785 over its own facts, whatever they hold: who proves a chain elsewhere does so."""
    at = datetime(2026, 3, 2, 10, tzinfo=UTC)
    event = EventRow(tenant_id="t", id=Id("e"), hash="", at=at, **facts)  # type: ignore[arg-type]  # of the types above
    told = {**facts, "at": "2026-03-02T10:00:00+00:00"}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert event_digest(event) == hashlib.sha256(text.encode()).hexdigest()
