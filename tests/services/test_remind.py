"""Reminders: what is due, once a level, and nothing to who has paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

import invoicekit as ik
from invoicekit.errors import InputError, PermissionDenied, StateError, TransitionNotAllowed

DUE = date(2026, 3, 2)


class Shop:
    """A shop, its clock, and invoices due on 2 March."""

    def __init__(self, **more: object) -> None:
        self.now = datetime(2026, 2, 16, 9, tzinfo=UTC)
        self.kit = ik.InvoiceKit.in_memory(
            issuer=ik.Issuer(
                party=ik.Party(
                    name="Shop GmbH",
                    tax_ids=[ik.TaxId(country="DE", value="136695976")],
                    address=ik.Address(line1="A 1", city="Berlin", postcode="10115", country="DE"),
                ),
                approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
            ),
            clock=lambda: self.now,
            **more,  # type: ignore[arg-type]  # of the kit
        )

    def issued(self, reference: str = "SO-1", email: str | None = "ap@acme.example") -> str:
        buyer = self.kit.customers.create(
            name="ACME GmbH", email=email, country="DE", payment_terms="net 14", actor="a"
        )
        line = ik.OrderLine(name="Keyboard", quantity="1", unit_price="100", vat="S 19")
        order = ik.Order(reference=reference, customer_id=buyer.id, currency="EUR", lines=[line])
        draft = self.kit.invoices.create_from_order(order, actor="a")
        return self.kit.invoices.issue(draft.id, actor="b").id

    def late(self, days: int) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(days=days)

    def pay(self, invoice_id: str, amount: str) -> None:
        self.kit.payments.record(
            amount=amount, currency="EUR", allocate={invoice_id: amount}, actor="bank"
        )

    def letters(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.kit.mailbox.messages]


@pytest.mark.parametrize(
    ("days", "sent", "level"),
    [(0, 0, None), (6, 0, None), (7, 0, 1), (34, 0, 1), (20, 1, None), (21, 1, 2), (90, 3, None)],
)
def test_a_level_comes_when_it_is_late_enough(days: int, sent: int, level: int | None) -> None:
    shop = Shop()
    invoice = shop.issued()
    for each in range(sent):
        shop.late((7, 21, 35)[each])
        shop.kit.reminders.send(invoice, actor="b")
    shop.late(days)
    assert [each.level for each in shop.kit.reminders.due()] == ([level] if level else [])


def test_what_is_due_says_how_much_and_since_when() -> None:
    shop = Shop()
    invoice = shop.issued()
    shop.pay(invoice, "19")
    shop.late(8)
    [due] = shop.kit.reminders.due()
    assert (due.invoice_id, due.number, due.buyer_name) == (invoice, "2026-000001", "ACME GmbH")
    assert (due.open_amount, due.currency) == (Decimal(100), "EUR")
    assert (due.due_date, due.days_late) == (DUE, 8)
    assert shop.kit.reminders.due(on=DUE + timedelta(days=6)) == ()
    assert [each.level for each in shop.kit.reminders.due(after_days=[1, 2])] == [1]


def test_a_run_reminds_of_each_once() -> None:
    shop = Shop()
    first, second, paid = shop.issued("SO-1"), shop.issued("SO-2"), shop.issued("SO-3")
    shop.pay(paid, "119")
    shop.late(7)
    assert {each.invoice_id for each in shop.kit.reminders.run(actor="b")} == {first, second}
    assert shop.kit.reminders.run(actor="b") == ()
    shop.late(21)
    assert [each.level for each in shop.kit.reminders.run(actor="b")] == [2, 2]
    assert [each.level for each in shop.kit.reminders.list(first)] == [1, 2]
    assert shop.kit.reminders.list(paid) == ()
    assert shop.kit.audit.verify().faults == ()


def test_a_first_reminder_that_came_late_is_not_followed_at_once() -> None:
    """Between two reminders lie the days between their levels: 14, here."""
    shop = Shop()
    shop.issued()
    shop.late(60)
    assert [each.level for each in shop.kit.reminders.run(actor="a")] == [1]
    for days, levels in ((60, []), (73, []), (74, [2]), (87, []), (88, [3]), (200, [])):
        shop.late(days)
        assert [each.level for each in shop.kit.reminders.run(actor="a")] == levels, days


def test_more_than_a_page_is_reminded_of(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop()
    ids = [shop.issued(f"SO-{at}") for at in range(5)]
    monkeypatch.setattr("invoicekit.services.remind.PAGE", 2)
    shop.late(7)
    assert {each.invoice_id for each in shop.kit.reminders.due()} == set(ids)


def test_the_letter_says_what_is_open_and_brings_the_invoice() -> None:
    shop = Shop()
    invoice = shop.issued()
    shop.pay(invoice, "19")
    for days in (7, 21, 35):
        shop.late(days)
        shop.kit.reminders.run(actor="b")
        shop.kit.run_outbox()
    assert shop.letters() == [
        "Zahlungserinnerung: Rechnung 2026-000001 von Shop GmbH",
        "Mahnung: Rechnung 2026-000001 von Shop GmbH",
        "Letzte Mahnung: Rechnung 2026-000001 von Shop GmbH",
    ]
    mail = shop.kit.mailbox.messages[0]
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content().replace("\u00a0", " ")
    assert "war am 02.03.2026 fällig" in text
    assert "Offener Betrag: 100,00 €" in text
    assert "Tage überfällig: 7" in text
    assert [part.get_filename() for part in mail.iter_attachments()]


def test_who_paid_before_the_letter_left_gets_none() -> None:
    shop = Shop()
    invoice = shop.issued()
    shop.kit.run_outbox()
    shop.late(7)
    reminder = shop.kit.reminders.send(invoice, actor="b")
    shop.pay(invoice, "119")
    shop.kit.run_outbox()
    assert shop.letters() == []
    assert shop.kit.deliveries.get(reminder.delivery_id).status == "cancelled"
    assert shop.kit.audit.verify().faults == ()


def paid(shop: Shop, invoice: str) -> None:
    shop.pay(invoice, "119")


def credited(shop: Shop, invoice: str) -> None:
    credit = shop.kit.invoices.credit(invoice, reason="returned", actor="a")
    shop.kit.invoices.issue(credit.id, actor="b")


def reminded(shop: Shop, invoice: str) -> None:
    shop.kit.reminders.send(invoice, actor="b")


def early(shop: Shop, invoice: str) -> None:
    shop.late(6)


@pytest.mark.parametrize("what", [paid, credited, reminded, early])
def test_what_is_not_due_is_refused(what: object) -> None:
    shop = Shop()
    invoice = shop.issued()
    shop.late(7)
    what(shop, invoice)  # type: ignore[operator]  # one of the above
    with pytest.raises(StateError, match="is not to be reminded of"):
        shop.kit.reminders.send(invoice, actor="b")


def test_a_draft_is_never_overdue() -> None:
    shop = Shop()
    buyer = shop.kit.customers.create(name="ACME", country="DE", actor="a")
    line = ik.OrderLine(name="Keyboard", quantity="1", unit_price="100", vat="S 19")
    order = ik.Order(reference="SO-9", customer_id=buyer.id, currency="EUR", lines=[line])
    draft = shop.kit.invoices.create_from_order(order, payment_terms="net 14", actor="a")
    shop.late(90)
    assert shop.kit.reminders.due() == ()
    with pytest.raises((StateError, TransitionNotAllowed)):
        shop.kit.reminders.send(draft.id, actor="b")


@pytest.mark.parametrize("days", [(), (0, 7), (7, 7), (21, 7)])
def test_days_that_do_not_ascend_are_refused(days: Sequence[int]) -> None:
    shop = Shop()
    with pytest.raises(InputError, match="are no days of reminders"):
        shop.kit.reminders.due(after_days=days)


def test_who_has_no_address_is_said() -> None:
    shop = Shop()
    invoice = shop.issued(email=None)
    shop.late(7)
    with pytest.raises(InputError, match="nobody to go to"):
        shop.kit.reminders.send(invoice, actor="b")
    assert shop.kit.reminders.send(invoice, to=["ap@acme.example"], actor="b").level == 1


def test_a_resent_reminder_is_a_reminder() -> None:
    shop = Shop()
    invoice = shop.issued()
    shop.late(7)
    reminder = shop.kit.reminders.send(invoice, actor="b")
    assert shop.kit.deliveries.resend(reminder.delivery_id, actor="b").reminder == 1


def test_only_clerks_remind() -> None:
    shop = Shop(authorizer=ik.Roles({"a": "clerk", "b": "issuer", "bank": "clerk"}))
    with pytest.raises(PermissionDenied):
        shop.kit.reminders.send("any", actor="b")
