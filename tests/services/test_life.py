"""The life of documents through the kit, and everything that is refused on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.model.rows import InvoiceRow
from invoicekit.ports import Page, Query, UnitOfWork
from invoicekit.services.record_payment import Allocate, record_payment

Issue = Callable[[str], ik.InvoiceRecord]


def test_an_order_becomes_a_paid_invoice(kit: ik.InvoiceKit, order: ik.Order, issue: Issue) -> None:
    draft = kit.invoices.create_from_order(order, actor="alice", idempotency_key="k")
    assert draft.number is None
    assert draft.invoice.issue_date is None
    assert kit.invoices.create_from_order(order, actor="alice", idempotency_key="k") == draft
    issued = issue(draft.id)
    assert issued.number == "2026-000001"
    assert issued.invoice.due_date == date(2026, 4, 1)
    assert issued.payment_status == "unpaid"
    kit.deliveries.send(issued.id, channel="email", actor="bob")
    run = kit.run_outbox()
    assert (run.done, run.retried, run.dead) == (2, 0, 0)
    assert len(kit.mailbox) == 1
    assert kit.invoices.get(issued.id).delivery_status == "sent"
    assert kit.invoices.file(issued.id, "html").original
    assert not kit.invoices.file(issued.id, "html", locale="fr").original
    paid = kit.payments.record(
        amount=issued.open_amount,
        currency="EUR",
        remittance=f"Rechnung {issued.number}",
        allocate="exact",
        actor="bank",
    )
    assert paid.unapplied == 0
    assert kit.invoices.get(issued.id).payment_status == "paid"
    assert kit.audit.verify().faults == ()


def test_issuing_returns_what_is_stored(kit: ik.InvoiceKit, order: ik.Order, issue: Issue) -> None:
    issued = issue(kit.invoices.create_from_order(order, actor="alice").id)
    stored = kit.invoices.get(issued.id)
    assert issued == stored
    assert issued.model_dump_json() == stored.model_dump_json()


def test_records_of_rows_are_what_validating_makes_of_them(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue
) -> None:
    issued = issue(kit.invoices.create_from_order(order, actor="alice").id)
    [summary] = kit.invoices.search()

    assert ik.InvoiceRecord.model_validate(issued.model_dump()) == issued
    assert type(summary).model_validate(summary.model_dump()) == summary


def test_nobody_approves_their_own_work(kit: ik.InvoiceKit, order: ik.Order) -> None:
    draft = kit.invoices.create_from_order(order, actor="alice")
    kit.invoices.update(draft.id, actor="carol", buyer_reference="B-1")
    kit.invoices.submit(draft.id, actor="dave")
    for part in ("alice", "carol", "dave"):
        with pytest.raises(errors.FourEyesViolation):
            kit.invoices.approve(draft.id, actor=part)
    assert kit.invoices.approve(draft.id, actor="bob").document_status == "approved"


def test_an_issued_invoice_never_changes(kit: ik.InvoiceKit, order: ik.Order, issue: Issue) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    with pytest.raises(errors.SealedDocument, match="never changes"):
        kit.invoices.update(record.id, actor="alice", note="x")
    with pytest.raises(errors.TransitionNotAllowed):
        kit.invoices.issue(record.id, actor="bob")
    with pytest.raises(errors.StateError, match="country does not know it"):
        kit.invoices.void(record.id, actor="bob", reason="typo")


def test_a_stale_version_is_refused(kit: ik.InvoiceKit, order: ik.Order) -> None:
    draft = kit.invoices.create_from_order(order, actor="alice")
    kit.invoices.update(draft.id, actor="alice", version=1, buyer_reference="B")
    with pytest.raises(errors.StaleVersion, match="version 2"):
        kit.invoices.submit(draft.id, actor="alice", version=1)


def test_rejected_and_reopened_drafts_lose_their_approvals(
    kit: ik.InvoiceKit, order: ik.Order
) -> None:
    draft = kit.invoices.create_from_order(order, actor="alice")
    kit.invoices.submit(draft.id, actor="alice")
    with pytest.raises(errors.StateError, match="reason"):
        kit.invoices.reject(draft.id, actor="bob", reason=" ")
    assert kit.invoices.reject(draft.id, actor="bob", reason="typo").document_status == "draft"
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")
    assert kit.invoices.reopen(draft.id, actor="alice").approvals == ()


def test_an_order_is_never_billed_twice(kit: ik.InvoiceKit, order: ik.Order) -> None:
    first = kit.invoices.create_from_order(order, actor="alice")
    with pytest.raises(errors.OverBilled, match="billed in full"):
        kit.invoices.create_from_order(order, actor="alice")
    with pytest.raises(errors.OverBilled, match="changed after"):
        kit.orders.save(order.replace(note="more"), actor="alice")
    kit.invoices.discard(first.id, actor="alice")
    assert kit.invoices.create_from_order(order, actor="alice").id != first.id


def test_partial_invoices_add_up_to_the_order(kit: ik.InvoiceKit, order: ik.Order) -> None:
    parts = [
        kit.invoices.create_from_order(order, actor="a", lines=lines)
        for lines in ({"1": "1"}, {"1": "1", "2": "1"}, None)
    ]
    charges = [record.invoice.charges[0].amount for record in parts if record.invoice.charges]
    assert sum(filter(None, charges), Decimal(0)) == Decimal("9.99")
    with pytest.raises(errors.OverBilled):
        kit.invoices.create_from_order(order, actor="a", lines={"1": "1"})
    stored = kit.orders.find("SO-1")
    assert stored is not None
    assert set(kit.orders.left_to_bill(stored.id).values()) == {Decimal(0)}


def test_the_total_must_be_the_orders(kit: ik.InvoiceKit, order: ik.Order) -> None:
    with pytest.raises(ik.ValidationFailed, match="the order says 1"):
        kit.invoices.create_from_order(order.replace(expected_total="1.00"), actor="a")


def test_needs_are_asked_for(kit: ik.InvoiceKit, order: ik.Order, buyer: ik.Customer) -> None:
    kit.customers.update(buyer.id, actor="a", needs=ik.InvoiceNeeds(purchase_order_required=True))
    with pytest.raises(ik.ValidationFailed, match="purchase order"):
        kit.invoices.create_from_order(order, actor="a")
    kit.invoices.create_from_order(order.replace(purchase_order_reference="PO 7"), actor="a")


def test_a_wrong_tax_id_is_refused_with_a_right_one_shown(kit: ik.InvoiceKit) -> None:
    with pytest.raises(ik.ValidationFailed, match="DE136695976"):
        kit.customers.create(name="X", country="DE", vat_id="DE136695977", actor="a")


def test_credits_cancel_the_invoice_to_the_cent(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue
) -> None:
    only = order.replace(lines=order.lines[:1], charges=())
    record = issue(kit.invoices.create_from_order(only, actor="alice").id)
    taxes = []
    for _ in range(3):
        note = kit.invoices.credit(record.id, actor="alice", reason="r", lines={"1": "1"})
        done = issue(note.id)
        assert done.invoice.totals is not None
        taxes.append(done.invoice.totals.vat)
    assert taxes == [Decimal("174.06"), Decimal("174.06"), Decimal("174.05")]
    with pytest.raises(errors.OverCredited):
        kit.invoices.credit(record.id, actor="alice", reason="r")
    after = kit.invoices.get(record.id)
    assert after.open_amount == 0
    assert after.payment_status == "credited"
    assert [link.number for link in after.links if link.kind == "credited_by"] == [
        "CN2026-000001",
        "CN2026-000002",
        "CN2026-000003",
    ]
    assert kit.audit.verify().faults == ()


def test_payments_find_their_home_or_stay(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue
) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    part = kit.payments.record(amount="100", currency="EUR", actor="b", allocate={record.id: "100"})
    assert kit.invoices.get(record.id).payment_status == "partially_paid"
    over = kit.payments.record(amount="99999", currency="EUR", actor="b", allocate="oldest")
    assert over.unapplied > 0
    kit.payments.deallocate(part.id, record.id, actor="b", reason="bounced")
    assert kit.invoices.get(record.id).open_amount == 100
    assert len(kit.payments.allocations(record.id)) == 1
    with pytest.raises(errors.OverAllocated):
        kit.payments.allocate(part.id, {record.id: "100.01"}, actor="b")
    assert kit.invoices.write_off(record.id, actor="b", reason="small").open_amount == 0
    with pytest.raises(errors.InputError):
        kit.payments.record(amount="-1", currency="EUR", actor="b")
    with pytest.raises(errors.InputError, match="exact"):
        kit.payments.record(amount=1.5, currency="EUR", actor="b")  # type: ignore[arg-type]
    assert len(kit.payments.list()) == 2
    assert kit.audit.verify().faults == ()


def test_the_same_key_with_another_request_is_a_conflict(
    kit: ik.InvoiceKit, order: ik.Order
) -> None:
    kit.invoices.create_from_order(order, actor="a", idempotency_key="k")
    with pytest.raises(errors.IdempotencyConflict):
        kit.invoices.create_from_order(
            order.replace(reference="SO-2"), actor="a", idempotency_key="k"
        )


def test_deliveries_are_cancelled_and_repeated(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue
) -> None:
    draft = kit.invoices.create_from_order(order, actor="alice")
    with pytest.raises(errors.StateError, match="only issued"):
        kit.deliveries.send(draft.id, actor="a")
    record = issue(draft.id)
    gone = kit.deliveries.cancel(kit.deliveries.send(record.id, actor="a").id, actor="a")
    assert gone.status == "cancelled"
    sent = kit.deliveries.send(record.id, actor="a", to=["x@acme.example"], message="Hello")
    kit.run_outbox()
    assert kit.deliveries.get(sent.id).status == "sent"
    with pytest.raises(errors.TransitionNotAllowed):
        kit.deliveries.cancel(sent.id, actor="a")
    kit.deliveries.resend(sent.id, actor="a")
    kit.run_outbox()
    assert "Erneut gesendet" in kit.mailbox.messages[-1]["Subject"]
    assert kit.invoices.get(record.id).delivery_status == "sent"
    assert kit.audit.verify().faults == ()


def test_a_delivery_over_an_unknown_channel_waits_and_says_why(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue
) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    kit.deliveries.send(record.id, actor="a", channel="pigeon", to=["roof"])
    assert kit.run_outbox().retried == 1
    [waiting] = kit.outbox.list(state="pending")
    assert "no channel 'pigeon'" in (waiting.error or "")
    with pytest.raises(errors.StateError):
        kit.outbox.retry(waiting.id, actor="bob")


def test_search_by_everything_people_ask(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue, buyer: ik.Customer
) -> None:
    for n in range(5):
        issue(
            kit.invoices.create_from_order(
                order.replace(reference=f"R-{n}"), actor="alice", idempotency_key=f"k{n}"
            ).id
        )
    first = kit.invoices.search(limit=2, order="number", descending=False)
    second = kit.invoices.search(limit=2, order="number", descending=False, after=first.next)
    assert [each.number for each in (*first, *second)] == [
        "2026-000001",
        "2026-000002",
        "2026-000003",
        "2026-000004",
    ]
    assert len(kit.invoices.search(customer_id=buyer.id, text="acme", amount_from="1")) == 5
    assert len(kit.invoices.search(order_reference="R-3", status=("issued",))) == 1
    assert len(kit.invoices.search(overdue_on=date(2026, 4, 1))) == 0
    assert len(kit.invoices.search(overdue_on=date(2026, 4, 2))) == 5
    found = kit.invoices.find("2026-000003")
    assert found is not None
    assert kit.invoices.find("2026-00000") is None
    with pytest.raises(errors.BadCursor):
        kit.invoices.search(after="nonsense")


def test_templates_are_versioned(kit: ik.InvoiceKit, order: ik.Order) -> None:
    kit.templates.save(ik.Template(id="mine", name="Mine", accent="#aa0000"), actor="root")
    assert kit.templates.save(ik.Template(id="mine", name="Mine 2"), actor="root").version == 2
    draft = kit.invoices.create_from_order(order, actor="a", template="mine")
    assert (draft.template.id, draft.template.version) == ("mine", 2)
    assert kit.templates.get("mine", 1).accent == "#aa0000"
    assert len(kit.templates.list()) == 2
    with pytest.raises(errors.InputError, match="built in"):
        kit.templates.save(ik.Template(id="standard", name="x"), actor="root")
    with pytest.raises(errors.NotFound):
        kit.templates.get("other")


def test_products_price_and_tax_the_lines(kit: ik.InvoiceKit, buyer: ik.Customer) -> None:
    kit.products.create(
        ik.Product(sku="B-1", name="Buch", tax_class="books", price="10.70", currency="EUR"),
        actor="a",
    )
    with pytest.raises(errors.DuplicateKey):
        kit.products.create(ik.Product(sku="B-1", name="x"), actor="a")
    order = ik.Order(
        reference="1",
        customer_id=buyer.id,
        currency="EUR",
        prices_include_vat=True,
        lines=[ik.OrderLine(sku="B-1")],
    )
    draft = kit.invoices.create_from_order(order, actor="a")
    assert draft.invoice.lines[0].vat_rate == 7
    assert draft.rates[0].reason == "home"
    assert draft.invoice.totals is not None
    assert draft.invoice.totals.without_vat == Decimal("10.00")


def test_events_tell_the_story_in_order(kit: ik.InvoiceKit, order: ik.Order, issue: Issue) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    types = [event.type for event in kit.events.of(record.id)]
    assert types == [
        "invoice.created",
        "invoice.submitted",
        "invoice.approved",
        "invoice.issued",
    ]
    page = kit.events.since(limit=2)
    assert len(kit.events.since(page.next)) > 0


def test_tenants_do_not_see_each_other(kit: ik.InvoiceKit, buyer: ik.Customer) -> None:
    other = kit.for_tenant("other")
    with pytest.raises(errors.NotFound):
        other.customers.get(buyer.id)
    assert other.customers.list().items == ()
    with pytest.raises(errors.NotFound, match="no issuer"):
        other.invoices.create(ik.Invoice(), actor="a")


def test_a_batch_is_all_or_none_or_each(kit: ik.InvoiceKit, order: ik.Order) -> None:
    ids = []
    for n in range(3):
        draft = kit.invoices.create_from_order(
            order.replace(reference=f"B-{n}"), actor="alice", idempotency_key=f"b{n}"
        )
        kit.invoices.submit(draft.id, actor="alice")
        if n:
            kit.invoices.approve(draft.id, actor="bob")
        ids.append(draft.id)
    with pytest.raises(errors.StateError):
        kit.invoices.issue_many(ids, actor="bob")
    assert kit.series.list() == ()
    outcomes = kit.invoices.issue_each(ids, actor="bob")
    assert [outcome.error is None for outcome in outcomes] == [False, True, True]
    assert [s.last for s in kit.series.list()] == [2]


@pytest.mark.parametrize("fails", [False, True])
def test_each_is_numbered_in_the_order_asked(
    kit: ik.InvoiceKit, order: ik.Order, *, fails: bool
) -> None:
    ids = []
    for n in range(3):
        draft = kit.invoices.create_from_order(order.replace(reference=f"B-{n}"), actor="alice")
        kit.invoices.submit(draft.id, actor="alice")
        ids.append(kit.invoices.approve(draft.id, actor="bob").id)
    asked = [*ids[::-1], "nobody"] if fails else ids[::-1]
    outcomes = kit.invoices.issue_each(asked, actor="bob")

    numbers = [outcome.record.number for outcome in outcomes if outcome.record]
    assert numbers == ["2026-000001", "2026-000002", "2026-000003"]
    assert [type(outcome.error) for outcome in outcomes[3:]] == [errors.NotFound] * fails


def test_who_asks_twice_for_one_gets_it_once(kit: ik.InvoiceKit, order: ik.Order) -> None:
    draft = kit.invoices.create_from_order(order, actor="alice")
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")
    once, again = kit.invoices.issue_each([draft.id, draft.id], actor="bob")

    assert once.record
    assert isinstance(again.error, errors.TransitionNotAllowed)


def test_a_payment_that_came_in_between_leaves_this_one_unapplied(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue
) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    runtime = kit._runtime
    total = record.open_amount

    class Stale:
        """Lists invoices as they were before another payment settled half of each."""

        def __init__(self, uow: UnitOfWork) -> None:
            self._uow = uow

        def __getattr__(self, name: str) -> object:
            return getattr(self._uow, name)

        def page(self, query: Query[InvoiceRow]) -> Page[InvoiceRow]:
            found = self._uow.page(query)
            early = tuple(replace(row, open_amount=row.open_amount * 2) for row in found.items)
            return Page(early, found.next)

    half = total / 2
    kit.payments.record(amount=half, currency="EUR", actor="b", allocate={record.id: half})

    def pay(allocate: Allocate, remittance: str | None) -> ik.Payment:
        return runtime.write(
            lambda uow: record_payment(
                cast("UnitOfWork", Stale(uow)),
                runtime.tools,
                amount=total,
                currency="EUR",
                actor="b",
                remittance=remittance,
                allocate=allocate,
            )
        )

    assert pay("exact", record.number).unapplied == total
    assert pay("oldest", None).unapplied == half
    assert kit.invoices.get(record.id).payment_status == "paid"
    assert kit.audit.verify().faults == ()


def test_the_issuers_footer_is_printed(kit: ik.InvoiceKit, order: ik.Order, issue: Issue) -> None:
    issuer = kit.issuers.get()
    kit.issuers.update(issuer.id, actor="a", footer="Geschäftsführung: E. Muster")
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    assert "Geschäftsführung: E. Muster" in kit.invoices.file(record.id, "html").data.decode()
