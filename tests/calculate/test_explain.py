"""Each explained result is the calculated amount, and its formula gives it."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from tests.strategies import POLICIES, invoices

from invoicekit.calculate import Row, Trace, calculate, explain
from invoicekit.calculate.explain_terms import input_of
from invoicekit.calculate.trace_words import ROUNDINGS, RULES
from invoicekit.jurisdiction import RoundingPolicy
from invoicekit.jurisdiction.rounding import PER_LINE
from invoicekit.model import (
    Allowance,
    Charge,
    Fapiao,
    FapiaoLine,
    Invoice,
    InvoiceLine,
    LineAllowance,
    LineCharge,
    Price,
    Totals,
)
from invoicekit.testing._vector_documents import invoice_of, policy_of

VECTORS = [
    vector
    for vector in json.loads(
        (Path(__file__).parent / "data" / "calculation.json").read_text("utf-8")
    )["vectors"]
    if vector["kind"] == "document"
]


def value_of(row: Row) -> Fraction:
    """What the formula gives, computed with fractions and Python's own operators."""
    values = [f"Fraction('{each.value:f}')" for each in row.inputs]
    formula = re.sub(r"(?<!\{)\b100\b(?!\})", "Fraction(100)", row.template.replace("×", "*"))
    return Fraction(eval(formula.format(*values), {"Fraction": Fraction}))


def amounts_of(invoice: Invoice) -> set[str]:
    """The paths of every amount that calculation gives."""
    found = {f"lines[{i}].net_amount" for i in range(len(invoice.lines))}
    for name in ("allowances", "charges"):
        found |= {f"{name}[{i}].amount" for i in range(len(getattr(invoice, name)))}
        for i, line in enumerate(invoice.lines):
            found |= {f"lines[{i}].{name}[{j}].amount" for j in range(len(getattr(line, name)))}
    for name in ("vat_breakdown", "other_tax_breakdown"):
        for i in range(len(getattr(invoice, name))):
            found |= {f"{name}[{i}].taxable_amount", f"{name}[{i}].tax_amount"}
    found |= {f"totals.{name}" for name in Totals.model_fields} - {"totals.prepaid"}
    return {path for path in found if input_of(invoice, path) is not None}


def check(invoice: Invoice, policy: RoundingPolicy | None) -> Trace:
    done = calculate(invoice, policy)
    trace = explain(invoice, policy)
    most = max(1, len(done.lines) + len(done.allowances) + len(done.charges))
    for row in trace.rows:
        amount = input_of(done, row.path)
        if amount is not None:
            assert row.result == amount, row
        elif not row.path.endswith((".price_amount", ".with_vat")):
            pytest.fail(f"{row.path} is no amount of the invoice")
        exact = value_of(row)
        if row.rounding is None and row.rule != "unit_price":
            assert exact == Fraction(row.result), row
        elif row.rounding is not None and row.rule != "cash":
            assert abs(exact - Fraction(row.rounding.before)) < Fraction(1, 10**20), row
            assert abs(exact - Fraction(row.result)) <= most, row  # a unit each, at most
    explained = {row.path for row in trace.rows}
    assert amounts_of(done) - {"totals.rounding"} <= explained
    return trace


@given(invoices(), POLICIES)
def test_every_amount_is_explained_by_a_formula_that_gives_it(
    invoice: Invoice, policy: RoundingPolicy
) -> None:
    check(invoice, policy)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_worked_documents(vector: dict[str, dict[str, object]]) -> None:
    given_input = vector["input"]
    check(invoice_of(given_input), policy_of(given_input.get("policy", {})))  # type: ignore[arg-type]  # JSON


