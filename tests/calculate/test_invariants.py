"""What holds of every calculated invoice, whatever it is made of."""

from __future__ import annotations

import decimal
import random
from decimal import Decimal
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import POLICIES, invoices

from invoicekit.calculate import calculate
from invoicekit.errors import InputError
from invoicekit.jurisdiction import RoundingPolicy
from invoicekit.model import (
    Allowance,
    Charge,
    Invoice,
    InvoiceLine,
    LineAllowance,
    OtherTax,
    Price,
    Totals,
    VatBreakdown,
)
from invoicekit.model.value import Value

ZERO = Decimal(0)
V = TypeVar("V", bound=Value)


def totals_of(invoice: Invoice) -> Totals:
    assert invoice.totals is not None
    return invoice.totals


def sum_of(amounts: list[Decimal | None]) -> Decimal:
    return sum((amount or ZERO for amount in amounts), ZERO)


@given(invoices(), POLICIES)
def test_totals_add_up(invoice: Invoice, policy: RoundingPolicy) -> None:
    done = calculate(invoice, policy)
    totals = totals_of(done)
    groups = done.vat_breakdown
    other = done.other_tax_breakdown
    assert totals.line_total == sum_of([line.net_amount for line in done.lines])
    assert (totals.allowance_total or ZERO) == sum_of([each.amount for each in done.allowances])
    assert (totals.charge_total or ZERO) == sum_of([each.amount for each in done.charges])
    assert totals.without_vat == totals.line_total - (totals.allowance_total or ZERO) + (
        totals.charge_total or ZERO
    )
    assert totals.vat == sum_of([group.tax_amount for group in groups])
    on_top = sum_of([row.tax_amount for row in other if not row.withholding])
    assert totals.with_vat == totals.without_vat + totals.vat + on_top
    withheld = sum_of([row.tax_amount for row in other if row.withholding])
    due = totals.with_vat - withheld - (totals.prepaid or ZERO) + (totals.rounding or ZERO)
    assert totals.amount_due == due
    if policy.cash_step is not None:
        assert due % policy.cash_step == 0


@given(invoices(), POLICIES)
def test_lines_of_a_category_add_up_to_their_group(
    invoice: Invoice, policy: RoundingPolicy
) -> None:
    done = calculate(invoice, policy)
    for category in {group.category for group in done.vat_breakdown}:
        of_lines = sum_of([x.net_amount for x in done.lines if x.vat_category == category])
        off = sum_of([x.amount for x in done.allowances if x.vat_category == category])
        on = sum_of([x.amount for x in done.charges if x.vat_category == category])
        of_groups = [g.taxable_amount for g in done.vat_breakdown if g.category == category]
        assert sum_of(of_groups) == of_lines - off + on


@given(invoices(), POLICIES)
def test_calculating_twice_changes_nothing(invoice: Invoice, policy: RoundingPolicy) -> None:
    done = calculate(invoice, policy)
    assert calculate(done, policy) is done
    assert Invoice.model_validate_json(done.canonical()) == done


@given(invoices(), POLICIES, st.integers())
def test_the_order_of_lines_is_irrelevant(
    invoice: Invoice, policy: RoundingPolicy, seed: int
) -> None:
    shuffled = list(invoice.lines)
    random.Random(seed).shuffle(shuffled)
    done, other = calculate(invoice, policy), calculate(invoice.replace(lines=shuffled), policy)
    assert other.totals == done.totals
    assert other.vat_breakdown == done.vat_breakdown
    assert other.other_tax_breakdown == done.other_tax_breakdown


def test_which_line_takes_the_cent_does_not_depend_on_their_order() -> None:
    taxed = OtherTax(scheme="GST", rate="50")
    price = Price(with_vat="0.03")
    one = InvoiceLine(quantity=1, price=price, vat_category="S", vat_rate="19")
    other = one.replace(other_taxes=(taxed,))
    done = calculate(Invoice(currency="EUR", lines=[one, other]))
    turned = calculate(Invoice(currency="EUR", lines=[other, one]))
    assert turned.other_tax_breakdown == done.other_tax_breakdown
    assert {line.net_amount for line in done.lines} == {Decimal("0.02"), Decimal("0.03")}


