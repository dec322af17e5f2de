"""An invoice in the form of a 发票: each line with its tax, discounts below, no total changed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invoicekit.calculate import calculate
from invoicekit.calculate.fapiao import fapiao_form
from invoicekit.jurisdiction.fapiao import RATE_SPANS, margin
from invoicekit.jurisdiction.rounding import PER_LINE
from invoicekit.model import (
    Allowance,
    Charge,
    Fapiao,
    FapiaoLine,
    Invoice,
    InvoiceLine,
    Item,
    LineAllowance,
    LineCharge,
    Note,
    Price,
)
from invoicekit.money import ZERO, add, round_to

CENT = Decimal("0.01")


def line(price: Price, *, rate: str = "13", quantity: str = "1", **more: object) -> InvoiceLine:
    return InvoiceLine(
        quantity=quantity,
        price=price,
        vat_category="S",
        vat_rate=rate,
        item=Item(name="键盘"),
        **more,  # type: ignore[arg-type]  # given by the test
    )


def form(*lines: InvoiceLine, **more: object) -> Invoice:
    draft = Invoice(currency="CNY", lines=lines, **more)  # type: ignore[arg-type]  # as above
    return fapiao_form(calculate(draft, PER_LINE))


def rows(invoice: Invoice) -> list[tuple[str | None, str, str, str]]:
    return [
        (row.fapiao.nature, str(row.net_amount), str(row.fapiao.tax_amount), str(row.quantity))
        for row in invoice.lines
        if row.fapiao is not None
    ]


def test_a_plain_line_gets_its_tax() -> None:
    done = form(line(Price(net="100.00"), quantity="3"))
    assert rows(done) == [("00", "300.00", "39.00", "3")]
    assert done.lines[0].price == Price(net="100.00")


def test_a_price_with_tax_keeps_the_gross() -> None:
    [row] = form(line(Price(with_vat="100.00"))).lines
    assert row.fapiao is not None
    assert (row.net_amount, row.fapiao.tax_amount) == (Decimal("88.50"), Decimal("11.50"))
    assert row.fapiao.amount_with_tax == Decimal("100.00")
    # fifteen significant digits, from the net before it was rounded
    assert row.price == Price(net="88.4955752212389")


def test_a_discount_is_a_line_right_below_its_own() -> None:
    done = form(
        line(Price(net="1000.00"), allowances=[LineAllowance(amount="100.00")]),
        line(Price(net="50.00")),
    )
    assert rows(done) == [
        ("02", "1000.00", "130.00", "1"),
        ("01", "-100.00", "-13.00", "None"),
        ("00", "50.00", "6.50", "1"),
    ]
    discount = done.lines[1]
    assert (discount.price, discount.unit) == (None, None)
    assert discount.item == done.lines[0].item
    assert [row.id for row in done.lines] == ["1", "2", "3"]


def test_a_discount_of_the_order_is_spread_by_largest_remainder() -> None:
    done = form(
        line(Price(net="250.00")),
        line(Price(net="125.50")),
        line(Price(net="624.50")),
        allowances=[Allowance(amount="100.00", vat_category="S", vat_rate="13")],
    )
    assert [row[1] for row in rows(done) if row[0] == "01"] == ["-25.00", "-12.55", "-62.45"]


def test_an_order_discount_joins_the_discount_of_a_line() -> None:
    done = form(
        line(Price(net="100.00"), allowances=[LineAllowance(amount="10.00")]),
        allowances=[Allowance(amount="9.00", vat_category="S", vat_rate="13")],
    )
    assert rows(done) == [("02", "100.00", "13.00", "1"), ("01", "-19.00", "-2.47", "None")]


def test_a_charge_of_the_order_is_a_line() -> None:
    done = form(
        line(Price(net="100.00")),
        charges=[Charge(amount="10.00", vat_category="S", vat_rate="9", reason="运输服务")],
    )
    assert rows(done)[1] == ("00", "10.00", "0.90", "1")
    assert done.lines[1].item == Item(name="运输服务")


def test_a_charge_has_the_code_of_what_it_is_charged_with() -> None:
    def sold(net: str, code: str, short: str, rate: str = "13") -> InvoiceLine:
        return line(Price(net=net), rate=rate, fapiao=FapiaoLine(tax_code=code, short_name=short))

    done = form(
        sold("100.00", "1060402010100000000", "文具"),
        sold("400.00", "1090511000000000000", "计算机外部设备"),
        sold("900.00", "3049900000000000000", "现代服务", rate="6"),
        charges=[
            Charge(amount="10.00", vat_category="S", vat_rate="13", reason="运费"),
            Charge(amount="10.00", vat_category="S", vat_rate="9", reason="运输服务"),
        ],
    )
    freight, transport = (row.fapiao for row in done.lines[3:])
    assert freight is not None
    assert (freight.tax_code, freight.short_name) == ("1090511000000000000", "计算机外部设备")
    assert transport is not None
    assert transport.tax_code is None


def test_a_charge_of_a_line_is_part_of_its_price() -> None:
    [row] = form(line(Price(net="100.00"), quantity="2", charges=[LineCharge(amount="5.00")])).lines
    assert (row.net_amount, row.price) == (Decimal("205.00"), Price(net="102.5"))


def test_a_red_letter_invoice_nets_its_lines() -> None:
    done = form(
        line(Price(net="100.00"), allowances=[LineAllowance(amount="10.00")]), type_code="381"
    )
    assert rows(done) == [("00", "90.00", "11.70", "1")]
    assert done.lines[0].price == Price(net="90")


@pytest.mark.parametrize(
    ("category", "policy", "zero_rate"),
    [("E", "03", "1"), ("O", "04", "2"), ("Z", None, "3"), ("G", None, "0"), ("S", None, None)],
)
def test_what_bears_no_tax_says_why(
    category: str, policy: str | None, zero_rate: str | None
) -> None:
    rate = {"S": "13", "O": None}.get(category, "0")
    taxed = InvoiceLine(
        quantity=1, price=Price(net="10"), vat_category=category, vat_rate=rate, item=Item(name="x")
    )
    facts = form(taxed).lines[0].fapiao
    assert facts is not None
    assert (facts.policy, facts.zero_rate) == (policy, zero_rate)


def test_the_form_is_taken_once() -> None:
    done = form(line(Price(net="100.00"), allowances=[LineAllowance(percent="10")]))
    assert fapiao_form(done) is done


def test_what_is_not_calculated_is_refused() -> None:
    with pytest.raises(ValueError, match="calculate the invoice first"):
        fapiao_form(Invoice(currency="CNY", lines=[line(Price(net="1"))]))


def on_margin(price: Price, deduction: str, *, rate: str = "6", kind: str = "02") -> Invoice:
    sold = line(price, rate=rate, fapiao=FapiaoLine(deduction=deduction))
    return Invoice(currency="CNY", lines=[sold], fapiao=Fapiao(margin=kind))


@pytest.mark.parametrize(
    ("price", "net", "tax", "gross"),
    [
        (Price(with_vat="10000.00"), "9886.79", "113.21", "10000.00"),
        (Price(net="9886.79"), "9886.79", "113.21", "10000.00"),
    ],
)
def test_only_what_is_not_deducted_is_taxed_on_a_margin_invoice(
    price: Price, net: str, tax: str, gross: str
) -> None:
    totals = calculate(on_margin(price, "8000.00"), PER_LINE).totals
    assert totals is not None
    found = (totals.without_vat, totals.vat, totals.with_vat)
    assert found == (Decimal(net), Decimal(tax), Decimal(gross))


def test_an_invoice_of_the_full_amount_is_taxed_in_full() -> None:
    done = fapiao_form(calculate(on_margin(Price(with_vat="106"), "53", kind="01"), PER_LINE))
    [row] = done.lines
    assert done.totals is not None
    assert (done.totals.without_vat, done.totals.vat) == (Decimal("100.00"), Decimal("6.00"))
    assert row.fapiao is not None
    assert (row.fapiao.deduction, row.fapiao.printed_rate) == (Decimal(53), None)
    assert done.notes == ()


def test_a_margin_invoice_hides_its_rate_and_tells_the_deduction() -> None:
    draft = on_margin(Price(with_vat="10000.00"), "8000.00")
    calculated = calculate(draft.replace(notes=[Note(text="合同 1"), Note(text="二")]), PER_LINE)
    done = fapiao_form(calculated)
    [row] = done.lines
    assert row.fapiao is not None
    assert (row.fapiao.printed_rate, row.fapiao.nature) == ("***", "00")
    assert row.fapiao.tax_amount == Decimal("113.21")
    assert row.fapiao.amount_with_tax == Decimal("10000.00")
    assert row.price == Price(net="9886.79")
    assert [note.text for note in done.notes] == ["差额征税：8000.00元。合同 1", "二"]
    told = fapiao_form(calculated.replace(notes=done.notes))
    assert told.notes == done.notes


def test_a_discount_of_a_margin_invoice_is_netted() -> None:
    sold = line(
        Price(with_vat="10600.00"),
        rate="6",
        allowances=[LineAllowance(with_vat="600.00")],
        fapiao=FapiaoLine(deduction="8000.00"),
    )
    done = form(sold, fapiao=Fapiao(margin="02"))
    assert rows(done) == [("00", "9886.79", "113.21", "1")]
    assert done.lines[0].price == Price(net="9886.79")


@pytest.mark.parametrize("rate", [None, "6"])
def test_without_a_rate_or_a_price_nothing_is_known_of_a_margin(rate: str | None) -> None:
    price = Price(with_vat="100") if rate is None else Price()
    sold = InvoiceLine(
        quantity=1,
        price=price,
        vat_category="S",
        vat_rate=rate,
        fapiao=FapiaoLine(deduction="80"),
    )
    draft = Invoice(currency="CNY", lines=[sold], fapiao=Fapiao(margin="02"))
    done = calculate(draft, PER_LINE)
    assert done.lines[0].net_amount is None
    assert done.totals is None or done.totals.with_vat is None


MARGINS = st.tuples(
    st.integers(1, 10**9), st.fractions(0, 1), st.booleans(), st.sampled_from(sorted(RATE_SPANS))
)


@given(MARGINS, st.integers(1, 9), st.booleans(), st.booleans())
def test_net_and_tax_are_the_price_whatever_is_deducted(
    given_margin: tuple[int, Fraction, bool, Decimal], quantity: int, per_line: bool, credit: bool
) -> None:
    cents, share, with_vat, rate = given_margin
    price = Decimal(cents).scaleb(-2)
    amount = price * quantity
    deduction = round_to(amount * share.numerator / share.denominator, CENT)
    sold = line(
        Price(with_vat=price) if with_vat else Price(net=price),
        rate=str(rate),
        quantity=str(quantity),
        fapiao=FapiaoLine(deduction=deduction),
    )
    draft = Invoice(
        currency="CNY",
        type_code="381" if credit else "380",
        lines=[sold],
        fapiao=Fapiao(margin="02"),
    )
    policy = PER_LINE if per_line else None
    done = calculate(draft, policy)
    totals, form_totals = done.totals, fapiao_form(done).totals
    assert totals is not None
    assert totals.without_vat is not None
    assert totals.vat is not None
    assert add((totals.without_vat, totals.vat)) == totals.with_vat
    assert totals.vat <= round_to(amount * rate / 100, CENT)
    if with_vat:
        assert totals.with_vat == amount
        assert totals.vat == margin(amount, deduction, rate).tax
    else:
        assert totals.without_vat == amount
    assert form_totals is not None
    assert (form_totals.without_vat, form_totals.vat) == (totals.without_vat, totals.vat)
    assert calculate(done, policy) == done


def test_lines_beside_a_margin_are_taxed_as_ever() -> None:
    margined = line(Price(with_vat="10000"), rate="6", fapiao=FapiaoLine(deduction="8000"))
    other = line(Price(with_vat="106.00"), rate="6")
    draft = Invoice(currency="CNY", lines=[margined, other], fapiao=Fapiao(margin="02"))
    done = calculate(draft)
    assert [each.net_amount for each in done.lines] == [Decimal("9886.79"), Decimal("100.00")]
    [group] = done.vat_breakdown
    assert (group.taxable_amount, group.tax_amount) == (Decimal("9986.79"), Decimal("119.21"))


PRICES = st.integers(1, 10**7).map(lambda cents: Decimal(cents).scaleb(-2))
LINES = st.lists(
    st.tuples(
        PRICES, st.booleans(), st.integers(1, 20), st.sampled_from(["13", "6"]), st.integers(0, 99)
    ),
    min_size=1,
    max_size=6,
)


@given(LINES, st.integers(0, 50))
def test_no_total_changes(
    lines: list[tuple[Decimal, bool, int, str, int]], order_percent: int
) -> None:
    draft = Invoice(
        currency="CNY",
        lines=[
            line(
                Price(with_vat=price) if gross else Price(net=price),
                rate=rate,
                quantity=str(quantity),
                allowances=[LineAllowance(percent=percent)] if percent else [],
            )
            for price, gross, quantity, rate, percent in lines
        ],
        allowances=[Allowance(percent=order_percent)] if order_percent else [],
    )
    before = calculate(draft, PER_LINE)
    after = fapiao_form(before)
    assert before.totals is not None
    assert after.totals is not None
    for name in ("without_vat", "vat", "with_vat", "amount_due"):
        assert getattr(after.totals, name) == getattr(before.totals, name), name
    for row in after.lines:
        assert row.fapiao is not None
        net, tax = row.net_amount or ZERO, row.fapiao.tax_amount or ZERO
        assert row.fapiao.amount_with_tax == add((net, tax))
        if row.price is not None and row.price.net is not None:
            assert abs(round_to(row.price.net * (row.quantity or ZERO), CENT) - net) <= CENT
    natures = [row.fapiao.nature for row in after.lines if row.fapiao]
    assert all(natures[at - 1] == "02" for at, nature in enumerate(natures) if nature == "01")


@pytest.mark.parametrize("rate", sorted(RATE_SPANS), ids=str)
@given(cents=st.integers(1, 10**9), quantity=st.integers(1, 99), gross=st.booleans())
@settings(max_examples=10)
def test_net_and_tax_are_the_gross_for_every_rate_and_price_mode(
    rate: Decimal, cents: int, quantity: int, gross: bool
) -> None:
    price = Decimal(cents).scaleb(-2)
    given_price = Price(with_vat=price) if gross else Price(net=price)
    [row] = form(line(given_price, rate=str(rate), quantity=str(quantity))).lines
    assert row.fapiao is not None
    net, tax = row.net_amount or ZERO, row.fapiao.tax_amount or ZERO
    assert add((net, tax)) == row.fapiao.amount_with_tax
    assert (row.fapiao.amount_with_tax if gross else net) == price * quantity
    assert abs(tax - net * rate / 100) <= CENT
