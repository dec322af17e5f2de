"""Letters with a link: what they say, what opening it tells, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

import invoicekit as ik
from invoicekit.delivery.mailbox import Mailbox
from invoicekit.delivery.portal import PortalLink
from invoicekit.errors import ConfigurationError, DeliveryFailed
from invoicekit.model.retry import RetrySchedule
from invoicekit.ports import Envelope, Sent

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SECRET = b"sixteen bytes ok"
PAGE = "https://shop.example/invoice"


class Shop:
    """A shop that sends links, and one issued invoice."""

    def __init__(self, secret: bytes | None = SECRET) -> None:
        self.now, self.letters = NOW, Mailbox()
        self.kit = ik.InvoiceKit.in_memory(
            issuer=ik.Issuer(
                party=ik.Party(
                    name="Shop GmbH",
                    tax_ids=[ik.TaxId(country="DE", value="136695976")],
                    address=ik.Address(line1="A 1", city="Berlin", postcode="10115", country="DE"),
                ),
                approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
            ),
            channels={"portal": PortalLink(base_url=f"{PAGE}/", through=self.letters)},
            link_secret=secret,
            clock=lambda: self.now,
        )
        buyer = self.kit.customers.create(
            name="ACME", email="ap@acme.example", country="DE", actor="a"
        )
        line = ik.OrderLine(name="Keyboard", quantity="1", unit_price="10", vat="S 19")
        order = ik.Order(reference="SO-1", customer_id=buyer.id, currency="EUR", lines=[line])
        draft = self.kit.invoices.create_from_order(order, actor="a")
        self.invoice_id = self.kit.invoices.issue(draft.id, actor="b").id

    def sent(self, *to: str) -> ik.Delivery:
        told = self.kit.deliveries.send(self.invoice_id, channel="portal", to=to, actor="b")
        self.kit.run_outbox()
        return self.kit.deliveries.get(told.id)

    @property
    def letter(self) -> str:
        body = self.letters.messages[-1].get_body(("plain",))
        assert body is not None
        text: str = body.get_content()
        return text

    @property
    def token(self) -> str:
        [link] = [line for line in self.letter.splitlines() if line.startswith("https://")]
        page, _, token = link.rpartition("/")
        assert page == PAGE
        return token

    def seen(self) -> list[str]:
        events = self.kit.events.of(self.invoice_id)
        return [each.actor for each in events if each.type == "delivery.viewed"]


def test_the_letter_leads_to_the_page_and_has_no_file() -> None:
    shop = Shop()
    assert shop.sent().status == "sent"
    assert not list(shop.letters.messages[0].iter_attachments())
    assert "liegt für Sie bereit" in shop.letter
    assert "Rechnung ansehen:\nhttps://" in shop.letter
    html = shop.letters.messages[0].get_body(("html",))
    assert html is not None
    assert f'href="{PAGE}/{shop.token}"' in html.get_content()
    page = shop.kit.portal.page(shop.token)
    assert page.status == 200
    assert "Rechnung" in page.body.decode()


def test_opening_the_link_is_seeing_it_once() -> None:
    shop = Shop()
    delivery = shop.sent("one@acme.example", "two@acme.example")
    for query in ({}, {"file": "pdf"}, {}):
        assert shop.kit.portal.page(shop.token, query).status == 200
    shop.kit.portal.submit(shop.token, {})
    after = shop.kit.deliveries.get(delivery.id)
    assert [each.status for each in after.recipients] == ["viewed", "viewed"]
    assert shop.kit.invoices.get(shop.invoice_id).delivery_status == "viewed"
    assert shop.seen() == ["buyer"]


def test_a_link_ends_and_each_delivery_has_its_own() -> None:
    shop = Shop()
    first = shop.sent()
    token = shop.token
    second = shop.sent()
    assert token != shop.token
    shop.now += timedelta(days=90)
    assert shop.kit.portal.page(token).status == 410
    assert {shop.kit.deliveries.get(each.id).status for each in (first, second)} == {"sent"}


def test_a_link_of_a_delivery_is_no_link_for_titles() -> None:
    shop = Shop()
    shop.sent()
    with pytest.raises(ik.InputError, match="not one of ours"):
        shop.kit.portal.title_request(shop.token)


def test_without_a_secret_nothing_is_sent_and_the_delivery_says_why() -> None:
    shop = Shop(None)
    delivery = shop.sent()
    assert delivery.status == "queued"
    assert "no secret to sign links with" in (delivery.detail or "")
    assert len(shop.letters) == 0


def test_who_carries_the_letter_says_when_to_try_again() -> None:
    @dataclass
    class Busy:
        name: str = "busy"
        retries: ClassVar[RetrySchedule] = RetrySchedule(waits=(timedelta(hours=7),))

        def send(self, envelope: Envelope) -> Sent:
            raise DeliveryFailed(f"no room for {envelope.files}", retryable=True)

    assert PortalLink(base_url=PAGE, through=Busy()).retries is Busy.retries
    assert PortalLink(base_url=PAGE, through=Mailbox()).retries is None


@pytest.mark.parametrize("url", ["shop.example/invoice", "javascript:alert(1)", ""])
def test_an_address_that_is_no_page_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="no address of a page"):
        PortalLink(base_url=url, through=Mailbox())
