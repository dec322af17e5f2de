"""Hypothesis strategies for invoices: any mix of prices, allowances, charges and taxes."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

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
    Totals,
)
from invoicekit.money import Rounding

P = TypeVar("P", LineAllowance, LineCharge, Allowance, Charge)
D = TypeVar("D", Allowance, Charge)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CNY"])
PRICES = st.integers(-99_999, 999_999).map(lambda n: Decimal(n).scaleb(-3))
AMOUNTS = st.integers(0, 99_999).map(lambda n: Decimal(n).scaleb(-2))
PERCENTS = st.sampled_from(["0", "3", "5", "12.5", "33.3", "100"]).map(Decimal)
QUANTITIES = st.integers(1, 9_999).map(lambda n: Decimal(n).scaleb(-1))
TAXES: st.SearchStrategy[tuple[str | None, str | None, str | None]] = st.sampled_from(
    [
        ("S", "19", None),
        ("S", "7", None),
        ("S", "5.5", None),
        ("E", "0", "VATEX-EU-132"),
        ("E", "0", None),
        ("AE", "0", "VATEX-EU-AE"),
        ("O", None, None),
        (None, None, None),
    ]
)
OTHER_TAXES: st.SearchStrategy[tuple[OtherTax, ...]] = st.sampled_from(
    [
        (),
        (),
        (OtherTax(scheme="GST", rate="5"), OtherTax(scheme="QST", rate="9.975")),
        (
            OtherTax(scheme="A", rate="10", compound_base=True),
            OtherTax(scheme="B", rate="5", compound=True),
        ),
        (OtherTax(scheme="IRPF", category="W", rate="15", withholding=True),),
    ]
)
POLICIES = st.builds(
    RoundingPolicy,
    rounding=st.sampled_from(list(Rounding)),
    tax=st.sampled_from(["per_group", "per_line"]),
    cash_step=st.sampled_from([None, Decimal("0.05"), Decimal(1)]),
)


@st.composite
def lines(draw: st.DrawFn, *, priced: str = "both") -> InvoiceLine:
    """A complete line priced without VAT (`net`), with it (`gross`), or either."""
    gross = draw(st.booleans()) if priced == "both" else priced == "gross"
    category, rate, code = draw(TAXES)
    return InvoiceLine(
        quantity=draw(QUANTITIES),
        price=draw(_prices(gross=gross)),
        allowances=draw(st.lists(_parts(LineAllowance, priced), max_size=2)),
        charges=draw(st.lists(_parts(LineCharge, priced), max_size=1)),
        vat_category=category,
        vat_rate=rate,
        vat_exemption_code=code,
        other_taxes=draw(OTHER_TAXES),
    )


@st.composite
def _prices(draw: st.DrawFn, *, gross: bool) -> Price:
    price = draw(PRICES)
    base_quantity = draw(st.sampled_from([None, "1", "100"]))
    if gross:
        return Price(with_vat=price, base_quantity=base_quantity)
    if draw(st.booleans()):
        discount = draw(st.sampled_from([None, "0.5"]))
        return Price(gross=price, discount=discount, base_quantity=base_quantity)
    return Price(net=price, base_quantity=base_quantity)


def _parts(kind: type[P], priced: str) -> st.SearchStrategy[P]:
    """A percentage, or an amount; with VAT only where prices may be."""
    choices = [st.builds(kind, percent=PERCENTS)]
    if priced != "gross":
        choices += [st.builds(kind, amount=AMOUNTS)]
        choices += [st.builds(kind, percent=PERCENTS, base_amount=AMOUNTS)]
    if priced != "net":
        choices += [st.builds(kind, with_vat=AMOUNTS)]
    return st.one_of(choices)


@st.composite
def _of_document(draw: st.DrawFn, kind: type[D], priced: str) -> D:
    part: D = draw(_parts(kind, priced))
    if kind is Allowance and draw(st.booleans()):
        return part
    category, rate, _ = draw(TAXES.filter(lambda tax: tax[0] is not None))
    return part.replace(vat_category=category, vat_rate=rate, other_taxes=draw(OTHER_TAXES))


@st.composite
def invoices(draw: st.DrawFn, *, priced: str = "both") -> Invoice:
    """A complete invoice, not calculated; `priced` as for `lines`."""
    prepaid = draw(st.none() | AMOUNTS)
    return Invoice(
        currency=draw(CURRENCIES),
        type_code=draw(st.sampled_from(["380", "381"])),
        lines=draw(st.lists(lines(priced=priced), max_size=5)),
        allowances=draw(st.lists(_of_document(Allowance, priced), max_size=2)),
        charges=draw(st.lists(_of_document(Charge, priced), max_size=2)),
        vat_currency=draw(st.sampled_from([None, "GBP"])),
        vat_exchange_rate=draw(st.sampled_from([None, "0.875"])),
        totals=None if prepaid is None else Totals(prepaid=prepaid),
    )
