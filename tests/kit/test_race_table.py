"""Every race of the table, forced on every backend, ends as the table says."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import get_args

import pytest
from tests.race_table import Arena, Place

import invoicekit as ik
from invoicekit import errors
from invoicekit.model import Reminder
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import AuthorityAnswer

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SHOP = ik.Issuer(
    party=ik.Party(
        name="Shop Ltd",
        address=ik.Address(line1="1 High Street", city="Auckland", postcode="1010", country="NZ"),
    )
)
SELLER = ik.Party(
    name="北京示例科技有限公司",
    tax_ids=[ik.TaxId(country="CN", value="91110108MA01ABCD2H")],
    address=ik.Address(line1="中关村大街1号", city="北京", country="CN"),
)

SERVERS = ("postgresql", "mariadb")


def marks(name: str, place: Place) -> list[pytest.MarkDecorator]:
    """On servers the second comes where the first has written; at the other places in the gate."""
    return [pytest.mark.xdist_group(name), *[pytest.mark.gate][: place != "written"]]


MEETINGS = [
    pytest.param("memory", "locked", id="memory"),  # one writes at a time, wherever he stands
    pytest.param("sqlite", "written", id="sqlite"),
    *(
        pytest.param(name, place, id=f"{name}-{place}", marks=marks(name, place))
        for name in SERVERS
        for place in get_args(Place)
    ),
]

pytestmark = pytest.mark.parametrize(
    ("shared", "place"), MEETINGS, indirect=["shared"], scope="module"
)


def where(name: str, request: pytest.FixtureRequest, folder: pytest.TempPathFactory) -> str:
    """The URL of the module's database on a backend."""
    if name == "sqlite":
        return f"sqlite:///{folder.mktemp('races') / 'invoices.db'}"
    fixtures = {"postgresql": "postgres_url", "mariadb": "maria_url"}
    return str(request.getfixturevalue(fixtures[name])) if name in fixtures else "memory://"


@pytest.fixture(scope="module")
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str, ik.InvoiceKit]]:
    """The backend, its URL and a kit on it, for all tests of the module."""
    url = where(request.param, request, tmp_path_factory)
    with ik.InvoiceKit.from_url(url, clock=lambda: NOW) as kit:
        yield request.param, url, kit


@pytest.fixture
def arena(shared: tuple[str, str, ik.InvoiceKit]) -> Arena:
    backend, _, kit = shared
    kit = kit.for_tenant(f"race-{secrets.token_hex(8)}")
    kit.issuers.create(SHOP, actor="alice")
    return Arena(backend, kit)


def order(kit: ik.InvoiceKit, reference: str = "SO-1") -> ik.Order:
    buyer = kit.customers.create(name="ACME", email="ap@acme.example", actor="alice")
    line = ik.OrderLine(name="Keyboard", quantity="1", unit_price="100", vat="O")
    return ik.Order(reference=reference, customer_id=buyer.id, currency="EUR", lines=[line])


def approved(kit: ik.InvoiceKit, draft: ik.InvoiceRecord) -> str:
    kit.invoices.submit(draft.id, actor="alice")
    return kit.invoices.approve(draft.id, actor="bob").id


def ready(kit: ik.InvoiceKit, reference: str = "SO-1") -> str:
    """An approved draft over 100 euros."""
    return approved(kit, kit.invoices.create_from_order(order(kit, reference), actor="alice"))


def issued(kit: ik.InvoiceKit, reference: str = "SO-1") -> ik.InvoiceRecord:
    return kit.invoices.issue(ready(kit, reference), actor="bob")


def whole(kit: ik.InvoiceKit) -> bool:
    return kit.audit.verify().faults == ()


def void(invoice: ik.InvoiceRecord) -> Callable[[ik.InvoiceKit], object]:
    return lambda kit: kit.invoices.void(invoice.id, actor="bob", reason="wrong buyer")


def pay(
    amount: str, *invoices: str, each: str = "100", reference: str | None = None
) -> Callable[[ik.InvoiceKit], ik.Payment]:
    return lambda kit: kit.payments.record(
        amount=amount,
        currency="EUR",
        allocate=dict.fromkeys(invoices, each),
        reference=reference,
        actor="bank",
    )


def of_void_and_payment(kit: ik.InvoiceKit, invoice: ik.InvoiceRecord, voided: object) -> None:
    """Either the void won and the money is unapplied, or the money won and the void was refused."""
    [payment] = kit.payments.list()
    after = kit.invoices.get(invoice.id)
    if isinstance(voided, errors.StateError):
        assert (after.document_status, after.payment_status) == ("issued", "paid")
        assert payment.applied == Decimal(100)
    else:
        assert after.document_status == "voided"
        assert after.open_amount == 0
        assert payment.applied == 0
    assert whole(kit)