@given(invoices(priced="gross"), st.sampled_from(["per_group", "per_line"]))
def test_what_is_priced_with_vat_keeps_its_gross(invoice: Invoice, tax: str) -> None:
    plain = invoice.replace(
        lines=[line.replace(other_taxes=()) for line in invoice.lines],
        allowances=[each.replace(other_taxes=()) for each in invoice.allowances],
        charges=[each.replace(other_taxes=()) for each in invoice.charges],
    )
    done = calculate(plain, RoundingPolicy(tax=tax))  # type: ignore[arg-type]  # a literal
    if any(line.vat_category is None for line in done.lines):
        return
    gross = ZERO
    for line in done.lines:
        assert line.price is not None
        gross += rounded_price(line, done.currency)
        gross -= sum_of([each.with_vat for each in line.allowances])
        gross += sum_of([each.with_vat for each in line.charges])
    gross -= sum_of([each.with_vat for each in done.allowances])
    gross += sum_of([each.with_vat for each in done.charges])
    assert totals_of(done).with_vat == gross


def rounded_price(line: InvoiceLine, currency: str | None) -> Decimal:
    digits = {"EUR": 2, "CNY": 2, "JPY": 0, "KWD": 3}[currency or ""]
    assert line.price is not None
    assert line.price.with_vat is not None
    assert line.quantity is not None
    exact = line.quantity * line.price.with_vat / (line.price.base_quantity or 1)
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=decimal.ROUND_HALF_UP)


@given(invoices(priced="gross"))
def test_unit_prices_give_the_lines_back(invoice: Invoice) -> None:
    for line in calculate(invoice).lines:
        price = line.price
        assert price is not None
        assert line.net_amount is not None
        assert line.quantity is not None
        assert price.net is not None
        shown = line.quantity * price.net / (price.base_quantity or 1)
        shown -= sum_of([each.amount for each in line.allowances])
        shown += sum_of([each.amount for each in line.charges])
        assert abs(shown - line.net_amount) < Decimal("0.0005")


@given(invoices(), st.sampled_from(["per_group", "per_line"]))
def test_a_credit_mirrors_its_invoice(invoice: Invoice, tax: str) -> None:
    """With every price and amount negated every result is negated."""
    policy = RoundingPolicy(tax=tax)  # type: ignore[arg-type]  # a literal
    done, mirrored = calculate(invoice, policy), calculate(negated(invoice), policy)
    for name, amount in totals_of(done):
        assert getattr(mirrored.totals, name) == (amount if amount is None else -amount), name
    for line, other in zip(done.lines, mirrored.lines, strict=True):
        assert line.net_amount is not None
        assert other.net_amount == -line.net_amount


def negated(invoice: Invoice) -> Invoice:
    lines = [
        line.replace(
            quantity=None if line.quantity is None else -line.quantity,
            allowances=[minus(each) for each in line.allowances],
            charges=[minus(each) for each in line.charges],
        )
        for line in invoice.lines
    ]
    return invoice.replace(
        lines=lines,
        allowances=[minus(each) for each in invoice.allowances],
        charges=[minus(each) for each in invoice.charges],
        totals=None if invoice.totals is None else minus(invoice.totals, "prepaid"),
    )


def minus(value: V, *names: str) -> V:
    fields = names or ("amount", "with_vat", "base_amount")
    given = {name: getattr(value, name) for name in fields}
    return value.replace(**{name: -amount for name, amount in given.items() if amount is not None})


def line_of(**changes: object) -> InvoiceLine:
    line = InvoiceLine(quantity="1", price=Price(net="10"), vat_category="S", vat_rate="19")
    return line.replace(**changes)


@pytest.mark.parametrize(
    "line",
    [
        line_of(price=None),
        line_of(quantity=None),
        line_of(price=Price()),
        line_of(price=Price(net="10", base_quantity="0")),
        line_of(allowances=[LineAllowance(reason="?")]),
        line_of(price=Price(with_vat="10"), vat_rate=None),
    ],
)
def test_what_cannot_be_computed_stays_none(line: InvoiceLine) -> None:
    done = calculate(Invoice(currency="EUR", lines=[line_of(), line]))
    totals = totals_of(done)
    assert [each.net_amount for each in done.lines] == [Decimal("10.00"), None]
    assert (totals.line_total, totals.without_vat, totals.with_vat) == (None, None, None)
    assert totals.amount_due is None
    assert calculate(done) is done


def test_a_rate_that_is_missing_leaves_the_base_and_no_tax() -> None:
    done = calculate(Invoice(currency="EUR", lines=[line_of(vat_rate=None)]))
    (group,) = done.vat_breakdown
    assert (group.taxable_amount, group.tax_amount) == (Decimal(10), None)
    assert totals_of(done).without_vat == 10
    assert totals_of(done).vat is None


