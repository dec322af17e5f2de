"""扫码开票: a signed link, a title, an invoice; whatever is odd about them is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.authority._sandbox.platform import Platform
from invoicekit.authority._sandbox.server import SandboxServer
from invoicekit.authority.sandbox import Sandbox
from invoicekit.services._signed_link import opened, signed

SECRET = b"sixteen bytes ok"
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
TITLE = ik.InvoiceTitle(
    name="上海样本贸易有限公司", tax_number="91310115TXTXTX029G", email="cw@buyer.example"
)
ISSUER = ik.Issuer(
    party=ik.Party(
        name="北京示例科技有限公司",
        tax_ids=[ik.TaxId(country="CN", value="91110108MA01ABCD2H")],
        address=ik.Address(line1="中关村大街1号", city="北京", country="CN"),
    ),
    approval=ik.ApprovalPolicy(bands=(ik.ApprovalBand(from_amount="0", approvals=0),)),
)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def shop(clock: Clock, issuer: ik.Issuer, client: Sandbox) -> tuple[ik.InvoiceKit, ik.Order]:
    kit = ik.InvoiceKit.in_memory(issuer=issuer, clock=clock, authority=client, link_secret=SECRET)
    guest = kit.customers.create(name="散客", country="CN", kind="consumer", actor="shop")
    order = ik.Order(
        reference="SO-1",
        customer_id=guest.id,
        currency="CNY",
        lines=[ik.OrderLine(name="咖啡", quantity="2", unit_price="30", vat="S 6")],
    )
    return kit, kit.orders.save(order, actor="shop")


def token_of(kit: ik.InvoiceKit, order: ik.Order) -> str:
    return kit.portal.title_link(order.id, base_url="https://shop.example/t/").rpartition("/")[2]


@pytest.fixture
def kit_and_order(clock: Clock) -> tuple[ik.InvoiceKit, ik.Order]:
    return shop(clock, ISSUER, Sandbox("http://127.0.0.1:1"))


Shop = tuple[ik.InvoiceKit, ik.Order]


def test_the_buyer_enters_its_title_and_gets_its_invoice(clock: Clock) -> None:
    platform = Platform(clock=clock)
    with SandboxServer(platform) as server:
        client = Sandbox(server.url)
        kit, order = shop(clock, ISSUER, client)
        link = kit.portal.title_link(order.id, base_url="https://shop.example/t/")
        assert link.startswith("https://shop.example/t/")
        token = link.rpartition("/")[2]
        shown = kit.portal.title_request(token)
        assert (shown.order.reference, shown.invoice) == ("SO-1", None)
        record = kit.portal.enter_title(token, TITLE.replace(special=True))
        assert record.document_status == "issuing"
        kit.run_outbox()
        issued = kit.portal.title_request(token).invoice
        client.close()
    assert issued is not None
    assert issued.number == "26112000000000000001"
    assert issued.invoice.buyer is not None
    assert issued.invoice.buyer.name == TITLE.name
    assert issued.invoice.fapiao is not None
    assert (issued.invoice.fapiao.kind, issued.invoice.fapiao.drawer) == (
        "digital_special",
        "buyer",
    )


def test_an_order_gives_one_invoice(kit_and_order: Shop) -> None:
    kit, order = kit_and_order
    token = token_of(kit, order)
    kit.portal.enter_title(token, TITLE)
    with pytest.raises(errors.StateError, match="has its invoice already"):
        kit.portal.enter_title(token, TITLE)


def test_what_needs_an_approval_waits_in_review(clock: Clock) -> None:
    strict = ISSUER.replace(approval=ik.ApprovalPolicy())
    kit, order = shop(clock, strict, Sandbox("http://127.0.0.1:1"))
    record = kit.portal.enter_title(token_of(kit, order), TITLE)
    assert record.document_status == "in_review"


@pytest.mark.parametrize(
    ("title", "rules"),
    [
        (ik.InvoiceTitle(name=" "), {"IK-TITLE-NAME"}),
        (ik.InvoiceTitle(name="某公司", special=True), {"IK-TITLE-TAX"}),
        (
            ik.InvoiceTitle(name="", special=True, email="x"),
            {
                "IK-TITLE-NAME",
                "IK-TITLE-TAX",
                "IK-TITLE-MAIL",
            },
        ),
        (ik.InvoiceTitle(name="某公司", tax_number="91310115TXTXTX0290"), {"IK-TAX-ID"}),
    ],
)
def test_a_wrong_title_says_all_that_is_wrong(
    title: ik.InvoiceTitle, rules: set[str], kit_and_order: Shop
) -> None:
    kit, order = kit_and_order
    with pytest.raises(ik.ValidationFailed) as caught:
        kit.portal.enter_title(token_of(kit, order), title)
    assert {finding.rule for finding in caught.value.report.findings} == rules
    assert kit.portal.title_request(token_of(kit, order)).invoice is None


def test_a_link_ends(kit_and_order: Shop, clock: Clock) -> None:
    kit, order = kit_and_order
    token = token_of(kit, order)
    clock.now += timedelta(days=30) - timedelta(seconds=1)
    kit.portal.title_request(token)
    clock.now += timedelta(seconds=1)
    with pytest.raises(ik.InputError, match="good until 2026-04-01 10:00 UTC"):
        kit.portal.enter_title(token, TITLE)


def test_a_link_is_for_its_tenant_and_purpose_alone(kit_and_order: Shop) -> None:
    kit, order = kit_and_order
    with pytest.raises(ik.InputError, match="not one of ours"):
        kit.for_tenant("other").portal.title_request(token_of(kit, order))
    until = NOW + timedelta(days=1)
    other = signed(SECRET, purpose="pay", subject=order.id, tenant="default", until=until)
    with pytest.raises(ik.InputError, match="not one of ours"):
        kit.portal.title_request(other)


def test_no_changed_token_opens() -> None:
    until = NOW + timedelta(days=1)
    token = signed(SECRET, purpose="title", subject="order", tenant="default", until=until)
    given = {"purpose": "title", "tenant": "default", "now": NOW}
    assert opened(SECRET, token, **given) == "order"  # type: ignore[arg-type]  # as named
    for place, sign in enumerate(token):
        changed = token[:place] + ("A" if sign != "A" else "B") + token[place + 1 :]
        if changed.rstrip("=") == token:
            continue
        with pytest.raises(ik.InputError, match="not one of ours"):
            opened(SECRET, changed, **given)  # type: ignore[arg-type]  # as named
    for broken in ("", ".", "a.b.c", "ü.ü", token.replace(".", "")):
        with pytest.raises(ik.InputError, match="not one of ours"):
            opened(SECRET, broken, **given)  # type: ignore[arg-type]  # as named
    with pytest.raises(ik.InputError, match="not one of ours"):
        opened(b"another secret of 16", token, **given)  # type: ignore[arg-type]  # as named


def test_links_need_a_secret(clock: Clock) -> None:
    kit = ik.InvoiceKit.in_memory(issuer=ISSUER, clock=clock)
    with pytest.raises(errors.ConfigurationError, match="no secret"):
        kit.portal.title_request("x.y")
    weak = ik.InvoiceKit.in_memory(issuer=ISSUER, clock=clock, link_secret=b"short")
    with pytest.raises(errors.ConfigurationError, match="has 5 bytes"):
        weak.portal.title_request("x.y")
