"""An invoice in the form of a 发票: each line with its tax, discounts below, no total changed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.calculate import calculate
from invoicekit.calculate.fapiao import fapiao_form
from invoicekit.jurisdiction.rounding import PER_LINE
from invoicekit.model import (
    Allowance,
    Charge,
    FapiaoLine,
    Invoice,
    InvoiceLine,
    Item,
    LineAllowance,
    LineCharge,
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