def test_a_row_says_formula_inputs_rounding_and_result() -> None:
    line = InvoiceLine(quantity="3", price=Price(net="696.225"), vat_category="S", vat_rate="25")
    rows = {row.path: row for row in explain(Invoice(currency="NOK", lines=[line])).rows}
    net = rows["lines[0].net_amount"]
    assert net.formula == "lines[0].quantity × lines[0].price.net"
    assert net.calculation == "3 × 696.225"
    assert net.words() == "quantity × price"
    assert net.words("zh-CN") == "数量 × 单价"
    assert net.rounding is not None
    step = net.rounding
    assert (str(step.before), str(step.after), step.how, step.digits) == (
        "2088.675",
        "2088.68",
        "half_up",
        2,
    )
    tax = rows["vat_breakdown[0].tax_amount"]
    assert tax.formula == "vat_breakdown[0].taxable_amount × vat_breakdown[0].rate / 100"
    assert str(tax.result) == "522.17"


MIXED = Invoice(
    currency="EUR",
    lines=[
        InvoiceLine(
            quantity="3",
            price=Price(with_vat="4.50"),
            allowances=[LineAllowance(percent="10")],
            vat_category="S",
            vat_rate="19",
        ),
        InvoiceLine(quantity="2", price=Price(net="12.90"), vat_category="S", vat_rate="7"),
    ],
    allowances=[Allowance(amount="5")],
    charges=[Charge(with_vat="5.95", vat_category="S", vat_rate="19")],
)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ["Line 1 net amount", "13.50 × 10 / 100", "half up, 2 decimals"],
        ),
        ("zh", ["行 1 不含税金额", "整单折扣按税组分摊", "四舍五入，2位小数", "应付"]),
        ("fr", ["Line 1 net amount"]),
    ],
)
def test_text_is_a_table(language: str, said: list[str]) -> None:
    text = explain(MIXED).text(language)
    assert all(words in text for words in said)
    assert len(text.splitlines()) == len(explain(MIXED).rows) + 2


def test_a_sum_of_many_lines_is_shown_by_its_ends() -> None:
    line = InvoiceLine(quantity="1", price=Price(net="1.25"), vat_category="Z", vat_rate="0")
    text = explain(Invoice(currency="EUR", lines=[line] * 100)).text()
    assert "1.25 + 1.25 + " in text
    assert " … " in text
    assert max(map(len, text.splitlines())) < 200


def test_what_is_split_by_tax_is_told_from_what_was_given() -> None:
    rows = [row for row in explain(MIXED).rows if row.rule == "split"]
    assert [row.path for row in rows] == ["allowances[0].amount", "allowances[1].amount"]
    assert {str(row.inputs[0].value) for row in rows} == {"5.00"}
    assert sum(row.result for row in rows) == 5


@pytest.mark.parametrize("currency", [None, "XXQ"])
def test_without_a_known_currency_nothing_is_explained(currency: str | None) -> None:
    assert explain(Invoice(currency=currency, lines=MIXED.lines)).rows == ()


def test_what_is_unknown_has_no_row() -> None:
    lines = [InvoiceLine(quantity="1"), *MIXED.lines]
    paths = {row.path for row in explain(Invoice(currency="EUR", lines=lines)).rows}
    assert "totals.line_total" not in paths
    assert not any(path.startswith("lines[0]") for path in paths)
    assert "lines[1].net_amount" in paths


def test_every_rule_and_rounding_is_said_in_both_languages() -> None:
    assert all(english and chinese for english, chinese in [*RULES.values(), *ROUNDINGS.values()])
    assert all(chinese != english for english, chinese in RULES.values())


def plain_line(**changes: object) -> InvoiceLine:
    line = InvoiceLine(quantity="1", price=Price(net="10"), vat_category="S", vat_rate="19")
    return line.replace(**changes)


WITH_VAT = Price(with_vat="100")


