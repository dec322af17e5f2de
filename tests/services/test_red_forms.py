"""Red-letter forms of both sides, between two companies on one platform, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import AuthorityAnswer
from invoicekit.testing.sandbox import sandbox_platform

SELLER = ik.Party(
    name="北京示例科技有限公司",
    tax_ids=[ik.TaxId(country="CN", value="91110108MA01ABCD2H")],
    address=ik.Address(line1="中关村大街1号", city="北京", country="CN"),
)
BUYER = ik.Party(
    name="上海样本贸易有限公司",
    tax_ids=[ik.TaxId(country="CN", value="91310115TXTXTX029G")],
    address=ik.Address(line1="样本路1号", city="上海", country="CN"),
)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Trade:
    """A seller and a buyer, each with a kit of its own."""

    def __init__(self, clock: Clock, platform: object, client: object) -> None:
        self.clock, self.platform, self.client = clock, platform, client
        self.seller = ik.InvoiceKit.in_memory(issuer=SELLER, clock=clock, authority=client)  # type: ignore[arg-type]  # the sandbox's
        self.buyer = ik.InvoiceKit.in_memory(issuer=BUYER, clock=clock, authority=client)  # type: ignore[arg-type]  # the sandbox's
        self.customer = self.seller.customers.create(
            name=BUYER.name or "", tax_ids=BUYER.tax_ids, country="CN", actor="li"
        )

    def sell(self, discount: str | None = None) -> tuple[ik.InvoiceRecord, ik.Received]:
        """Sells three keyboards and an installation; the buyer has got the bureau's XML."""
        off = [ik.LineAllowance(amount=discount)] if discount else []
        lines = [
            ik.OrderLine(name="键盘", quantity="3", unit_price="100", vat="S 13", allowances=off),
            ik.OrderLine(name="安装", quantity="1", unit_price="50", vat="S 6"),
        ]
        order = ik.Order(
            reference="SO-1", customer_id=self.customer.id, currency="CNY", lines=lines
        )
        blue = self.issue(self.seller.invoices.create_from_order(order, actor="li").id)
        data = self.seller.files.get(blue.id, "fapiao-xml").data
        return blue, self.buyer.received.add(data, actor="chen")

    def issue(self, draft_id: str) -> ik.InvoiceRecord:
        invoices = self.seller.invoices
        if invoices.get(draft_id).document_status == "draft":
            invoices.submit(draft_id, actor="li")
            invoices.approve(draft_id, actor="wang")
        invoices.issue(draft_id, actor="wang")
        self.seller.run_outbox()
        return invoices.get(draft_id)


@pytest.fixture
def trade() -> Iterator[Trade]:
    clock = Clock()
    with sandbox_platform(clock) as (platform, client):
        yield Trade(clock, platform, client)


def test_the_buyer_asks_for_all_and_the_seller_confirms_and_issues(trade: Trade) -> None:
    blue, received = trade.sell()
    form = trade.buyer.red_forms.enter(received.id, reason="开票有误", actor="chen")
    assert (form.state, form.entered_by) == ("03", "buyer")
    assert (form.net, form.tax) == (Decimal("350.00"), Decimal("42.00"))
    assert form.lines == ()
    # who entered it is asked nothing
    assert trade.buyer.red_forms.waiting() == ()
    with pytest.raises(errors.StateError, match="does not wait for us"):
        trade.buyer.red_forms.confirm(form.number, actor="chen")
    [hand] = trade.seller.red_forms.waiting()
    assert (hand.side, hand.subject, hand.form.number) == ("seller", blue.id, form.number)
    confirmed = trade.seller.red_forms.confirm(form.number, actor="li")
    assert confirmed.form.state == "04"
    assert confirmed.draft is not None
    again = trade.seller.red_forms.confirm(form.number, actor="li")
    assert again.draft is not None
    assert again.draft.id == confirmed.draft.id
    red = trade.issue(confirmed.draft.id)
    assert red.document_status == "issued"
    facts = red.invoice.fapiao
    assert facts is not None
    assert facts.red is not None
    assert (facts.red.confirmation_number, facts.red.reason) == (form.number, "01")
    assert trade.seller.invoices.get(blue.id).open_amount == 0
    [request] = trade.buyer.red_forms.refresh(received.id, actor="chen").red_requests
    assert (request.form.state, request.form.red_number) == ("04", red.number)
    kinds = [event.type for event in trade.seller.events.of(blue.id)]
    assert "red_form.confirmed" in kinds
    assert trade.seller.audit.verify().intact
    assert trade.buyer.audit.verify().intact


