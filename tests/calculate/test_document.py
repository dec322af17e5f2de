"""Every worked document to the cent, and the identities that always hold."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.calculate import calculate
from invoicekit.jurisdiction import RoundingPolicy
from invoicekit.model import (
    Allowance,
    Charge,
    Invoice,
    InvoiceLine,
    LineAllowance,
    LineCharge,
    OtherTax,
    Price,
    ThirdPartyPayment,
    Totals,
)
from invoicekit.money import Rounding

FILE = Path(__file__).parent / "data" / "calculation.json"
VECTORS = [
    vector
    for vector in json.loads(FILE.read_text("utf-8"))["vectors"]
    if vector["kind"] == "document"
]
ROUNDINGS = {
    "half_up": Rounding.HALF_UP,
    "half_away": Rounding.HALF_UP,
    "half_even": Rounding.HALF_EVEN,
    "down": Rounding.DOWN,
    "up": Rounding.UP,
}


def policy_of(given_policy: dict[str, str]) -> RoundingPolicy:
    step = given_policy.get("cash_rounding")
    return RoundingPolicy(
        rounding=ROUNDINGS[given_policy.get("rounding", "half_up")],
        tax="per_line" if given_policy.get("tax_rounding") == "per_line" else "per_group",
        cash_step=Decimal(step) if step else None,
    )


def invoice_of(given_input: dict[str, Any]) -> Invoice:
    gross = given_input.get("policy", {}).get("prices") == "gross"
    return Invoice(
        currency=given_input["currency"],
        lines=[_line(line, gross=gross) for line in given_input["lines"]],
        allowances=[
            Allowance(**_amount(each, gross=gross), **_taxes(each))
            for each in given_input.get("allowances", ())
        ],
        charges=[
            Charge(**_amount(each, gross=gross), **_taxes(each))
            for each in given_input.get("charges", ())
        ],
        totals=Totals(prepaid=given_input["prepaid"]) if "prepaid" in given_input else None,
    )


def _line(line: dict[str, Any], *, gross: bool) -> InvoiceLine:
    key = "with_vat" if gross else "net"
    price = {key: line["unit_price"], "base_quantity": line.get("base_quantity")}
    parts: dict[str, Any] = {"allowances": LineAllowance, "charges": LineCharge}
    made: dict[str, Any] = {
        name: [kind(**_amount(each, gross=gross)) for each in line.get(name, ())]
        for name, kind in parts.items()
    }
    return InvoiceLine(quantity=line["quantity"], price=Price(**price), **made, **_taxes(line))


def _amount(part: dict[str, Any], *, gross: bool) -> dict[str, Any]:
    if "percent" in part:
        return {"percent": part["percent"], "base_amount": part.get("base")}
    return {"with_vat" if gross else "amount": part["amount"]}


def _taxes(part: dict[str, Any]) -> dict[str, Any]:
    taxes = part.get("taxes", ())
    vat = next((tax for tax in taxes if tax["scheme"] == "VAT"), None)
    found: dict[str, Any] = {
        "other_taxes": [OtherTax(**tax) for tax in taxes if tax["scheme"] != "VAT"]
    }
    if vat:
        found |= {"vat_category": vat["category"], "vat_rate": vat["rate"]}
    return found


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_vectors(vector: dict[str, Any]) -> None:
    policy = policy_of(vector["input"].get("policy", {}))
    done = calculate(invoice_of(vector["input"]), policy)
    expected = vector["expected"]
    totals = done.totals
    assert totals is not None
    assert [line.net_amount for line in done.lines] == [Decimal(a) for a in expected["line_net"]]
    found = {
        "sum_of_line_net": totals.line_total,
        "allowance_total": totals.allowance_total,
        "charge_total": totals.charge_total,
        "total_without_tax": totals.without_vat,
        "tax_total": (totals.vat or 0) + (totals.other_taxes or 0),
        "total_with_tax": totals.with_vat,
        "withheld_total": totals.withheld,
        "prepaid": totals.prepaid,
        "rounding": totals.rounding,
        "payable": totals.amount_due,
    }
    for name, amount in found.items():
        assert (amount or Decimal(0)) == Decimal(expected[name]), name
    rows = sorted(
        [("VAT", g.category, g.rate, g.taxable_amount, g.tax_amount) for g in done.vat_breakdown]
        + [
            (g.scheme, g.category, g.rate, g.taxable_amount, g.tax_amount)
            for g in done.other_tax_breakdown
        ],
        key=str,
    )
    wanted = sorted(
        [
            (
                row["scheme"],
                row["category"],
                Decimal(row["rate"]),
                Decimal(row["taxable"]),
                Decimal(row["tax"]),
            )
            for row in expected["tax_breakdown"]
        ],
        key=str,
    )
    assert rows == wanted
    assert calculate(done, policy) == done


AMOUNT = st.decimals("-999.99", "999.99", places=2)
LINE = st.builds(
    lambda quantity, price, rate, gross: InvoiceLine(
        quantity=quantity,
        price=Price(with_vat=price) if gross else Price(net=price),
        vat_category="S",
        vat_rate=rate,
    ),
    st.integers(1, 50),
    AMOUNT,
    st.sampled_from(["19", "7", "5.5", "21"]),
    st.just(value=False),
)


@given(st.lists(LINE, min_size=1, max_size=8), st.randoms())
def test_identities_hold_in_any_order(lines: list[InvoiceLine], random: Any) -> None:
    done = calculate(Invoice(currency="EUR", lines=lines))
    totals = done.totals
    assert totals is not None
    assert totals.line_total == sum(line.net_amount or 0 for line in done.lines)
    assert totals.with_vat == (totals.without_vat or 0) + (totals.vat or 0)
    assert totals.vat == sum(group.tax_amount or 0 for group in done.vat_breakdown)
    random.shuffle(lines)
    assert calculate(Invoice(currency="EUR", lines=lines)).totals == totals


@given(st.lists(st.tuples(st.integers(1, 20), AMOUNT), min_size=1, max_size=8))
def test_gross_prices_keep_the_gross_total(lines: list[tuple[int, Decimal]]) -> None:
    invoice = Invoice(
        currency="EUR",
        lines=[
            InvoiceLine(
                quantity=quantity, price=Price(with_vat=price), vat_category="S", vat_rate="19"
            )
            for quantity, price in lines
        ],
    )
    done = calculate(invoice)
    assert done.totals is not None
    assert done.totals.with_vat == sum(quantity * price for quantity, price in lines)


def test_what_is_missing_stays_missing() -> None:
    done = calculate(Invoice(currency="EUR", lines=[InvoiceLine(quantity="1")]))
    assert done.lines[0].net_amount is None


def test_what_third_parties_are_owed_is_due_too() -> None:
    done = calculate(
        Invoice(
            currency="EUR",
            lines=[
                InvoiceLine(quantity="1", price=Price(net="100"), vat_category="S", vat_rate="19")
            ],
            third_party_payments=[ThirdPartyPayment(amount="5.00"), ThirdPartyPayment()],
            totals=Totals(prepaid="4.00"),
        )
    )
    assert done.totals is not None
    assert done.totals.with_vat == Decimal("119.00")
    assert done.totals.amount_due == Decimal("120.00")
