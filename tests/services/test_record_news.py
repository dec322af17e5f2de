"""News of deliveries: fed back, monotone, once, and only to whom they belong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import invoicekit as ik
from invoicekit import errors

Issue = Callable[[str], ik.InvoiceRecord]


def report(delivery: ik.Delivery, to: str, status: str = "5.1.1") -> bytes:
    return (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        f"Final-Recipient: rfc822; {to}\nAction: failed\nStatus: {status}\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {delivery.message_id}\n\n--b--\n"
    ).encode()


@pytest.fixture
def sent(kit: ik.InvoiceKit, order: ik.Order, issue: Issue) -> ik.Delivery:
    record = issue(kit.invoices.create_from_order(order, actor="alice").id)
    to = ["ap@acme.example", "cfo@acme.example"]
    delivery = kit.deliveries.send(record.id, to=to, actor="bob")
    kit.run_outbox()
    return kit.deliveries.get(delivery.id)


def types(kit: ik.InvoiceKit, delivery: ik.Delivery) -> list[str]:
    return [event.type for event in kit.events.of(delivery.invoice_id)]


def test_a_bounce_is_one_recipients_own(kit: ik.InvoiceKit, sent: ik.Delivery) -> None:
    [told] = kit.deliveries.read_report(report(sent, "AP@acme.example"))
    assert told == kit.deliveries.get(sent.id)
    assert [(each.status, each.bounce) for each in told.recipients] == [
        ("bounced", "hard"),
        ("sent", None),
    ]
    assert told.status == "sent"
    kit.deliveries.read_report(report(sent, "cfo@acme.example", "4.4.7"))
    found = kit.deliveries.get(sent.id)
    assert (found.status, found.recipients[1].bounce) == ("bounced", "soft")
    assert kit.invoices.get(sent.invoice_id).delivery_status == "bounced"
    again = kit.deliveries.resend(sent.id, to=["new@acme.example"], actor="bob")
    assert [each.address for each in again.recipients] == ["new@acme.example"]
    assert kit.audit.verify().faults == ()


def test_the_same_bounce_twice_is_once(kit: ik.InvoiceKit, sent: ik.Delivery) -> None:
    for _ in range(3):
        kit.deliveries.read_report(report(sent, "ap@acme.example"))
    assert types(kit, sent).count("delivery.bounced") == 1


def test_what_comes_late_moves_nothing_back(kit: ik.InvoiceKit, sent: ik.Delivery) -> None:
    kit.deliveries.record(sent.id, "view", actor="portal")
    for _ in range(2):
        kit.deliveries.record(sent.id, "bounce", actor="mail", detail="late")
    assert kit.deliveries.get(sent.id).status == "viewed"
    assert types(kit, sent).count("delivery.bounced") == 1
    assert kit.invoices.get(sent.invoice_id).delivery_status == "viewed"


def test_a_report_about_another_tenants_delivery_says_nothing(
    kit: ik.InvoiceKit, sent: ik.Delivery
) -> None:
    mail = report(sent, "ap@acme.example")
    assert kit.for_tenant("other").deliveries.read_report(mail) == ()
    assert kit.deliveries.read_report(report(sent, "stranger@acme.example")) == ()
    assert kit.deliveries.read_report(b"Subject: hello\n\n") == ()


def test_a_complaint_is_kept_beside_the_status(kit: ik.InvoiceKit, sent: ik.Delivery) -> None:
    mail = report(sent, "x").replace(b"delivery-status", b"feedback-report")
    mail = mail.replace(b"Reporting-MTA: dns; mx\n\n", b"Feedback-Type: abuse\n")
    mail = mail.replace(b"Final-Recipient: rfc822; x", b"Original-Rcpt-To: ap@acme.example")
    [told] = kit.deliveries.read_report(mail)
    assert [(each.status, each.complained) for each in told.recipients] == [
        ("delivered", True),
        ("sent", False),
    ]
    assert "delivery.complained" in types(kit, sent)


@pytest.mark.parametrize(
    ("fact", "recipient", "error"),
    [("explode", None, "nothing that happens"), ("cancel", None, "nothing that happens")],
)
def test_what_cannot_be_is_refused(
    kit: ik.InvoiceKit, sent: ik.Delivery, fact: str, recipient: str | None, error: str
) -> None:
    with pytest.raises(errors.InputError, match=error):
        kit.deliveries.record(sent.id, fact, recipient=recipient, actor="mail")
    with pytest.raises(errors.InputError, match="no such recipient"):
        kit.deliveries.record(sent.id, "view", recipient="nobody@acme.example", actor="mail")
    with pytest.raises(errors.NotFound):
        kit.deliveries.record("nothing", "view", actor="mail")