def test_parts_are_asked_for_line_by_line_and_the_last_takes_the_rest(trade: Trade) -> None:
    blue, received = trade.sell(discount="0.01")
    reds = []
    for lines in ({"1": "1"}, {"1": "1"}, None):
        form = trade.buyer.red_forms.enter(
            received.id, reason="销货退回", lines=lines, actor="chen"
        )
        confirmed = trade.seller.red_forms.confirm(form.number, actor="li")
        assert confirmed.draft is not None
        reds.append(trade.issue(confirmed.draft.id))
        trade.buyer.red_forms.refresh(received.id, actor="chen")
    # the discount has a line of its own on the blue one: what stands below it is line 3
    assert [line.fapiao.original_line for line in reds[-1].invoice.lines if line.fapiao] == [1, 3]
    assert [red.document_status for red in reds] == ["issued"] * 3
    totals = [red.invoice.totals for red in reds]
    whole = blue.invoice.totals
    assert whole is not None
    assert sum(each.without_vat or 0 for each in totals if each) == whole.without_vat
    assert sum(each.vat or 0 for each in totals if each) == whole.vat
    with pytest.raises(errors.OverCredited, match="nothing is left"):
        trade.buyer.red_forms.enter(received.id, reason="销货退回", actor="chen")


def test_the_seller_refuses_and_everything_may_be_asked_for_again(trade: Trade) -> None:
    blue, received = trade.sell()
    form = trade.buyer.red_forms.enter(received.id, reason="02", actor="chen")
    refused = trade.seller.red_forms.refuse(form.number, actor="li", reason="未收到退货")
    assert refused.state == "06"
    with pytest.raises(errors.StateError):
        trade.seller.red_forms.confirm(form.number, actor="li")
    assert all(link.kind == "order" for link in trade.seller.invoices.get(blue.id).links)
    trade.buyer.red_forms.refresh(received.id, actor="chen")
    again = trade.buyer.red_forms.enter(received.id, reason="02", actor="chen")
    assert (again.state, again.number != form.number) == ("03", True)


def test_the_buyer_withdraws_and_silence_lapses_after_72_hours(trade: Trade) -> None:
    _, received = trade.sell()
    form = trade.buyer.red_forms.enter(received.id, reason="02", actor="chen")
    with pytest.raises(errors.StateError):
        trade.seller.red_forms.withdraw(form.number, actor="li")
    assert trade.buyer.red_forms.withdraw(form.number, actor="chen").state == "08"
    [request] = trade.buyer.received.get(received.id).red_requests
    assert request.form.state == "08"
    trade.buyer.red_forms.enter(received.id, reason="02", actor="chen")
    trade.clock.now += timedelta(hours=72)
    assert trade.seller.red_forms.waiting() == ()
    requests = trade.buyer.red_forms.refresh(received.id, actor="chen").red_requests
    assert [each.form.state for each in requests] == ["08", "07"]


