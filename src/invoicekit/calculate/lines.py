"""One line: its price times quantity, its allowances and charges, and back from the net amount.

Percent discounts are taken on the rounded line, so 100 % leaves exactly nothing. What was given
with VAT (`price.with_vat`, `allowance.with_vat`) is kept; what was given as `amount` is without.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple, TypeVar

from invoicekit.calculate.change import changed
from invoicekit.calculate.rounding import Rounder
from invoicekit.calculate.tax_groups import Entry, VatKey
from invoicekit.model import (
    Allowance,
    Charge,
    InvoiceLine,
    LineAllowance,
    LineCharge,
    Price,
)
from invoicekit.money import ZERO

AllowanceOrCharge = TypeVar("AllowanceOrCharge", LineAllowance, LineCharge, Allowance, Charge)

ONE = Decimal(1)


class Part(NamedTuple):
    """An amount that is priced with VAT, or without."""

    amount: Decimal
    with_vat: bool


class LineParts(NamedTuple):
    """What a line consists of; None where an input is missing.

    Attributes:
        price: Price × quantity. A line that states no price keeps its net amount here.
        stated: Whether the net amount was stated and nothing can be said about its parts.
    """

    price: Part | None
    allowances: tuple[Part | None, ...] = ()
    charges: tuple[Part | None, ...] = ()
    stated: bool = False


def parts_of(line: InvoiceLine, rounder: Rounder) -> LineParts:
    """Returns the rounded parts of a line, before any tax is taken out."""
    price = line_price(line, rounder)
    if price is None:
        if line.net_amount is None:
            return LineParts(None)
        return LineParts(Part(rounder.amount(line.net_amount), with_vat=False), stated=True)
    if not line.allowances and not line.charges:
        return LineParts(price)
    return LineParts(
        price,
        tuple(part_of(each, price, rounder) for each in line.allowances),
        tuple(part_of(each, price, rounder) for each in line.charges),
    )


def line_price(line: InvoiceLine, rounder: Rounder) -> Part | None:
    """Returns quantity × price / base quantity, rounded; None where one of them is missing."""
    price = line.price
    if price is None or line.quantity is None or price.base_quantity == ZERO:
        return None
    if price.with_vat is not None:
        amount = rounder.line(line.quantity, price.with_vat, price.base_quantity)
        return Part(amount, with_vat=True)
    net = net_price(price, rounder)
    if net is None:
        return None
    return Part(rounder.line(line.quantity, net, price.base_quantity), with_vat=False)


def net_price(price: Price, rounder: Rounder) -> Decimal | None:
    """Returns the price without VAT as given: BT-146, or BT-148 less BT-147."""
    if price.net is not None or price.gross is None:
        return price.net
    return rounder.subtract(price.gross, price.discount or ZERO)


def part_of(
    given: LineAllowance | LineCharge | Allowance | Charge, base: Part, rounder: Rounder
) -> Part | None:
    """Returns what an allowance or charge takes or adds: a percentage, else the amount as given.

    A percentage is of its own base amount (without VAT) or of the base handed in. It wins over the
    amounts, which are what it came to last time.
    """
    if given.percent is not None:
        if given.base_amount is not None:
            return Part(rounder.percent(given.base_amount, given.percent), with_vat=False)
        return Part(rounder.percent(base.amount, given.percent), base.with_vat)
    if given.with_vat is not None:
        return Part(rounder.amount(given.with_vat), with_vat=True)
    if given.amount is not None:
        return Part(rounder.amount(given.amount), with_vat=False)
    return None


def entry_of(
    line: InvoiceLine, parts: LineParts, rounder: Rounder, *, on_margin: bool = False
) -> Entry:
    """Returns what the line brings to the taxes, on its margin where the document is taxed so."""
    if on_margin and line.fapiao is not None and line.fapiao.deduction is not None:
        return entry_of(line, parts, rounder)._replace(deduction=line.fapiao.deduction)
    key = VatKey(line.vat_category, line.vat_rate, line.vat_exemption_code)
    price = parts.price
    if price is None or None in parts.allowances or None in parts.charges:
        return Entry(None, None, key, line.other_taxes)
    if not parts.allowances and not parts.charges:
        if price.with_vat:
            return Entry(rounder.zero, price.amount, key, line.other_taxes)
        return Entry(price.amount, None, key, line.other_taxes)
    signed = signed_parts(parts, rounder)
    net = rounder.total(part.amount for part in signed if not part.with_vat)
    gross = [part.amount for part in signed if part.with_vat]
    return Entry(net, rounder.total(gross) if gross else None, key, line.other_taxes)


def signed_parts(parts: LineParts, rounder: Rounder) -> list[Part]:
    """Returns the parts as they add up to the line: allowances negative. None of them missing."""
    signed = [] if parts.price is None else [parts.price]
    allowances = filter(None, parts.allowances)
    signed += [Part(rounder.negate(part.amount), part.with_vat) for part in allowances]
    return signed + list(filter(None, parts.charges))


def filled(
    line: InvoiceLine, parts: LineParts, entry: Entry, net: Decimal | None, rounder: Rounder
) -> InvoiceLine:
    """Returns the line with net amount, net price and the amounts of its allowances and charges."""
    if parts.stated or parts.price is None or entry.net is None:
        return changed(line, {"net_amount": net})
    rate = entry.vat.percent
    share = None if net is None else rounder.subtract(net, entry.net)
    price, allowances, charges = _net_parts(parts, share, rate, rounder)
    changes: dict[str, object] = {"net_amount": net}
    if line.price is not None:
        changes["price"] = _filled_price(line, price, rounder)
    if line.allowances:
        changes["allowances"] = _filled_each(line.allowances, parts.allowances, allowances)
    if line.charges:
        changes["charges"] = _filled_each(line.charges, parts.charges, charges)
    return changed(line, changes)


def _net_parts(
    parts: LineParts, share: Decimal | None, rate: Decimal | None, rounder: Rounder
) -> tuple[Decimal | None, list[Decimal | None], list[Decimal | None]]:
    """Returns the parts without VAT, so that they add up to the line's share of the group.

    Each is taken out by itself; the first one, mostly the price, takes the rest.
    """
    nets = dict(enumerate(signed_parts(parts, rounder)))
    priced_with_vat = [index for index, part in nets.items() if part.with_vat]
    amounts: list[Decimal | None] = [part.amount for part in nets.values()]
    if share is None or rate is None:
        amounts = [None if part.with_vat else part.amount for part in nets.values()]
    elif priced_with_vat:
        first, *others = priced_with_vat
        rest = share
        for index in others:
            net = rounder.amount(rounder.net_within(nets[index].amount, rate))
            rest = rounder.subtract(rest, net)
            amounts[index] = net
        amounts[first] = rest
    count = 1 + len(parts.allowances)
    negated = [net if net is None else rounder.negate(net) for net in amounts[1:count]]
    return amounts[0], negated, amounts[count:]


def _filled_price(line: InvoiceLine, amount: Decimal | None, rounder: Rounder) -> Price | None:
    price = line.price
    if price is None or price.with_vat is None:
        return price and changed(price, {"net": net_price(price, rounder)})
    if amount is None or not line.quantity:
        return changed(price, {"net": None})
    net = rounder.unit_price(amount, line.quantity, price.base_quantity or ONE)
    return changed(price, {"net": net})


def _filled_each(
    given: tuple[AllowanceOrCharge, ...],
    parts: tuple[Part | None, ...],
    nets: list[Decimal | None],
) -> tuple[AllowanceOrCharge, ...]:
    return tuple(
        filled_part(each, part, net) for each, part, net in zip(given, parts, nets, strict=True)
    )


def filled_part(
    given: AllowanceOrCharge, part: Part | None, net: Decimal | None
) -> AllowanceOrCharge:
    """Returns the allowance or charge with its net amount, and with VAT where it is so priced."""
    if part is None:
        return given
    return changed(given, {"amount": net, "with_vat": part.amount if part.with_vat else None})