@pytest.mark.parametrize(
    ("invoice", "rules"),
    [
        (
            Invoice(currency="EUR", lines=[plain_line(price=None, net_amount="9.999")]),
            {"lines[0].net_amount": "stated"},
        ),
        (
            Invoice(
                currency="EUR", lines=[plain_line(price=Price(gross="12.00", discount="2.50"))]
            ),
            {"lines[0].price.net": "net_price", "lines[0].net_amount": "price"},
        ),
        (
            Invoice(
                currency="EUR",
                lines=[plain_line(charges=[LineCharge(percent="10", base_amount="80")])],
            ),
            {"lines[0].charges[0].amount": "percent_of_base", "lines[0].net_amount": "line"},
        ),
        (
            Invoice(
                currency="EUR",
                lines=[plain_line(price=WITH_VAT), plain_line(price=WITH_VAT, vat_rate="7")],
                allowances=[Allowance(with_vat="10.01")],
            ),
            {
                "allowances[0].with_vat": "split",
                "allowances[0].amount": "net_of_part",
                "vat_breakdown[0].tax_amount": "tax_within",
            },
        ),
        (
            Invoice(
                currency="EUR",
                lines=[plain_line(price=WITH_VAT, allowances=[LineAllowance(with_vat="1")])],
                charges=[Charge(amount="5", vat_category="S", vat_rate="19")],
            ),
            {
                "lines[0].with_vat": "line_with_vat",
                "lines[0].price.net": "unit_price",
                "vat_breakdown[0].tax_amount": "tax_each",
            },
        ),
        (
            Invoice(
                currency="EUR", vat_currency="GBP", vat_exchange_rate="0.875", lines=[plain_line()]
            ),
            {"totals.vat_in_vat_currency": "vat_in_vat_currency", "totals.vat": "vat"},
        ),
        (
            Invoice(
                currency="EUR", vat_currency="EUR", vat_exchange_rate="0.875", lines=[plain_line()]
            ),
            {"totals.vat": "vat"},
        ),
    ],
)
def test_the_rule_of_each_amount(invoice: Invoice, rules: dict[str, str]) -> None:
    found = {row.path: row.rule for row in check(invoice, None).rows}
    assert rules.items() <= found.items()


def margined(price: Price, deduction: str, **changes: object) -> InvoiceLine:
    return plain_line(price=price, vat_rate="6", fapiao=FapiaoLine(deduction=deduction), **changes)


@pytest.mark.parametrize("policy", [None, PER_LINE])
@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ([margined(Price(with_vat="10000"), "8000")], "net_of_margin"),
        ([margined(Price(net="10000"), "8000")], "price"),
        (
            [margined(Price(with_vat="1"), "0.5", charges=[LineCharge(amount="1.11")])],
            "net_of_margin",
        ),
        (
            [margined(Price(with_vat="99"), "7", allowances=[LineAllowance(amount="1.11")])],
            "net_of_margin",
        ),
        (
            [
                margined(Price(with_vat="100.01"), "33.33"),
                margined(Price(net="100.01"), "33.33"),
                plain_line(vat_rate="6"),
                plain_line(vat_rate="6", price=Price(with_vat="7.77")),
            ],
            "net_of_margin",
        ),
    ],
)
def test_a_margin_is_explained(
    lines: list[InvoiceLine], rule: str, policy: RoundingPolicy | None
) -> None:
    invoice = Invoice(currency="CNY", lines=lines, fapiao=Fapiao(margin="02"))
    rules = {row.path: row.rule for row in check(invoice, policy).rows}
    assert rules["lines[0].net_amount"] == rule
    assert rules["vat_breakdown[0].tax_amount"] == "tax_on_margin"


@pytest.mark.parametrize(
    "line",
    [
        plain_line(allowances=[LineAllowance(reason="?")]),
        plain_line(price=WITH_VAT, vat_rate=None),
        plain_line(price=WITH_VAT, vat_rate=None, allowances=[LineAllowance(percent="10")]),
    ],
)
def test_what_is_known_of_an_incomplete_line_is_explained(line: InvoiceLine) -> None:
    discount = Allowance(percent="10", vat_category="S", vat_rate="19")
    invoice = Invoice(currency="EUR", lines=[line, plain_line()], allowances=[discount])
    paths = {row.path for row in explain(invoice).rows}
    assert "lines[0].net_amount" not in paths
    assert "lines[1].net_amount" in paths
    assert "allowances[0].amount" not in paths