def test_a_percentage_of_unknown_lines_is_unknown() -> None:
    discount = Allowance(percent="10", vat_category="S", vat_rate="19")
    unknown = line_of(price=None)
    done = calculate(Invoice(currency="EUR", lines=[unknown], allowances=[discount]))
    assert done.allowances == (discount,)
    assert totals_of(done).allowance_total is None


@pytest.mark.parametrize("currency", [None, "XXQ"])
def test_without_a_known_currency_the_invoice_comes_back(currency: str | None) -> None:
    invoice = Invoice(currency=currency, lines=[line_of()])
    assert calculate(invoice) is invoice


def test_more_digits_than_an_amount_has_are_refused() -> None:
    huge = "9" * 20
    line = line_of(quantity=huge, price=Price(net=huge))
    with pytest.raises(InputError, match="more than 28 digits"):
        calculate(Invoice(currency="EUR", number="R-1", lines=[line]))


def test_a_line_that_states_only_its_net_amount_keeps_it() -> None:
    line = InvoiceLine(net_amount="10", vat_category="S", vat_rate="19")
    done = calculate(Invoice(currency="EUR", lines=[line]))
    assert str(done.lines[0].net_amount) == "10.00"
    assert totals_of(done).with_vat == Decimal("11.90")


def test_without_category_a_line_is_outside_the_breakdown() -> None:
    lines = [line_of(), line_of(vat_category=None, price=Price(with_vat="5"))]
    done = calculate(Invoice(currency="EUR", lines=lines))
    assert [(g.category, g.taxable_amount) for g in done.vat_breakdown] == [("S", Decimal(10))]
    assert done.lines[1].net_amount == 5
    assert totals_of(done).with_vat == Decimal("16.90")


def test_prices_with_and_without_vat_mix_in_a_group_with_one_rounding_each() -> None:
    lines = [line_of(price=Price(with_vat="79.20")), line_of(price=Price(net="0.50"))]
    done = calculate(Invoice(currency="EUR", lines=lines))
    (group,) = done.vat_breakdown
    assert (group.taxable_amount, group.tax_amount) == (Decimal("67.05"), Decimal("12.75"))
    assert totals_of(done).with_vat == Decimal("79.80")


def test_an_allowance_with_vat_on_a_line_without_is_taken_out_of_its_gross() -> None:
    line = line_of(price=Price(net="100"), allowances=[LineAllowance(with_vat="11.90")])
    done = calculate(Invoice(currency="EUR", lines=[line]))
    assert done.lines[0].allowances[0].amount == 10
    assert done.lines[0].net_amount == 90
    assert totals_of(done).with_vat == Decimal("107.10")


def test_a_net_price_is_the_gross_price_less_its_discount() -> None:
    price = Price(gross="12.00", discount="2.50")
    done = calculate(Invoice(currency="EUR", lines=[line_of(price=price)]))
    assert done.lines[0].price == Price(net="9.50", gross="12.00", discount="2.50")


TWO_RATES = (line_of(price=Price(net="100")), line_of(price=Price(net="50"), vat_rate="7"))


@pytest.mark.parametrize(
    ("allowance", "amounts", "percents"),
    [
        (Allowance(amount="10"), ["6.67", "3.33"], [None, None]),
        (Allowance(percent="10"), ["10.00", "5.00"], ["10", "10"]),
        (Allowance(percent="33.333"), ["33.33", "16.67"], ["33.333", "33.333"]),
        (Allowance(percent="0.011"), ["0.01", "0.01"], ["0.011", "0.011"]),
        (Allowance(percent="50", base_amount="20"), ["6.67", "3.33"], [None, None]),
    ],
)
def test_an_allowance_without_category_is_split_by_rate(
    allowance: Allowance, amounts: list[str], percents: list[str | None]
) -> None:
    done = calculate(Invoice(currency="EUR", lines=TWO_RATES, allowances=[allowance]))
    assert [str(each.amount) for each in done.allowances] == amounts
    assert [each.percent and str(each.percent) for each in done.allowances] == percents
    assert [str(each.vat_rate) for each in done.allowances] == ["19", "7"]


