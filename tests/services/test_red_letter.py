"""Reversing a 发票: by a form, through the sandbox platform over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.authority._sandbox.platform import Platform
from invoicekit.authority._sandbox.server import SandboxServer
from invoicekit.authority.sandbox import Sandbox

SELLER = ik.Party(
    name="北京示例科技有限公司",
    tax_ids=[ik.TaxId(country="CN", value="91110108MA01ABCD2H")],
    address=ik.Address(line1="中关村大街1号", city="北京", country="CN"),
)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Shop:
    """A Chinese shop at the sandbox platform."""

    def __init__(self, platform: Platform, client: Sandbox, clock: Clock) -> None:
        self.platform, self.clock = platform, clock
        self.kit = ik.InvoiceKit.in_memory(issuer=SELLER, clock=clock, authority=client)
        self.buyer = self.kit.customers.create(name="上海买方有限公司", country="CN", actor="li")

    def run(self, after: timedelta = timedelta()) -> None:
        self.clock.now += after
        self.kit.run_outbox()

    def blue(
        self, *, discount: str | None = None, charges: tuple[ik.Charge, ...] = ()
    ) -> ik.InvoiceRecord:
        allowances = [ik.LineAllowance(amount=discount)] if discount else []
        lines = [
            ik.OrderLine(
                name="键盘", quantity="3", unit_price="100", vat="S 13", allowances=allowances
            ),
            ik.OrderLine(name="安装", quantity="1", unit_price="50", vat="S 6"),
        ]
        order = ik.Order(
            reference=f"SO-{self.kit.tenant}-{len(lines)}",
            customer_id=self.buyer.id,
            currency="CNY",
            lines=lines,
            charges=charges,
        )
        draft = self.kit.invoices.create_from_order(order, actor="li")
        return self.issue(draft.id)

    def issue(self, draft_id: str) -> ik.InvoiceRecord:
        self.kit.invoices.submit(draft_id, actor="li")
        self.kit.invoices.approve(draft_id, actor="wang")
        self.kit.invoices.issue(draft_id, actor="wang")
        self.run()
        return self.kit.invoices.get(draft_id)


@pytest.fixture
def shop() -> Iterator[Shop]:
    clock = Clock()
    platform = Platform(clock=clock)
    with SandboxServer(platform) as server:
        client = Sandbox(server.url)
        yield Shop(platform, client, clock)
        client.close()


def test_a_whole_invoice_is_reversed_by_a_form_that_nobody_needs_to_confirm(shop: Shop) -> None:
    blue = shop.blue()
    draft = shop.kit.invoices.credit(blue.id, reason="开票有误", actor="li")
    red = shop.issue(draft.id)
    assert (red.document_status, red.direction) == ("issued", -1)
    facts = red.invoice.fapiao
    assert facts is not None
    assert facts.red is not None
    assert facts.red.original_number == blue.number
    assert facts.red.original_date == blue.invoice.issue_date
    assert (facts.red.reason, facts.red.partial) == ("01", False)
    assert red.clearance is not None
    assert facts.red.confirmation_number == red.clearance.red_form
    assert len(facts.red.confirmation_number or "") == 20
    assert red.invoice.notes[0].text == (
        f"被红冲蓝字数电票号码：{blue.number} 红字发票信息确认单编号：{red.clearance.red_form}"
    )
    assert [line.fapiao.original_line for line in red.invoice.lines if line.fapiao] == [1, 2]
    assert shop.kit.invoices.get(blue.id).open_amount == 0
    assert shop.kit.audit.verify().faults == ()


def test_parts_are_reversed_line_by_line_and_the_last_takes_the_rest(shop: Shop) -> None:
    blue = shop.blue(discount="0.01")
    [first, second] = [line.id or "" for line in blue.invoice.lines]
    parts = [{first: "1"}, {first: "1"}, {first: "1", second: "1"}]
    reds = [
        shop.issue(shop.kit.invoices.credit(blue.id, reason="销货退回", lines=part, actor="li").id)
        for part in parts
    ]
    assert [red.document_status for red in reds] == ["issued"] * 3, [
        (red.clearance, red.invoice.totals) for red in reds
    ]
    totals = [red.invoice.totals for red in reds]
    assert sum(t.without_vat or 0 for t in totals if t) == blue.invoice.totals.without_vat  # type: ignore[union-attr]  # issued
    assert sum(t.vat or 0 for t in totals if t) == blue.invoice.totals.vat  # type: ignore[union-attr]  # issued
    with pytest.raises(errors.OverCredited):
        shop.kit.invoices.credit(blue.id, reason="销货退回", actor="li")


@pytest.mark.parametrize("discount", [None, "30.00"])
def test_charges_of_a_document_are_reversed_with_their_blue_lines(
    shop: Shop, discount: str | None
) -> None:
    charges = tuple(
        ik.Charge(amount=amount, vat_category="S", vat_rate="13", reason=reason)
        for amount, reason in (("12.00", "运费"), ("0.01", "运费"), ("6.00", "包装费"))
    )
    blue = shop.blue(discount=discount, charges=charges)
    keyboards, installation = (line.id or "" for line in blue.invoice.lines)
    first = 3 if discount is None else 4  # behind the lines, of which a discount is one
    taken = []
    for part in ({keyboards: "1"}, {keyboards: "2", installation: "1"}):
        draft = shop.kit.invoices.credit(
            blue.id, reason="销货退回", lines={id: Decimal(n) for id, n in part.items()}, actor="li"
        )
        red = shop.issue(draft.id)
        assert red.document_status == "issued", red.clearance
        assert red.clearance is not None
        form = shop.platform.red_form(red.clearance.red_form or "")
        taken.append({line.place: line.net for line in form.lines})
        assert sum(taken[-1].values()) == form.net
    assert set(taken[0]) == {1, first, first + 2}  # the cent has no part in the first
    assert set(taken[1]) == {1, first - 1, first, first + 1, first + 2}
    assert taken[0][first] + taken[1][first] == Decimal("12.00")
    assert taken[0][first + 2] + taken[1][first + 2] == Decimal("6.00")
    assert taken[1][first + 1] == Decimal("0.01")
    assert shop.kit.invoices.get(blue.id).open_amount == 0


def test_what_the_buyer_used_waits_for_its_yes(shop: Shop) -> None:
    blue = shop.blue()
    shop.platform.use(blue.number or "")
    draft = shop.kit.invoices.credit(blue.id, reason="02", actor="li")
    waiting = shop.issue(draft.id)
    assert (waiting.document_status, waiting.clearance_status) == ("issuing", "waiting")
    assert waiting.clearance is not None
    assert (waiting.clearance.red_state, waiting.clearance.message) == ("02", "销方录入待购方确认")
    shop.platform.confirm_red(waiting.clearance.red_form or "", "buyer", agree=True)
    shop.run(after=timedelta(minutes=10))
    assert shop.kit.invoices.get(draft.id).document_status == "issued"


@pytest.mark.parametrize(("agree", "state"), [(False, "05"), (None, "07")])
def test_a_dead_form_gives_the_document_back_and_the_next_one_is_new(
    shop: Shop, agree: bool | None, state: str
) -> None:
    blue = shop.blue()
    shop.platform.use(blue.number or "")
    draft = shop.kit.invoices.credit(blue.id, reason="02", actor="li")
    waiting = shop.issue(draft.id)
    assert waiting.clearance is not None
    dead = waiting.clearance.red_form or ""
    if agree is not None:
        shop.platform.confirm_red(dead, "buyer", agree=agree)
    shop.run(after=timedelta(hours=73))
    back = shop.kit.invoices.get(draft.id)
    assert (back.document_status, back.clearance_status) == ("approved", "rejected")
    assert back.clearance is not None
    assert back.clearance.red_state == state
    shop.kit.invoices.issue(draft.id, actor="wang")
    shop.run()
    again = shop.kit.invoices.get(draft.id)
    assert again.clearance is not None
    assert again.clearance.red_form not in {None, dead}


def test_a_mistake_reverses_the_whole_invoice(shop: Shop) -> None:
    blue = shop.blue()
    line = blue.invoice.lines[0].id or ""
    with pytest.raises(errors.InputError, match="reverses the whole invoice"):
        shop.kit.invoices.credit(blue.id, reason="开票有误", lines={line: "1"}, actor="li")
