"""What people get wrong, and what must hold all the same: nothing lost, doubled or guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.findings import ValidationFailed

Issue = Callable[[str], ik.InvoiceRecord]


@pytest.mark.parametrize(
    ("vat", "category", "rate"), [("reduced", "S", "7"), ("S 25", "S", "25"), (None, "S", "19")]
)
def test_the_vat_of_a_line_is_given_named_or_decided(
    kit: ik.InvoiceKit, buyer: ik.Customer, vat: str | None, category: str, rate: str
) -> None:
    line = ik.OrderLine(name="Book", unit_price="10", vat=vat)
    order = ik.Order(reference="A", customer_id=buyer.id, currency="EUR", lines=[line])
    made = kit.invoices.create_from_order(order, actor="alice").invoice.lines[0]
    assert (made.vat_category, made.vat_rate) == (category, Decimal(rate))


@pytest.mark.parametrize("vat", ["reducd", "19 %", "S nineteen"])
def test_a_mistyped_vat_is_never_taken_for_the_standard_rate(
    kit: ik.InvoiceKit, buyer: ik.Customer, vat: str
) -> None:
    line = ik.OrderLine(name="Book", unit_price="10", vat=vat)
    order = ik.Order(reference="A", customer_id=buyer.id, currency="EUR", lines=[line])
    with pytest.raises(errors.InputError, match="VAT of line 1 is not understood"):
        kit.invoices.create_from_order(order, actor="alice")
    assert kit.orders.find("A") is None


def test_unknown_codes_of_an_order_are_told_all_at_once(
    kit: ik.InvoiceKit, buyer: ik.Customer
) -> None:
    line = ik.OrderLine(name="Book", unit="pieces", unit_price="10", vat="S 19")
    order = ik.Order(reference="A", customer_id=buyer.id, currency="EURO", lines=[line])
    draft = kit.invoices.create_from_order(order, actor="alice")
    with pytest.raises(ValidationFailed, match=r"found EURO.*found pieces") as refused:
        kit.invoices.submit(draft.id, actor="alice")
    found = {(each.rule, each.path) for each in refused.value.report.findings}
    assert {("BR-CL-23", "lines[0].unit"), ("BR-CL-04", "currency")} <= found
    assert kit.invoices.get(draft.id).document_status == "draft"


def test_parts_of_an_order_at_catalogue_prices_share_its_discount(
    kit: ik.InvoiceKit, buyer: ik.Customer
) -> None:
    kit.products.create(ik.Product(sku="P", name="Pen", price="10", currency="EUR"), actor="alice")
    order = ik.Order(
        reference="A",
        customer_id=buyer.id,
        currency="EUR",
        lines=[ik.OrderLine(sku="P", quantity="4")],
        allowances=[ik.Allowance(amount="8", vat_category="S", vat_rate="19")],
    )
    first = kit.invoices.create_from_order(order, lines={"1": "1"}, actor="alice")
    second = kit.invoices.create_from_order(order, actor="alice")
    assert [a.amount for a in first.invoice.allowances] == [Decimal("2.00")]
    assert [a.amount for a in second.invoice.allowances] == [Decimal("6.00")]
    assert first.invoice.totals is not None
    assert first.invoice.totals.with_vat == Decimal("9.52")


def test_an_order_may_change_once_its_draft_is_discarded(
    kit: ik.InvoiceKit, order: ik.Order
) -> None:
    draft = kit.invoices.create_from_order(order, actor="alice")
    changed = order.replace(note="Leave at the door")
    with pytest.raises(errors.OverBilled, match="changed after it was billed"):
        kit.orders.save(changed, actor="alice")
    kit.invoices.discard(draft.id, actor="alice")
    again = kit.invoices.create_from_order(changed, actor="alice")
    assert [note.text for note in again.invoice.notes] == ["Leave at the door"]
    assert kit.audit.verify().faults == ()


def test_an_order_credited_in_full_is_billed_anew_and_in_part_is_not(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue
) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    issue(kit.invoices.credit(record.id, lines={"1": "2"}, reason="broken", actor="alice").id)
    with pytest.raises(errors.OverBilled):
        kit.invoices.create_from_order(order, actor="alice")
    issue(kit.invoices.credit(record.id, reason="all back", actor="alice").id)
    assert kit.invoices.create_from_order(order, actor="alice").document_status == "draft"
    assert kit.audit.verify().faults == ()


@pytest.mark.parametrize(
    ("lines", "error", "said"),
    [
        ({"1": "abc"}, errors.InputError, "not a number"),
        ({"1": "0"}, errors.InputError, "by nothing"),
        ({"9": "1"}, errors.InputError, "no line '9'"),
        ({"1": "-1"}, errors.OverCredited, "left to credit"),
        ({"1": "4"}, errors.OverCredited, "left to credit"),
        ({}, errors.OverCredited, "nothing is left"),
    ],
)
def test_a_credit_takes_back_what_was_invoiced(
    kit: ik.InvoiceKit,
    order: ik.Order,
    issue: Issue,
    lines: Mapping[str, str],
    error: type[errors.InvoiceKitError],
    said: str,
) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    with pytest.raises(error, match=said):
        kit.invoices.credit(record.id, lines=lines, reason="returned", actor="alice")
    assert kit.invoices.get(record.id).links == record.links


def test_a_credit_note_is_not_credited(kit: ik.InvoiceKit, order: ik.Order, issue: Issue) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    note = issue(kit.invoices.credit(record.id, reason="returned", actor="alice").id)
    with pytest.raises(errors.StateError, match="is a credit note"):
        kit.invoices.credit(note.id, reason="by mistake", actor="alice")


def test_quantities_and_amounts_that_are_no_numbers_are_told(
    kit: ik.InvoiceKit, order: ik.Order
) -> None:
    with pytest.raises(errors.InputError, match="'abc' is not a number"):
        kit.invoices.create_from_order(order, lines={"1": "abc"}, actor="alice")
    with pytest.raises(errors.InputError, match="'ten' is not a number"):
        kit.invoices.search(amount_from="ten")


@pytest.mark.parametrize(
    ("amount", "currency"), [("-5", "EUR"), ("0", "EUR"), ("NaN", "EUR"), ("5", "EURO")]
)
def test_what_is_no_money_is_no_payment(kit: ik.InvoiceKit, amount: str, currency: str) -> None:
    with pytest.raises(errors.InputError):
        kit.payments.record(amount=amount, currency=currency, actor="bank")
    assert len(kit.payments.list()) == 0


def test_a_payment_in_another_currency_stays_unapplied(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue
) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    paid = kit.payments.record(amount="5", currency="USD", allocate="oldest", actor="bank")
    assert paid.unapplied == 5
    with pytest.raises(errors.InputError, match="USD does not settle"):
        kit.payments.allocate(paid.id, {record.id: "5"}, actor="bob")


def test_a_draft_and_a_credit_note_take_no_payment(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue
) -> None:
    draft = kit.invoices.create_from_order(order, actor="alice")
    paid = kit.payments.record(amount="5", currency="EUR", actor="bank")
    with pytest.raises(errors.TransitionNotAllowed, match="it is draft"):
        kit.payments.allocate(paid.id, {draft.id: "5"}, actor="bob")
    issue(draft.id)
    note = issue(kit.invoices.credit(draft.id, lines={"2": "1"}, reason="x", actor="alice").id)
    with pytest.raises(errors.TransitionNotAllowed, match="credit note"):
        kit.payments.allocate(paid.id, {note.id: "5"}, actor="bob")


def test_a_key_used_for_another_payment_is_a_conflict_and_no_lost_money(
    kit: ik.InvoiceKit,
) -> None:
    kit.payments.record(
        amount="5", currency="EUR", reference="BANK-1", actor="bank", idempotency_key="k"
    )
    with pytest.raises(errors.IdempotencyConflict):
        kit.payments.record(
            amount="5", currency="EUR", reference="BANK-2", actor="bank", idempotency_key="k"
        )


def test_an_invoice_named_twice_in_a_batch_is_issued_once(
    kit: ik.InvoiceKit, order: ik.Order
) -> None:
    draft = kit.invoices.create_from_order(order, actor="alice")
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")
    one, two = kit.invoices.issue_many([draft.id, draft.id], actor="bob")
    assert one == two
    assert kit.series.list()[0].last == 1
    assert kit.audit.verify().faults == ()


def test_what_is_not_issued_is_not_sent(kit: ik.InvoiceKit, order: ik.Order) -> None:
    draft = kit.invoices.create_from_order(order, actor="alice")
    with pytest.raises(errors.StateError, match="only issued documents are sent"):
        kit.deliveries.send(draft.id, actor="bob")


def test_a_customer_without_address_needs_recipients(kit: ik.InvoiceKit, issue: Issue) -> None:
    buyer = kit.customers.create(name="ACME", country="DE", actor="alice")
    line = ik.OrderLine(name="Pen", unit_price="1")
    order = ik.Order(reference="A", customer_id=buyer.id, currency="EUR", lines=[line])
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    with pytest.raises(errors.InputError, match="nobody to go to"):
        kit.deliveries.send(record.id, actor="bob")
    sent = kit.deliveries.send(record.id, channel="folder", actor="bob")
    assert [r.address for r in sent.recipients] == ["ACME"]


def test_an_original_nothing_makes_is_refused_before_a_number_is_used(
    kit: ik.InvoiceKit, order: ik.Order
) -> None:
    draft = kit.invoices.create_from_order(order, formats=["nonsense"], actor="alice")
    with pytest.raises(errors.ConfigurationError, match="nonsense"):
        kit.invoices.submit(draft.id, actor="alice")
    assert kit.series.list() == ()


def test_a_discarded_credit_note_can_be_drafted_again(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue
) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    note = kit.invoices.credit(record.id, reason="returned", actor="alice", idempotency_key="k")
    again = kit.invoices.credit(record.id, reason="returned", actor="alice", idempotency_key="k")
    assert again == note
    with pytest.raises(errors.OverCredited):
        kit.invoices.credit(record.id, reason="returned", actor="alice")
    kit.invoices.discard(note.id, actor="alice")
    assert [tie.kind for tie in kit.invoices.get(record.id).links] == ["order"]
    assert kit.invoices.credit(record.id, reason="returned", actor="alice").id != note.id


def test_what_is_open_can_be_given_up_once(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue
) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    with pytest.raises(errors.OverAllocated):
        kit.invoices.write_off(record.id, amount="99999", reason="insolvent", actor="bob")
    gone = kit.invoices.write_off(record.id, reason="insolvent", actor="bob")
    assert (gone.open_amount, gone.written_off_amount) == (Decimal(0), record.open_amount)
    with pytest.raises(errors.InputError, match="nothing is open"):
        kit.invoices.write_off(record.id, reason="insolvent", actor="bob")
    assert kit.audit.verify().faults == ()


def test_a_payment_is_taken_back_only_where_it_is(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue
) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    paid = kit.payments.record(amount="5", currency="EUR", actor="bank")
    with pytest.raises(errors.NotFound, match="has nothing on invoice"):
        kit.payments.deallocate(paid.id, record.id, reason="x", actor="bob")
    with pytest.raises(errors.NotFound, match="no payment"):
        kit.payments.get("nothing")
    with pytest.raises(errors.OverAllocated, match="has left"):
        kit.payments.allocate(paid.id, {record.id: "6"}, actor="bob")


def test_issuing_again_with_the_same_key_gives_the_same_invoice(
    kit: ik.InvoiceKit, order: ik.Order
) -> None:
    draft = kit.invoices.create_from_order(order, actor="alice")
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")
    stale = kit.invoices.get(draft.id).version - 1
    with pytest.raises(errors.StaleVersion):
        kit.invoices.issue(draft.id, version=stale, actor="bob")
    first = kit.invoices.issue(draft.id, actor="bob", idempotency_key="k")
    assert kit.invoices.issue(draft.id, actor="bob", idempotency_key="k") == first
    assert kit.series.list()[0].last == 1


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ([], "IK-ORDER-LINES"),
        ([ik.OrderLine(name="Pen")], "IK-ORDER-PRICE"),
        (
            [ik.OrderLine(id="1", name="Pen", unit_price="1")] * 2,
            "IK-ORDER-IDS",
        ),
    ],
)
def test_an_order_that_cannot_be_billed_is_refused(
    kit: ik.InvoiceKit, buyer: ik.Customer, lines: list[ik.OrderLine], rule: str
) -> None:
    order = ik.Order(reference="A", customer_id=buyer.id, currency="EUR", lines=lines)
    with pytest.raises(ValidationFailed, match=rule):
        kit.orders.save(order, actor="alice")
    with pytest.raises(errors.NotFound):
        kit.orders.get("nothing")


def test_a_payment_of_a_customer_nobody_knows_is_refused(kit: ik.InvoiceKit) -> None:
    with pytest.raises(errors.NotFound, match="no customer 'nobody'"):
        kit.payments.record(customer_id="nobody", amount="1", currency="EUR", actor="bank")
    assert not kit.payments.list().items


Do = Callable[[ik.InvoiceKit, ik.InvoiceRecord, str], object]


@pytest.mark.parametrize("blank", ["", "  \t"])
@pytest.mark.parametrize(
    "do",
    [
        lambda kit, _, who: kit.customers.create(name="A", country="DE", actor=who),
        lambda kit, record, who: kit.customers.update(record.customer_id, name="B", actor=who),
        lambda kit, _, who: kit.issuers.create(
            ik.Issuer(party=ik.Party(name="B"), country="DE"), actor=who
        ),
        lambda kit, _, who: kit.products.create(ik.Product(sku="P", name="Pen"), actor=who),
        lambda kit, record, who: kit.invoices.submit(record.id, actor=who),
        lambda kit, record, who: kit.invoices.create(record.invoice, actor=ik.Actor(name=who)),
        lambda kit, _, who: kit.payments.record(amount="1", currency="EUR", actor=who),
    ],
)
def test_nobody_is_no_actor(kit: ik.InvoiceKit, order: ik.Order, do: Do, blank: str) -> None:
    record = kit.invoices.create_from_order(order, actor="alice")
    with pytest.raises(errors.InputError, match="nobody is named as the actor") as raised:
        do(kit, record, blank)
    assert raised.value.where == "actor"


@pytest.mark.parametrize(
    "do",
    [
        lambda kit, record, why: kit.invoices.credit(record.id, actor="carol", reason=why),
        lambda kit, record, why: kit.invoices.write_off(record.id, actor="carol", reason=why),
        lambda kit, record, why: kit.payments.deallocate(
            "any", record.id, actor="carol", reason=why
        ),
    ],
)
def test_a_blank_is_no_reason(kit: ik.InvoiceKit, order: ik.Order, issue: Issue, do: Do) -> None:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    with pytest.raises(errors.InputError, match="no reason is given") as raised:
        do(kit, record, "  ")
    assert raised.value.where == "reason"
