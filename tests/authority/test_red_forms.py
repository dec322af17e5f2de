"""The confirmation of a red-letter invoice: who must agree, for how long, and over how much."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from invoicekit import Invoice, Party, RedLetter, Totals
from invoicekit.authority._sandbox.platform import Platform
from invoicekit.authority._sandbox.red_forms import FormProblem
from invoicekit.model import Fapiao, RedSide

HUNDRED, THIRTEEN = Decimal("100.00"), Decimal("13.00")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def platform(clock: Clock) -> Platform:
    return Platform(clock=clock)


def blue(platform: Platform) -> str:
    invoice = Invoice(
        buyer=Party(name="买方"), totals=Totals(without_vat=HUNDRED, vat=THIRTEEN), currency="CNY"
    )
    number = platform.submit("BLUE", invoice).invoice.number
    assert number is not None
    return number


def red(form: str | None, net: Decimal = HUNDRED, tax: Decimal = THIRTEEN) -> Invoice:
    return Invoice(
        type_code="381",
        buyer=Party(name="买方"),
        totals=Totals(without_vat=net, vat=tax),
        currency="CNY",
        fapiao=Fapiao(red=RedLetter(confirmation_number=form)) if form else None,
    )


def test_nobody_confirms_what_the_buyer_has_not_used(platform: Platform) -> None:
    number = blue(platform)
    before = platform.available()
    form = platform.request_red(number, "01", HUNDRED, THIRTEEN)
    assert form.state == "01"
    assert len(form.number) == 20
    assert platform.submit("RED", red(form.number)).state == "issued"
    assert platform.available() == before + HUNDRED


def test_a_month_gets_back_only_what_was_taken_in_it(platform: Platform, clock: Clock) -> None:
    number = blue(platform)
    clock.now += timedelta(days=31)
    before = platform.available()
    form = platform.request_red(number, "01", HUNDRED, THIRTEEN)
    assert platform.submit("RED", red(form.number)).state == "issued"
    assert platform.available() == before


@pytest.mark.parametrize(
    ("entered_by", "waits", "answers", "agree", "then"),
    [
        ("seller", "02", "buyer", True, "04"),
        ("seller", "02", "buyer", False, "05"),
        ("buyer", "03", "seller", True, "04"),
        ("buyer", "03", "seller", False, "06"),
    ],
)
def test_what_the_buyer_used_needs_the_other_side(
    platform: Platform, entered_by: RedSide, waits: str, answers: RedSide, agree: bool, then: str
) -> None:
    number = blue(platform)
    platform.use(number)
    form = platform.request_red(number, "02", HUNDRED, THIRTEEN, side=entered_by)
    assert form.state == waits
    refused = platform.submit("RED-1", red(form.number))
    assert (refused.state, refused.code) == ("rejected", "RED-STATE")
    with pytest.raises(FormProblem, match="不能操作"):
        platform.confirm_red(form.number, entered_by, agree=True)
    assert platform.confirm_red(form.number, answers, agree=agree).state == then
    issued = platform.submit("RED-2", red(form.number)).state == "issued"
    assert issued is agree


def test_a_form_lapses_after_three_days(platform: Platform, clock: Clock) -> None:
    number = blue(platform)
    platform.use(number)
    form = platform.request_red(number, "02", HUNDRED, THIRTEEN)
    clock.now += timedelta(hours=72) - timedelta(seconds=1)
    assert platform.red_form(form.number).state == "02"
    clock.now += timedelta(seconds=1)
    assert platform.red_form(form.number).state == "07"
    # a dead form holds nothing back: all may be asked for again
    assert platform.request_red(number, "02", HUNDRED, THIRTEEN).state == "02"


def test_only_its_initiator_takes_a_form_back(platform: Platform) -> None:
    number = blue(platform)
    form = platform.request_red(number, "01", HUNDRED, THIRTEEN)
    with pytest.raises(FormProblem, match="不能操作"):
        platform.withdraw_red(form.number, "buyer")
    assert platform.withdraw_red(form.number, "seller").state == "08"
    assert platform.submit("RED", red(form.number)).code == "RED-STATE"


def test_a_confirmed_form_is_withdrawn_late(platform: Platform) -> None:
    number = blue(platform)
    platform.use(number)
    form = platform.request_red(number, "01", HUNDRED, THIRTEEN)
    platform.confirm_red(form.number, "buyer", agree=True)
    assert platform.withdraw_red(form.number, "seller").state == "09"


def test_parts_never_reverse_more_than_there_was(platform: Platform) -> None:
    number = blue(platform)
    platform.request_red(number, "04", Decimal("60.00"), Decimal("7.80"))
    with pytest.raises(FormProblem, match=r"可红冲金额为40\.00"):
        platform.request_red(number, "04", Decimal("40.01"), Decimal("5.20"))
    rest = platform.request_red(number, "04", Decimal("40.00"), Decimal("5.20"))
    wrong = platform.submit("RED-1", red(rest.number, Decimal("40.00"), Decimal("5.19")))
    assert (wrong.state, wrong.code) == ("rejected", "RED-AMOUNT")
    right = platform.submit("RED-2", red(rest.number, Decimal("40.00"), Decimal("5.20")))
    assert right.state == "issued"
    again = platform.submit("RED-3", red(rest.number, Decimal("40.00"), Decimal("5.20")))
    assert (again.state, again.code) == ("rejected", "RED-STATE")


def test_a_red_letter_invoice_needs_its_form(platform: Platform) -> None:
    blue(platform)
    assert platform.submit("RED-1", red(None)).code == "RED-FORM"
    assert platform.submit("RED-2", red("0" * 20)).code == "RED-FORM"
    with pytest.raises(FormProblem, match="未找到蓝字发票"):
        platform.request_red("1" * 20, "01", HUNDRED, THIRTEEN)