def test_the_seller_asks_and_the_buyer_who_used_it_answers(trade: Trade) -> None:
    blue, received = trade.sell()
    trade.platform.use(blue.number)  # type: ignore[attr-defined]  # the sandbox's
    draft = trade.seller.invoices.credit(blue.id, reason="02", actor="li")
    assert trade.issue(draft.id).clearance_status == "waiting"
    [hand] = trade.buyer.red_forms.waiting()
    assert (hand.side, hand.subject) == ("buyer", received.id)
    confirmed = trade.buyer.red_forms.confirm(hand.form.number, actor="chen")
    assert (confirmed.form.state, confirmed.draft) == ("04", None)
    trade.clock.now += timedelta(minutes=10)
    trade.seller.run_outbox()
    assert trade.seller.invoices.get(draft.id).document_status == "issued"


def test_the_seller_takes_its_own_form_back(trade: Trade) -> None:
    blue, _ = trade.sell()
    trade.platform.use(blue.number)  # type: ignore[attr-defined]  # the sandbox's
    draft = trade.seller.invoices.credit(blue.id, reason="02", actor="li")
    waiting = trade.issue(draft.id)
    assert waiting.clearance is not None
    number = waiting.clearance.red_form or ""
    assert trade.seller.red_forms.withdraw(number, actor="li").state == "08"
    trade.clock.now += timedelta(minutes=10)
    trade.seller.run_outbox()
    back = trade.seller.invoices.get(draft.id)
    assert (back.document_status, back.clearance_status) == ("approved", "rejected")


def old_fapiao(**changes: object) -> ik.Invoice:
    """An invoice that a tax-control device issued."""
    line = ik.InvoiceLine(
        id="1",
        quantity="2",
        price=ik.Price(net="50.00"),
        net_amount="100.00",
        vat_category="S",
        vat_rate="13",
        item=ik.Item(name="扫描仪"),
        fapiao=ik.FapiaoLine(nature="00", tax_amount="13.00", amount_with_tax="113.00"),
    )
    return ik.Invoice(
        number="12345678",
        issue_date=date(2023, 5, 4),
        currency="CNY",
        seller=SELLER,
        buyer=BUYER,
        lines=[line],
        totals=ik.Totals(without_vat="100.00", vat="13.00", with_vat="113.00"),
        fapiao=ik.Fapiao(kind="tc_electronic_ordinary", code="011002300111", drawer="王"),
    ).replace(**changes)


def test_an_invoice_of_the_tax_control_devices_is_reversed_by_code_and_number(
    trade: Trade,
) -> None:
    trade.platform.register("011002300111", "12345678", Decimal(100), Decimal(13))  # type: ignore[attr-defined]  # the sandbox's
    received = trade.buyer.received.add(ik.write(old_fapiao(), "json"), actor="chen")
    form = trade.buyer.red_forms.enter(received.id, reason="02", lines={"1": "1"}, actor="chen")
    assert (form.blue_code, form.blue_number, form.net) == (
        "011002300111",
        "12345678",
        Decimal("50.00"),
    )
    trade.buyer.red_forms.withdraw(form.number, actor="chen")
    letter = ik.RedLetter(
        original_code="011002300111",
        original_number="12345678",
        original_kind="tc_electronic_ordinary",
        original_date=date(2023, 5, 4),
        reason="01",
        partial=False,
    )
    red = old_fapiao(
        number=None,
        issue_date=None,
        type_code="381",
        fapiao=ik.Fapiao(kind="digital_ordinary", drawer="王", red=letter),
        preceding_invoices=[ik.PrecedingInvoice(number="12345678", issue_date=date(2023, 5, 4))],
    )
    draft = trade.seller.invoices.create(red, customer_id=trade.customer.id, actor="li")
    issued = trade.issue(draft.id)
    assert issued.document_status == "issued", issued.clearance
    assert (issued.invoice.notes[0].text or "").startswith(
        "被红冲蓝字发票代码：011002300111 号码：12345678 红字发票信息确认单编号："
    )