@pytest.mark.parametrize("order", [1, -1])
def test_who_gets_the_cent_of_a_split_depends_on_no_order(order: int) -> None:
    lines = [line_of(), line_of(vat_rate="7")][::order]
    done = calculate(Invoice(currency="EUR", lines=lines, allowances=[Allowance(amount="0.01")]))
    (piece,) = done.allowances
    assert (piece.vat_rate, piece.amount) == (Decimal(19), Decimal("0.01"))


def test_an_allowance_with_vat_is_split_by_gross() -> None:
    lines = [
        line_of(price=Price(with_vat="100")),
        line_of(price=Price(with_vat="50"), vat_rate="7"),
    ]
    invoice = Invoice(currency="EUR", lines=lines, allowances=[Allowance(with_vat="10")])
    done = calculate(invoice)
    assert [str(each.with_vat) for each in done.allowances] == ["6.67", "3.33"]
    assert totals_of(done).with_vat == 140


def test_an_allowance_with_nothing_to_split_by_stays_as_it_is() -> None:
    for lines in ([], [line_of(price=Price(net="0"))], [line_of(vat_category=None)]):
        done = calculate(Invoice(currency="EUR", lines=lines, allowances=[Allowance(amount="5")]))
        assert done.allowances == (Allowance(amount="5.00"),)


def test_a_percentage_charge_is_of_all_lines_and_an_allowance_of_its_own() -> None:
    given: dict[str, str] = {"percent": "10", "vat_category": "S", "vat_rate": "7"}
    done = calculate(
        Invoice(
            currency="EUR",
            lines=TWO_RATES,
            allowances=[Allowance(**given)],  # type: ignore[arg-type]  # one table for both
            charges=[Charge(**given)],  # type: ignore[arg-type]  # one table for both
        )
    )
    assert done.allowances[0].amount == 5
    assert done.charges[0].amount == 15


def test_groups_are_told_apart_by_exemption_and_say_the_lines_reason() -> None:
    exempt = line_of(vat_category="E", vat_rate="0")
    lines = [
        exempt.replace(vat_exemption_code="VATEX-EU-132", vat_exemption_reason="Schools"),
        exempt.replace(vat_exemption_code="VATEX-EU-132", vat_exemption_reason="Medicine"),
        exempt.replace(vat_exemption_reason="Small business"),
    ]
    done = calculate(Invoice(currency="EUR", lines=lines))
    assert [(g.exemption_code, g.exemption_reason) for g in done.vat_breakdown] == [
        (None, "Small business"),
        ("VATEX-EU-132", "Medicine; Schools"),
    ]


def test_a_reason_that_only_the_breakdown_states_is_kept() -> None:
    stated = VatBreakdown(
        category="AE", rate="0", exemption_code="VATEX-EU-AE", exemption_reason="Reverse charge"
    )
    line = line_of(vat_category="AE", vat_rate="0")
    invoice = Invoice(currency="EUR", lines=[line, line_of()], vat_breakdown=[stated])
    done = calculate(invoice)
    row = done.vat_breakdown[1]
    assert (row.exemption_code, row.exemption_reason) == ("VATEX-EU-AE", "Reverse charge")
    assert row.taxable_amount == 10
    assert calculate(done) is done


@pytest.mark.parametrize(
    ("vat_currency", "rate", "expected"),
    [
        ("GBP", "0.875", Decimal("1.66")),
        ("JPY", "160", Decimal(304)),
        ("EUR", "0.875", None),
        ("GBP", None, None),
        ("XXQ", "2", None),
    ],
)
def test_the_vat_total_is_converted_once(
    vat_currency: str, rate: str | None, expected: Decimal | None
) -> None:
    invoice = Invoice(
        currency="EUR", vat_currency=vat_currency, vat_exchange_rate=rate, lines=[line_of()]
    )
    assert totals_of(calculate(invoice)).vat_in_vat_currency == expected


def test_a_rounding_that_was_given_stays_where_there_is_no_cash_step() -> None:
    given_rounding = Totals(rounding="0.1")
    done = calculate(Invoice(currency="EUR", lines=[line_of()], totals=given_rounding))
    assert totals_of(done).amount_due == Decimal("12.00")


def test_the_decimal_context_of_the_caller_changes_nothing() -> None:
    invoice = Invoice(
        currency="EUR",
        lines=[line_of(price=Price(with_vat="1234567.89")), *TWO_RATES],
        allowances=[Allowance(amount="10.01")],
    )
    expected = calculate(invoice)
    with decimal.localcontext(prec=3, rounding=decimal.ROUND_UP):
        assert calculate(invoice) == expected
