"""Rules of lines, items, prices, and of allowances and charges on every level."""

from __future__ import annotations

from typing import TypeAlias

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.model import (
    Allowance,
    Charge,
    InvoiceLine,
    LineAllowance,
    LineCharge,
    Price,
)
from invoicekit.money import ZERO, add, divide, multiply, percent, round_to
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import speaking_of

RULES = RuleSet("core.lines")
rule = RULES.rule


@rule("BR-21", path="id")
def line_has_id(line: InvoiceLine) -> bool:
    """A line (BG-25) has an id (BT-126)."""
    return bool(line.id)


@rule("BR-24", path="net_amount")
def line_has_net_amount(line: InvoiceLine, facts: Facts) -> bool:
    """A line (BG-25) has a net amount (BT-131)."""
    return line.net_amount is not None or facts.given(line, "BT-131")


@rule("BR-25", path="item.name")
def line_has_item_name(line: InvoiceLine) -> bool:
    """A line (BG-25) names its item (BT-153)."""
    return line.item is not None and bool(line.item.name)


@rule("BR-27", path="net")
def net_price_is_not_negative(price: Price) -> bool:
    """An item's net price (BT-146) is not negative."""
    return price.net is None or price.net >= ZERO


@rule("BR-28", path="gross")
def gross_price_is_not_negative(price: Price) -> bool:
    """An item's gross price (BT-148) is not negative."""
    return price.gross is None or price.gross >= ZERO


@rule("BR-CO-04", path="vat_category")
def line_has_vat_category(line: InvoiceLine) -> bool:
    """A line (BG-25) has a VAT category (BT-151), also where other taxes apply instead."""
    return bool(line.vat_category)


@rule("IK-PRICE-1", path="base_quantity")
def base_quantity_is_positive(price: Price) -> bool:
    """The quantity a price is for (BT-149) is greater than zero."""
    return price.base_quantity is None or price.base_quantity > ZERO


@rule("IK-PRICE-2", Severity.WARNING, path="net")
def net_price_follows_from_gross(price: Price, facts: Facts) -> bool | Mismatch:
    """The net price (BT-146) = gross price (BT-148) - price discount (BT-147)."""
    if price.net is None or price.gross is None or price.with_vat is not None:
        return True
    return facts.same(price.net, add((price.gross, -(price.discount or ZERO))))


@rule("IK-PRICE-3", Severity.WARNING, path="price.base_unit")
def price_is_for_the_unit_invoiced(line: InvoiceLine) -> bool:
    """The unit a price is for (BT-150) is the unit of the quantity (BT-130)."""
    price = line.price
    return (
        price is None
        or price.base_unit is None
        or line.unit is None
        or price.base_unit == line.unit
    )


@rule("IK-LINE-2", Severity.WARNING, path="net_amount")
def line_net_amount_follows(line: InvoiceLine, facts: Facts) -> bool | Mismatch:
    """A line's net amount (BT-131) = quantity (BT-129) × price (BT-146) - allowances + charges."""
    price = line.price
    if price is None or price.net is None or line.quantity is None or line.net_amount is None:
        return True
    base = price.base_quantity
    if price.with_vat is not None or (base is not None and base <= ZERO):
        return True
    amount = multiply(line.quantity, price.net)
    gross = round_to(amount if base is None else divide(amount, base), facts.unit)
    items: tuple[LineAllowance | LineCharge, ...] = (*line.allowances, *line.charges)
    if not items:
        return facts.same(line.net_amount, gross)
    if any([item.with_vat is not None for item in items]):  # noqa: C419 - few, and a list is faster
        return True
    less = [-(item.amount or ZERO) for item in line.allowances]
    more = [item.amount or ZERO for item in line.charges]
    return facts.same(line.net_amount, add((gross, *less, *more)))


_LEVELS: tuple[tuple[type, str, str, str, tuple[str, str, str]], ...] = (
    (LineAllowance, "BR-41", "IK-AC-1", "line allowance", ("BT-136", "BT-137", "BT-138")),
    (LineCharge, "BR-43", "IK-AC-2", "line charge", ("BT-141", "BT-142", "BT-143")),
    (Allowance, "BR-31", "IK-AC-3", "document level allowance", ("BT-92", "BT-93", "BT-94")),
    (Charge, "BR-36", "IK-AC-4", "document level charge", ("BT-99", "BT-100", "BT-101")),
)
"""Class, rule ids, name, and the terms of amount, base amount and percentage of each level."""

Discount: TypeAlias = LineAllowance | LineCharge | Allowance | Charge


def _amount_given(item: Discount) -> bool:
    return item.amount is not None


def _percentage_fits(item: Discount, facts: Facts) -> bool | Mismatch:
    if item.amount is None or item.percent is None or item.base_amount is None:
        return True
    if item.with_vat is not None:
        return True
    expected = round_to(percent(item.base_amount, item.percent), facts.unit)
    return facts.same(item.amount, expected)


for _kind, _given, _share, _name, (_amount, _base, _rate) in _LEVELS:
    rule(_given, path="amount", text=f"A {_name} has an amount ({_amount}).")(
        speaking_of(_kind, _amount_given)
    )
    rule(
        _share,
        Severity.WARNING,
        path="amount",
        text=f"The amount of a {_name} ({_amount}) = base amount ({_base}) × percentage ({_rate}).",
    )(speaking_of(_kind, _percentage_fits))


@rule("BR-32", path="vat_category")
def allowance_has_vat_category(allowance: Allowance) -> bool:
    """A document level allowance (BG-20) has a VAT category (BT-95)."""
    return bool(allowance.vat_category)


@rule("BR-37", path="vat_category")
def charge_has_vat_category(charge: Charge) -> bool:
    """A document level charge (BG-21) has a VAT category (BT-102)."""
    return bool(charge.vat_category)