@pytest.mark.parametrize(
    ("reason", "lines", "error", "match"),
    [
        ("坏了", None, errors.InputError, "is no reason"),
        ("01", {"1": "1"}, errors.InputError, "reverses the whole invoice"),
        ("02", {"9": "1"}, errors.InputError, "has no line 9"),
        ("02", {"1": "4"}, errors.OverCredited, "not left to reverse"),
        ("02", {"1": "0"}, errors.OverCredited, "not left to reverse"),
    ],
)
def test_what_can_not_be_asked_for(
    trade: Trade,
    reason: str,
    lines: dict[str, str] | None,
    error: type[errors.InvoiceKitError],
    match: str,
) -> None:
    _, received = trade.sell()
    with pytest.raises(error, match=match):
        trade.buyer.red_forms.enter(received.id, reason=reason, lines=lines, actor="chen")
    assert trade.buyer.received.get(received.id).red_requests == ()


def test_what_the_platform_does_not_know_is_struck_out(trade: Trade) -> None:
    received = trade.buyer.received.add(ik.write(old_fapiao(), "json"), actor="chen")
    with pytest.raises(errors.StateError, match="未找到蓝字发票"):
        trade.buyer.red_forms.enter(received.id, reason="02", actor="chen")
    assert trade.buyer.received.get(received.id).red_requests == ()


def test_a_form_about_nothing_of_ours_is_not_answered(trade: Trade) -> None:
    _, received = trade.sell()
    form = trade.buyer.red_forms.enter(received.id, reason="02", actor="chen")
    stranger = trade.seller.for_tenant("stranger")
    with pytest.raises(errors.NotFound, match="none of our invoices"):
        stranger.red_forms.confirm(form.number, actor="li")


def test_without_a_platform_there_are_no_forms() -> None:
    kit = ik.InvoiceKit.in_memory(issuer=SELLER)
    with pytest.raises(errors.ConfigurationError, match="red-letter forms"):
        kit.red_forms.waiting()


def test_a_form_whose_amounts_are_not_its_lines_is_not_confirmed(trade: Trade) -> None:
    blue, _ = trade.sell()
    form = trade.platform.request_red(  # type: ignore[attr-defined]  # the sandbox's
        blue.number, "02", Decimal("10.00"), Decimal("1.30"), side="buyer"
    )
    with pytest.raises(errors.StateError, match="its lines come to"):
        trade.seller.red_forms.confirm(form.number, actor="li")
    assert all(link.kind == "order" for link in trade.seller.invoices.get(blue.id).links)


# --- voiding


def paper(trade: Trade, kind: str) -> ik.InvoiceRecord:
    line = ik.OrderLine(name="键盘", quantity="1", unit_price="100", vat="S 13")
    order = ik.Order(reference="SO-2", customer_id=trade.customer.id, currency="CNY", lines=[line])
    draft = trade.seller.invoices.create_from_order(order, actor="li")
    facts = (draft.invoice.fapiao or ik.Fapiao()).replace(kind=kind)
    trade.seller.invoices.update(draft.id, fapiao=facts, actor="li")
    return trade.issue(draft.id)


def test_paper_is_voided_in_its_month_with_all_its_copies(trade: Trade) -> None:
    record = paper(trade, "digital_paper_ordinary")
    with pytest.raises(errors.StateError, match="copies") as refused:
        trade.seller.invoices.void(record.id, actor="wang", reason="开票有误")
    assert "copies_returned=True" in (refused.value.hint or "")
    gone = trade.seller.invoices.void(
        record.id, actor="wang", reason="开票有误", copies_returned=True
    )
    assert (gone.document_status, gone.number) == ("voided", record.number)
    trade.seller.run_outbox()
    assert trade.seller.invoices.get(record.id).clearance_status == "cancelled"
    assert trade.platform.available() == 7_500_000  # type: ignore[attr-defined]  # the sandbox's
    assert trade.seller.audit.verify().intact


def test_what_is_reported_to_the_bureau_is_not_voided(trade: Trade) -> None:
    record = paper(trade, "digital_paper_ordinary")
    with pytest.raises(errors.StateError, match="已抄税") as refused:
        trade.seller.invoices.void(
            record.id, actor="wang", reason="开票有误", copies_returned=True, reported=True
        )
    assert "红字发票" in (refused.value.hint or "")


