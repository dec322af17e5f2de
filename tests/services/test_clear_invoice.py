"""Where the tax platform gives the number: asked once, asked again after, never doubled."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import AuthorityAnswer

NUMBER = "26112000000012345678"
SELLER = ik.Party(
    name="北京示例科技有限公司",
    tax_ids=[ik.TaxId(country="CN", value="91110108MA01ABCD2H")],
    address=ik.Address(line1="中关村大街1号", city="北京", country="CN"),
)
CLEARED = AuthorityAnswer(
    ClearanceStatus.CLEARED, NUMBER, issued_at=datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
)
NEVER_SEEN = AuthorityAnswer(ClearanceStatus.PENDING)
SUBMITTED = AuthorityAnswer(ClearanceStatus.SUBMITTED)
WAITING = AuthorityAnswer(ClearanceStatus.WAITING, message="请扫码登录")
REJECTED = AuthorityAnswer(ClearanceStatus.REJECTED, code="E9106", message="税号有误")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Platform:
    """Says what it is told to, in turn, and remembers what it was asked."""

    name = "platform"

    def __init__(self) -> None:
        self.answers: list[AuthorityAnswer | Exception] = []
        self.asked: list[tuple[str, str]] = []

    def submit(self, request_id: str, record: ik.InvoiceRecord) -> AuthorityAnswer:
        assert record.number is None
        return self._answer("submit", request_id)

    def query(self, request_id: str) -> AuthorityAnswer:
        return self._answer("query", request_id)

    def _answer(self, verb: str, request_id: str) -> AuthorityAnswer:
        self.asked.append((verb, request_id))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def kit(clock: Clock, platform: Platform) -> ik.InvoiceKit:
    return ik.InvoiceKit.in_memory(issuer=SELLER, clock=clock, authority=platform)


def begin(kit: ik.InvoiceKit) -> ik.InvoiceRecord:
    buyer = kit.customers.create(name="上海买方有限公司", country="CN", actor="li")
    order = ik.Order(
        reference="SO-1",
        customer_id=buyer.id,
        currency="CNY",
        lines=[ik.OrderLine(name="键盘", quantity="1", unit_price="100", vat="S 13")],
    )
    draft = kit.invoices.create_from_order(order, actor="li")
    kit.invoices.submit(draft.id, actor="li")
    kit.invoices.approve(draft.id, actor="wang")
    return kit.invoices.issue(draft.id, actor="wang")


def run(kit: ik.InvoiceKit, clock: Clock, *, after: timedelta = timedelta()) -> None:
    clock.now += after
    kit.run_outbox()


def test_the_record_is_issuing_until_the_platform_gives_the_number(
    kit: ik.InvoiceKit, clock: Clock, platform: Platform
) -> None:
    waiting = begin(kit)
    assert (waiting.document_status, waiting.number) == ("issuing", None)
    assert waiting.clearance_status == "pending"
    platform.answers = [CLEARED]
    run(kit, clock)
    issued = kit.invoices.get(waiting.id)
    assert (issued.document_status, issued.clearance_status) == ("issued", "cleared")
    # 16:30 in UTC is the next day in Beijing
    assert (issued.number, issued.invoice.issue_date) == (NUMBER, date(2026, 3, 3))
    assert issued.sealed.issued_by == "wang"
    assert kit.audit.verify().faults == ()


def test_the_originals_are_archived_and_sent_after_the_number(
    kit: ik.InvoiceKit, clock: Clock, platform: Platform
) -> None:
    waiting = begin(kit)
    with pytest.raises(errors.StateError, match="only issued documents are sent"):
        kit.deliveries.send(waiting.id, to=["a@b.example"], actor="li")
    platform.answers = [CLEARED]
    run(kit, clock)
    kit.run_outbox()
    assert kit.files.get(waiting.id, "html").original


def test_a_lost_answer_is_asked_about_under_the_same_request(
    kit: ik.InvoiceKit, clock: Clock, platform: Platform
) -> None:
    waiting = begin(kit)
    platform.answers = [TimeoutError("no answer in 30 s"), CLEARED]
    run(kit, clock)
    lost = kit.invoices.get(waiting.id)
    assert (lost.document_status, lost.clearance_status) == ("issuing", "unknown")
    assert lost.clearance is not None
    assert lost.clearance.message == "no answer in 30 s"
    run(kit, clock, after=timedelta(seconds=6))
    assert kit.invoices.get(waiting.id).number == NUMBER
    request = lost.clearance.request_id
    assert platform.asked == [("submit", request), ("query", request)]
    assert len(request) == 20


def test_only_what_the_platform_never_saw_is_sent_again(
    kit: ik.InvoiceKit, clock: Clock, platform: Platform
) -> None:
    begin(kit)
    platform.answers = [TimeoutError("gone"), NEVER_SEEN, CLEARED]
    run(kit, clock)
    run(kit, clock, after=timedelta(seconds=6))
    assert [verb for verb, _ in platform.asked] == ["submit", "query", "submit"]
    assert len({request for _, request in platform.asked}) == 1


def test_it_is_not_asked_before_the_wait_is_over(
    kit: ik.InvoiceKit, clock: Clock, platform: Platform
) -> None:
    begin(kit)
    platform.answers = [SUBMITTED, SUBMITTED, CLEARED]
    run(kit, clock)
    run(kit, clock, after=timedelta(seconds=4))
    assert len(platform.asked) == 1
    run(kit, clock, after=timedelta(seconds=1))
    run(kit, clock, after=timedelta(seconds=29))
    assert len(platform.asked) == 2
    run(kit, clock, after=timedelta(seconds=1))
    assert not platform.answers


def test_a_platform_that_wants_a_login_is_asked_for_days_and_never_given_up(
    kit: ik.InvoiceKit, clock: Clock, platform: Platform
) -> None:
    waiting = begin(kit)
    platform.answers = [WAITING, *[WAITING] * 20, CLEARED]
    run(kit, clock)
    shown = kit.invoices.get(waiting.id)
    assert shown.clearance_status == "waiting"
    assert shown.clearance is not None
    assert shown.clearance.message == "请扫码登录"
    for _ in range(21):
        run(kit, clock, after=timedelta(hours=1))
    assert kit.invoices.get(waiting.id).number == NUMBER


def test_a_rejection_gives_the_document_back_and_the_next_request_is_a_new_one(
    kit: ik.InvoiceKit, clock: Clock, platform: Platform
) -> None:
    waiting = begin(kit)
    platform.answers = [REJECTED, CLEARED]
    run(kit, clock)
    back = kit.invoices.get(waiting.id)
    assert (back.document_status, back.clearance_status) == ("approved", "rejected")
    assert back.clearance is not None
    assert (back.clearance.code, back.clearance.message) == ("E9106", "税号有误")
    kit.invoices.issue(waiting.id, actor="wang")
    run(kit, clock)
    assert kit.invoices.get(waiting.id).number == NUMBER
    assert len({request for _, request in platform.asked}) == 2
    assert kit.audit.verify().faults == ()


def test_an_issuing_document_is_neither_edited_nor_issued_twice(kit: ik.InvoiceKit) -> None:
    waiting = begin(kit)
    with pytest.raises(errors.TransitionNotAllowed):
        kit.invoices.issue(waiting.id, actor="wang")
    with pytest.raises(errors.StateError):
        kit.invoices.discard(waiting.id, actor="wang")


def test_a_kit_without_a_platform_says_so_when_issuing() -> None:
    kit = ik.InvoiceKit.in_memory(issuer=SELLER)
    with pytest.raises(errors.ConfigurationError, match="no authority is set up"):
        begin(kit)


def test_a_cleared_answer_has_a_number() -> None:
    with pytest.raises(ValueError, match="number"):
        AuthorityAnswer(ClearanceStatus.CLEARED)


@pytest.mark.parametrize("odd", [ClearanceStatus.CANCELLED, ClearanceStatus.NOT_REQUIRED])
def test_an_answer_that_no_platform_may_give_is_asked_about_again(
    odd: ClearanceStatus, kit: ik.InvoiceKit, clock: Clock, platform: Platform
) -> None:
    waiting = begin(kit)
    platform.answers = [AuthorityAnswer(odd), AuthorityAnswer(odd), CLEARED]
    run(kit, clock)
    assert kit.invoices.get(waiting.id).clearance_status == "unknown"
    run(kit, clock, after=timedelta(seconds=6))
    run(kit, clock, after=timedelta(minutes=1))
    assert kit.invoices.get(waiting.id).number == NUMBER


def test_a_callback_has_the_platform_asked_at_once_and_is_not_believed(
    kit: ik.InvoiceKit, clock: Clock, platform: Platform
) -> None:
    waiting = begin(kit)
    platform.answers = [SUBMITTED, CLEARED]
    run(kit, clock)
    assert waiting.clearance is not None
    assert kit.outbox.hear("SOMEBODY ELSE'S") is None
    run(kit, clock)
    assert len(platform.asked) == 1
    assert kit.outbox.hear(waiting.clearance.request_id) == waiting.id
    assert kit.invoices.get(waiting.id).number is None
    run(kit, clock)
    assert kit.invoices.get(waiting.id).number == NUMBER
    assert kit.outbox.hear(waiting.clearance.request_id) is None