def test_a_payment_comes_while_somebody_voids(arena: Arena, place: Place) -> None:
    invoice = issued(arena.kit)
    voided, paid = arena.meet(void(invoice), pay("100", invoice.id), place)
    assert isinstance(paid, ik.Payment)
    of_void_and_payment(arena.kit, invoice, voided)
    if place != "begun":
        assert not isinstance(voided, Exception)


def test_somebody_voids_while_a_payment_comes(arena: Arena, place: Place) -> None:
    invoice = issued(arena.kit)
    paid, voided = arena.meet(pay("100", invoice.id), void(invoice), place)
    assert isinstance(paid, ik.Payment)
    of_void_and_payment(arena.kit, invoice, voided)
    if place != "begun":
        assert isinstance(voided, errors.StateError)


def test_two_issue_the_same(arena: Arena, place: Place) -> None:
    draft = ready(arena.kit)
    told = arena.meet(
        lambda kit: kit.invoices.issue(draft, actor="bob"),
        lambda kit: kit.invoices.issue(draft, actor="carol"),
        place,
    )
    numbers = [each.number for each in told if isinstance(each, ik.InvoiceRecord)]
    assert numbers == ["2026-000001"]
    assert [type(each) for each in told if isinstance(each, Exception)] == [
        errors.TransitionNotAllowed
    ]
    assert whole(arena.kit)