class Deaf:
    """A platform that answers to voids what it is told; None does not know them."""

    name = "sandbox"

    def __init__(self, client: object, *answers: AuthorityAnswer) -> None:
        self._client, self._answers = client, list(answers)

    def submit(self, request_id: str, record: ik.InvoiceRecord) -> AuthorityAnswer:
        said: AuthorityAnswer = self._client.submit(request_id, record)  # type: ignore[attr-defined]
        return said

    def query(self, request_id: str) -> AuthorityAnswer:
        said: AuthorityAnswer = self._client.query(request_id)  # type: ignore[attr-defined]
        return said


class Telling(Deaf):
    def void(self, _record: ik.InvoiceRecord) -> AuthorityAnswer:
        return self._answers.pop(0)


@pytest.mark.parametrize(
    ("answers", "statuses"),
    [
        (
            [
                AuthorityAnswer(ClearanceStatus.UNKNOWN, message="no answer"),
                AuthorityAnswer(ClearanceStatus.CANCEL_REQUESTED),
                AuthorityAnswer(ClearanceStatus.CANCELLED),
            ],
            ["cancel_requested", "cancel_requested", "cancelled"],
        ),
        (
            [AuthorityAnswer(ClearanceStatus.CLEARED, "1", message="已抄税")],
            ["cleared"],
        ),
    ],
    ids=["asked until it is", "refused"],
)
def test_the_platform_is_told_of_a_void_until_it_has_said_so(
    trade: Trade, answers: list[AuthorityAnswer], statuses: list[str]
) -> None:
    told = Telling(trade.client, *answers)
    trade.seller = ik.InvoiceKit.in_memory(issuer=SELLER, clock=trade.clock, authority=told)
    trade.customer = trade.seller.customers.create(name="买方", country="CN", actor="li")
    record = paper(trade, "digital_paper_ordinary")
    trade.seller.invoices.void(record.id, actor="wang", reason="开票有误", copies_returned=True)
    seen = []
    for _ in answers:
        trade.seller.run_outbox()
        trade.clock.now += timedelta(minutes=11)
        seen.append(trade.seller.invoices.get(record.id).clearance_status)
    assert seen == statuses
    assert trade.seller.outbox.list(state="pending", limit=9) == ()
    said = [event for event in trade.seller.events.of(record.id) if event.type[:9] == "clearance"]
    assert said[-1].data.get("message") == answers[-1].message
    assert trade.seller.audit.verify().intact


def test_a_platform_that_knows_no_voids_is_not_told(trade: Trade) -> None:
    deaf = Deaf(trade.client)
    trade.seller = ik.InvoiceKit.in_memory(issuer=SELLER, clock=trade.clock, authority=deaf)
    trade.customer = trade.seller.customers.create(name="买方", country="CN", actor="li")
    record = paper(trade, "digital_paper_ordinary")
    trade.seller.invoices.void(record.id, actor="wang", reason="开票有误", copies_returned=True)
    assert trade.seller.run_outbox().dead == 0
    assert trade.seller.invoices.get(record.id).clearance_status == "cleared"


@pytest.mark.parametrize(
    ("kind", "later", "why"),
    [
        ("digital_ordinary", timedelta(), "数电票"),
        ("digital_paper_ordinary", timedelta(days=30), "in their month only"),
    ],
)
def test_what_is_not_voided_is_reversed(
    trade: Trade, kind: str, later: timedelta, why: str
) -> None:
    record = paper(trade, kind)
    trade.clock.now += later
    with pytest.raises(errors.StateError, match=why) as refused:
        trade.seller.invoices.void(record.id, actor="wang", reason="开票有误", copies_returned=True)
    assert "红字发票" in (refused.value.hint or "")
    assert trade.seller.invoices.get(record.id).document_status == "issued"
