"""What `calculate` makes of an invoice, the arithmetic rules accept: two roads to one amount."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from invoicekit.calculate import calculate
from invoicekit.jurisdiction.rounding import PER_GROUP, PER_LINE, RoundingPolicy
from invoicekit.model import (
    Allowance,
    Charge,
    Invoice,
    InvoiceLine,
    Item,
    LineAllowance,
    OtherTax,
    Price,
    Totals,
)
from invoicekit.rules import RULE_SETS, check

PRICES = st.decimals("0.01", "999.99", places=2)
RATES = st.sampled_from(["19", "7", "5.5", "9.975"])
PERCENTS = st.sampled_from(["3", "10", "33.3"])
OTHER = OtherTax(scheme="IRPF", rate="15", withholding=True)


@st.composite
def lines(draw: st.DrawFn, *, gross: bool) -> InvoiceLine:
    amount = draw(PRICES)
    rated = draw(st.booleans())
    discount = (LineAllowance(percent=draw(PERCENTS), reason="x"),) if draw(st.booleans()) else ()
    return InvoiceLine(
        quantity=draw(st.decimals("0.1", "20", places=1)),
        unit="C62",
        price=Price(with_vat=amount) if gross else Price(net=amount),
        allowances=discount,
        vat_category="S" if rated else "E",
        vat_rate=draw(RATES) if rated else "0",
        other_taxes=(OTHER,) if draw(st.booleans()) and not gross else (),
        item=Item(name="Thing"),
    )


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    gross = draw(st.booleans())
    made = draw(st.lists(lines(gross=gross), min_size=1, max_size=6))
    charge = Charge(amount="4.90", reason="shipping", vat_category="S", vat_rate="19")
    return Invoice(
        currency=draw(st.sampled_from(["EUR", "JPY", "KWD"])),
        lines=[line.replace(id=str(i)) for i, line in enumerate(made)],
        allowances=[Allowance(percent=draw(PERCENTS), reason="x")] if draw(st.booleans()) else [],
        charges=[charge] if not gross and draw(st.booleans()) else [],
        totals=Totals(prepaid=Decimal(1)),
    )


@given(invoices(), st.sampled_from([PER_GROUP, PER_LINE]))
def test_a_calculated_invoice_adds_up(invoice: Invoice, policy: RoundingPolicy) -> None:
    arithmetic = ("BR-CO-1", "BR-S-", "BR-E-", "IK-TAX", "IK-DEC", "IK-LINE", "IK-AC", "IK-VAT")
    report = check(calculate(invoice, policy), RULE_SETS["core"])

    assert [str(f) for f in report.findings if f.rule.startswith(arithmetic)] == []