def test_two_void_the_same(arena: Arena, place: Place) -> None:
    invoice = issued(arena.kit)
    told = arena.meet(void(invoice), void(invoice), place)
    refused = [each for each in told if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [errors.TransitionNotAllowed]
    assert whole(arena.kit)


def test_a_double_click(arena: Arena, place: Place) -> None:
    draft = ready(arena.kit)

    def click(kit: ik.InvoiceKit) -> str | None:
        return kit.invoices.issue(draft, actor="bob", idempotency_key="click").number

    assert arena.meet(click, click, place) == ("2026-000001", "2026-000001")
    [series] = arena.kit.series.list()
    assert series.last == 1
    assert whole(arena.kit)


def test_a_credit_note_and_a_payment(arena: Arena, place: Place) -> None:
    kit = arena.kit
    invoice = issued(kit)
    draft = kit.invoices.credit(invoice.id, reason="returned", actor="alice")
    credit = approved(kit, draft)
    exactly = {"remittance": str(invoice.number), "allocate": "exact"}
    noted, paid = arena.meet(
        lambda kit: kit.invoices.issue(credit, actor="bob"),
        lambda kit: kit.payments.record(amount="100", currency="EUR", actor="bank", **exactly),  # type: ignore[arg-type]  # named as there
        place,
    )
    assert isinstance(noted, ik.InvoiceRecord)
    assert isinstance(paid, ik.Payment)
    after = kit.invoices.get(invoice.id)
    [payment] = kit.payments.list()
    assert after.open_amount == 0
    assert after.paid_amount + after.credited_amount == Decimal(100)
    assert payment.applied == after.paid_amount
    assert whole(kit)


def test_an_approval_meets_an_edit(arena: Arena, place: Place) -> None:
    kit = arena.kit
    draft = kit.invoices.create_from_order(order(kit), actor="alice")
    kit.invoices.submit(draft.id, actor="alice")

    def edit(kit: ik.InvoiceKit) -> object:
        kit.invoices.reject(draft.id, actor="carol", reason="wrong price")
        record = kit.invoices.update(draft.id, actor="carol", locale="de-DE")
        return kit.invoices.submit(record.id, actor="carol")

    seen = kit.invoices.get(draft.id).version
    edited, said = arena.meet(
        edit, lambda kit: kit.invoices.approve(draft.id, actor="bob", version=seen), place
    )
    assert not isinstance(edited, Exception)
    assert isinstance(said, errors.StaleVersion) or place == "begun"
    after = kit.invoices.get(draft.id)
    assert (after.document_status, after.approvals) == ("in_review", ())  # the edit voids a yes
    assert whole(kit)


def test_a_crash_after_the_number(arena: Arena, place: Place) -> None:
    draft, other = ready(arena.kit), ready(arena.kit, "SO-2")
    arena.crash(lambda kit: kit.invoices.issue(draft, actor="bob"), place)
    assert arena.kit.invoices.get(draft).document_status == "approved"
    assert arena.kit.invoices.issue(other, actor="bob").number == "2026-000001"
    assert arena.kit.invoices.issue(draft, actor="bob").number == "2026-000002"
    assert whole(arena.kit)


@dataclass
class Platform:
    """A tax platform that numbers each request once."""

    name: str = "platform"
    given: tuple[str, ...] = ()

    def submit(self, request_id: str, _record: ik.InvoiceRecord) -> AuthorityAnswer:
        if request_id not in self.given:
            self.given = (*self.given, request_id)
        return self.query(request_id)

    def query(self, request_id: str) -> AuthorityAnswer:
        if request_id not in self.given:
            return AuthorityAnswer(ClearanceStatus.PENDING)
        number = f"2611200000{self.given.index(request_id):010}"
        return AuthorityAnswer(ClearanceStatus.CLEARED, number, issued_at=NOW)


def test_a_crash_after_the_platforms_yes(
    shared: tuple[str, str, ik.InvoiceKit], place: Place
) -> None:
    """The answer is written in the second transaction of a pass: the first claims the message."""
    backend, url, _ = shared
    platform, now = Platform(), [NOW]
    tenant = f"race-{secrets.token_hex(8)}"
    with ik.InvoiceKit.from_url(
        url, issuer=SELLER, tenant=tenant, clock=lambda: now[0], authority=platform
    ) as kit:
        buyer = kit.customers.create(name="上海买方有限公司", country="CN", actor="li")
        line = ik.OrderLine(name="键盘", quantity="1", unit_price="100", vat="S 13")
        asked = ik.Order(reference="SO-1", customer_id=buyer.id, currency="CNY", lines=[line])
        draft = kit.invoices.create_from_order(asked, actor="li")
        waiting = kit.invoices.issue(approved(kit, draft), actor="bob")
        [message] = kit.outbox.claim()
        Arena(backend, kit).crash(lambda kit: kit.outbox.work(message), place)
        assert len(platform.given) == 1
        assert kit.invoices.get(waiting.id).document_status == "issuing"

        now[0] += timedelta(hours=1)
        kit.run_outbox()
        after = kit.invoices.get(waiting.id)
        assert (after.document_status, after.number) == ("issued", "26112000000000000000")
        assert len(platform.given) == 1
        assert whole(kit)


def test_the_same_money_is_told_twice(arena: Arena, place: Place) -> None:
    """A provider that calls twice, once before we committed what its first call said."""
    invoice = issued(arena.kit)
    told = arena.meet(
        pay("100", invoice.id, reference="psp-1"), pay("100", invoice.id, reference="psp-1"), place
    )
    assert {type(each) for each in told} == {ik.Payment, errors.DuplicateKey}
    [payment] = arena.kit.payments.list()
    assert payment.applied == Decimal(100)
    assert arena.kit.invoices.get(invoice.id).payment_status == "paid"
    assert whole(arena.kit)


def test_news_out_of_order(arena: Arena, place: Place) -> None:
    kit = arena.kit
    invoice = issued(kit)
    delivery = kit.deliveries.send(invoice.id, actor="bob")
    kit.run_outbox()
    arena.meet(
        lambda kit: kit.deliveries.record(delivery.id, "view", actor="mail"),
        lambda kit: kit.deliveries.record(delivery.id, "deliver", actor="mail"),
        place,
    )
    assert kit.invoices.get(invoice.id).delivery_status == "viewed"
    assert whole(kit)


def remind(invoice: ik.InvoiceRecord) -> Callable[[ik.InvoiceKit], object]:
    return lambda kit: kit.reminders.send(invoice.id, actor="alice", after_days=[1])


def overdue(kit: ik.InvoiceKit) -> ik.InvoiceRecord:
    """An invoice over 100 euros that was due a day ago."""
    draft = kit.invoices.create_from_order(order(kit), actor="alice")
    yesterday = NOW.date() - timedelta(days=1)
    draft = kit.invoices.update(draft.id, due_date=yesterday, actor="alice")
    return kit.invoices.issue(approved(kit, draft), actor="bob")


def of_reminder_and_payment(kit: ik.InvoiceKit, reminded: object) -> None:
    """Either it was paid first, or the letter is not sent any more."""
    if isinstance(reminded, Reminder):
        kit.run_outbox()
        assert kit.deliveries.get(reminded.delivery_id).status == "cancelled"
    else:
        assert isinstance(reminded, errors.StateError)
    assert whole(kit)


def test_a_payment_comes_while_somebody_reminds(arena: Arena, place: Place) -> None:
    invoice = overdue(arena.kit)
    reminded, paid = arena.meet(remind(invoice), pay("100", invoice.id), place)
    assert isinstance(paid, ik.Payment)
    of_reminder_and_payment(arena.kit, reminded)


def test_somebody_reminds_of_what_is_paid(arena: Arena, place: Place) -> None:
    invoice = overdue(arena.kit)
    paid, reminded = arena.meet(pay("100", invoice.id), remind(invoice), place)
    assert isinstance(paid, ik.Payment)
    of_reminder_and_payment(arena.kit, reminded)


def test_two_runs_remind_of_the_same(arena: Arena, place: Place) -> None:
    invoice = overdue(arena.kit)
    outcomes = arena.meet(remind(invoice), remind(invoice), place)
    assert sorted(type(each).__name__ for each in outcomes) == ["Reminder", "StateError"]
    assert len(arena.kit.reminders.list(invoice.id)) == 1
    assert whole(arena.kit)


def test_two_runs_bill_the_same_order(arena: Arena, place: Place) -> None:
    asked = order(arena.kit)

    def bill(kit: ik.InvoiceKit) -> ik.InvoiceRecord:
        return kit.invoices.create_from_order(asked, actor="cron")

    told = arena.meet(bill, bill, place)
    assert {type(each) for each in told} == {ik.InvoiceRecord, errors.OverBilled}
    assert len(arena.kit.invoices.search()) == 1
    assert whole(arena.kit)


def test_payments_over_the_same_invoices(arena: Arena, place: Place) -> None:
    one, two = issued(arena.kit), issued(arena.kit, "SO-2")
    told = arena.meet(
        pay("100", one.id, two.id, each="50"), pay("100", two.id, one.id, each="50"), place
    )
    assert [type(each) for each in told] == [ik.Payment, ik.Payment]
    for each in (one, two):
        assert arena.kit.invoices.get(each.id).payment_status == "paid"
    assert whole(arena.kit)


def test_two_first_documents_of_a_series(arena: Arena, place: Place) -> None:
    one, two = ready(arena.kit), ready(arena.kit, "SO-2")
    told = arena.meet(
        lambda kit: kit.invoices.issue(one, actor="bob").number,
        lambda kit: kit.invoices.issue(two, actor="bob").number,
        place,
    )
    assert set(told) == {"2026-000001", "2026-000002"}
    assert whole(arena.kit)


def numbering(arena: Arena, numbers: ik.ApprovedRange | ik.BlockNumbers) -> tuple[str, str]:
    """Two approved drafts of an issuer that numbers so."""
    [issuer] = arena.kit.issuers.list()
    arena.kit.issuers.update(issuer.id, actor="alice", numbers=numbers)
    return ready(arena.kit), ready(arena.kit, "SO-2")


def test_two_want_the_last_number_of_a_range(arena: Arena, place: Place) -> None:
    one, two = numbering(arena, ik.ApprovedRange(first=7, last=7))
    told = arena.meet(
        lambda kit: kit.invoices.issue(one, actor="bob"),
        lambda kit: kit.invoices.issue(two, actor="bob"),
        place,
    )
    assert [each.number for each in told if isinstance(each, ik.InvoiceRecord)] == ["7"]
    assert [type(each) for each in told if isinstance(each, Exception)] == [
        errors.NumberRangeExhausted
    ]
    assert whole(arena.kit)


def test_two_lease_a_block_for_the_same_till(arena: Arena, place: Place) -> None:
    one, two = numbering(arena, ik.BlockNumbers(of="hq", holder="till", size=10))
    told = arena.meet(
        lambda kit: kit.invoices.issue(one, actor="bob").number,
        lambda kit: kit.invoices.issue(two, actor="bob").number,
        place,
    )
    assert set(told) == {"2026-000001", "2026-000002"}
    assert len(arena.kit.series.list()) == 2  # the allotment and one block
    assert whole(arena.kit)


def test_two_workers_at_one_outbox(arena: Arena, place: Place) -> None:
    for number in range(4):
        issued(arena.kit, f"SO-{number}")

    def claim(kit: ik.InvoiceKit) -> tuple[str, ...]:
        return tuple(message.id for message in kit.outbox.claim(limit=3))

    if place == "locked":  # a claim locks by itself, and asks for no row first
        place = "written"
    first, second = arena.meet(claim, claim, place)
    assert isinstance(first, tuple)
    assert isinstance(second, tuple)
    assert not set(first) & set(second)
    rest = set(claim(arena.kit))
    assert len({*first, *second, *rest}) == 4


def test_an_answer_that_is_lost(arena: Arena, place: Place) -> None:
    """Whoever crashed does not know how far he came; the same key tells, done once."""
    invoice = issued(arena.kit)

    def paid(kit: ik.InvoiceKit) -> str:
        return kit.payments.record(
            amount="100",
            currency="EUR",
            allocate={invoice.id: "100"},
            idempotency_key="bank-1",
            actor="bank",
        ).id

    arena.crash(paid, place)
    told = arena.meet(paid, paid, place)
    assert told == (paid(arena.kit), paid(arena.kit))
    assert len(arena.kit.payments.list()) == 1
    assert whole(arena.kit)
