"""An invoice in the form of a 发票: tax on every line, discounts as lines of their own.

A 发票 knows no allowances: what lowers a line is a negative line right below it (折扣行), what
lowers the order is spread over its lines by largest remainder, and a charge is a line. A red-letter
invoice has no discount lines; its lines are netted. So is the one line of a margin invoice (差额
开票), which hides its rate and says in its remark what was deducted. No total changes. Source:
国家税务总局公告2024年第11号, and the practice of the platforms.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from invoicekit.calculate.lines import entry_of, line_price, parts_of
from invoicekit.calculate.rounding import Rounder, rounder
from invoicekit.calculate.tax_groups import margin_amounts
from invoicekit.jurisdiction.fapiao import (
    HIDDEN_RATE,
    deduction_in,
    deductions,
    margin_remark,
    remark_of,
    tax_code_of,
    taxed_on_margin,
    unit_price,
)
from invoicekit.jurisdiction.rounding import PER_LINE
from invoicekit.model import (
    Allowance,
    Charge,
    FapiaoLine,
    Invoice,
    InvoiceLine,
    Item,
    Note,
    Price,
    Totals,
)
from invoicekit.model.checked import changed
from invoicekit.money import ZERO, split

NORMAL, DISCOUNT, DISCOUNTED = "00", "01", "02"
"""发票行性质: the nature of a line."""

POLICIES = {"E": ("03", "1"), "O": ("04", "2"), "Z": (None, "3"), "G": (None, "0")}
"""VAT category → 优惠政策 and 零税率标识 of a line that bears no tax."""

_SHIPPING = "运费"


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount without tax, and its tax."""

    net: Decimal
    tax: Decimal

    def __add__(self, other: _Amount) -> _Amount:
        return _Amount(self.net + other.net, self.tax + other.tax)

    def __sub__(self, other: _Amount) -> _Amount:
        return _Amount(self.net - other.net, self.tax - other.tax)


_NOTHING = _Amount(ZERO, ZERO)


class _Position(NamedTuple):
    """A line before it is written: its full amount, and what is taken off it.

    `priced` says whether the full amount is the line's price times its quantity.
    """

    line: InvoiceLine
    full: _Amount
    off: _Amount = _NOTHING
    priced: bool = True

    @property
    def group(self) -> tuple[str | None, Decimal | None]:
        return self.line.vat_category, self.line.vat_rate


def fapiao_form(invoice: Invoice) -> Invoice:
    """Returns a calculated invoice in the form of a 发票; one that has it comes back as it is.

    Raises:
        ValueError: A line has no amount, or an allowance has no line to be taken off.
    """
    if not (invoice.allowances or invoice.charges) and all(map(_is_row, invoice.lines)):
        return invoice
    rounding = rounder(invoice.currency or "CNY", PER_LINE)
    on_margin = taxed_on_margin(invoice)
    positions = [_position(line, rounding, on_margin=on_margin) for line in invoice.lines]
    positions += [_charged(charge, positions, rounding) for charge in invoice.charges]
    for allowance in invoice.allowances:
        positions = _spread(positions, allowance, rounding)
    netted = invoice.is_credit or on_margin
    written = chain.from_iterable(_written(each, rounding, netted=netted) for each in positions)
    rows = [
        _row(each, str(place), rounding, hidden=on_margin)
        for place, each in enumerate(written, start=1)
    ]
    return invoice.replace(
        lines=tuple(rows),
        allowances=(),
        charges=(),
        notes=_deduction_told(invoice) if on_margin else invoice.notes,
        totals=_totals(invoice.totals or Totals(), rows, rounding),
    )


def _deduction_told(invoice: Invoice) -> tuple[Note, ...]:
    """Returns the notes, which are the remark, with what is deducted at their beginning."""
    if deduction_in(remark_of(invoice)) is not None:
        return invoice.notes
    told = margin_remark(deductions(invoice))
    first, *others = invoice.notes or (Note(),)
    return (first.replace(text=told + (first.text or "")), *others)


def _is_row(line: InvoiceLine) -> bool:
    taxed = line.fapiao is not None and line.fapiao.tax_amount is not None
    return taxed and not line.allowances and not line.charges


def _position(line: InvoiceLine, rounding: Rounder, *, on_margin: bool) -> _Position:
    if line.net_amount is None:
        raise ValueError(f"line {line.id} has no amount: calculate the invoice first")
    if not (line.allowances or line.charges or on_margin):  # nearly all: half the time
        return _Position(line, _Amount(line.net_amount, _plain_tax(line, rounding)))
    entry = entry_of(line, parts_of(line, rounding), rounding, on_margin=on_margin)
    rate = line.vat_rate or ZERO
    tax = rounding.percent(entry.net or ZERO, rate)
    if entry.deduction is not None:
        tax = margin_amounts(entry, rate, rounding).tax or ZERO
    elif entry.gross is not None:
        tax = rounding.add(tax, rounding.tax_within(entry.gross, rate))
    if line.fapiao is not None and line.fapiao.tax_amount is not None:
        tax = line.fapiao.tax_amount
    whole = _Amount(line.net_amount, tax)
    if entry.deduction is not None:
        return _Position(line, whole, priced=entry.gross is None)
    price = line_price(line, rounding)
    if price is None or not (line.allowances or line.charges):
        return _Position(line, whole)
    full = _parted(price.amount, rate, rounding, with_vat=price.with_vat)
    off = full - whole
    # What a charge adds is part of the price: only what is taken off becomes a line.
    return _Position(line, full, off) if off.net > ZERO else _Position(line, whole, priced=False)


def _plain_tax(line: InvoiceLine, rounding: Rounder) -> Decimal:
    """Returns the tax of a line that nothing is taken off or added to."""
    if line.fapiao is not None and line.fapiao.tax_amount is not None:
        return line.fapiao.tax_amount
    price, rate = line_price(line, rounding), line.vat_rate or ZERO
    if price is None:
        return rounding.percent(rounding.amount(line.net_amount or ZERO), rate)
    return _parted(price.amount, rate, rounding, with_vat=price.with_vat).tax


def _parted(amount: Decimal, rate: Decimal, rounding: Rounder, *, with_vat: bool) -> _Amount:
    if not with_vat:
        return _Amount(amount, rounding.percent(amount, rate))
    tax = rounding.tax_within(amount, rate)
    return _Amount(rounding.subtract(amount, tax), tax)


def _document_amount(given: Allowance | Charge, rounding: Rounder) -> _Amount:
    if given.amount is None:
        raise ValueError("an allowance or charge has no amount: calculate the invoice first")
    if given.with_vat is not None:
        return _Amount(given.amount, rounding.subtract(given.with_vat, given.amount))
    return _Amount(given.amount, rounding.percent(given.amount, given.vat_rate or ZERO))


def _charged(charge: Charge, positions: list[_Position], rounding: Rounder) -> _Position:
    amount = _document_amount(charge, rounding)
    sold = _charged_with(charge, positions)
    facts = sold.fapiao if sold else None
    line = InvoiceLine(
        quantity=1,
        price=Price(net=amount.net),
        net_amount=amount.net,
        vat_category=charge.vat_category,
        vat_rate=charge.vat_rate,
        item=Item(name=charge.reason or _SHIPPING),
        fapiao=FapiaoLine(
            tax_code=tax_code_of(sold) if sold else None,
            short_name=facts.short_name if facts else None,
            original_line=charge.original_line,
        )
        if sold or charge.original_line
        else None,
    )
    return _Position(line, amount)


def _charged_with(charge: Charge, positions: list[_Position]) -> InvoiceLine | None:
    """Returns what a charge such as freight is part of the price of (价外费用): its tax is one.

    The dearest of several lines of its rate gives the classification.
    """
    group = (charge.vat_category, charge.vat_rate)
    alike = [each for each in positions if each.group == group and tax_code_of(each.line)]
    return max(alike, key=lambda each: each.full.net).line if alike else None


def _spread(positions: list[_Position], allowance: Allowance, rounding: Rounder) -> list[_Position]:
    """Returns the positions with an allowance of the document taken off those of its own tax."""
    amount = _document_amount(allowance, rounding)
    if not amount.net:
        return positions
    group = (allowance.vat_category, allowance.vat_rate)
    at = [
        place
        for place, position in enumerate(positions)
        if position.group == group and (position.full - position.off).net > ZERO
    ]
    if not at:
        raise ValueError(f"no line of VAT {group[0]} {group[1]} is there to be lowered")
    weights = [(positions[place].full - positions[place].off).net for place in at]
    nets = split(amount.net, weights, rounding.unit)
    taxes = split(amount.tax, weights, rounding.unit)
    lowered = list(positions)
    for place, net, tax in zip(at, nets, taxes, strict=True):
        before = positions[place]
        lowered[place] = before._replace(off=before.off + _Amount(net, tax))
    return lowered


class _Written(NamedTuple):
    """A row of a position: what it shows, and whether it is a discount or has one."""

    position: _Position
    amount: _Amount
    nature: str


def _written(position: _Position, rounding: Rounder, *, netted: bool) -> tuple[_Written, ...]:
    if position.off is _NOTHING:
        return (_Written(position, position.full, NORMAL),)
    if netted or position.off == _NOTHING:
        return (_Written(position, position.full - position.off, NORMAL),)
    full, off = _evened(position, rounding)
    return (_Written(position, full, DISCOUNTED), _Written(position, _NOTHING - off, DISCOUNT))


def _evened(position: _Position, rounding: Rounder) -> tuple[_Amount, _Amount]:
    """Returns the full amount and what is taken off, the tax of each within a cent of its own.

    The tax taken off is a difference of taxes and a share of the order's discount, each rounded:
    they may add up to two cents. One of them goes to the row above, so that no sum changes.
    """
    full, off = position.full, position.off
    excess = off.tax - rounding.percent(off.net, position.line.vat_rate or ZERO)
    over = _Amount(ZERO, excess - min(max(excess, -rounding.unit), rounding.unit))
    return full - over, off - over


def _row(written: _Written, id: str, rounding: Rounder, *, hidden: bool) -> InvoiceLine:
    position, amount, nature = written
    line = position.line
    policy, zero_rate = POLICIES.get(line.vat_category or "", (None, None))
    given = line.fapiao or FapiaoLine()
    counted = nature != DISCOUNT
    facts = changed(
        given,
        specification=given.specification if counted else None,
        unit=given.unit if counted else None,
        nature=nature,
        tax_amount=amount.tax,
        amount_with_tax=rounding.add(amount.net, amount.tax),
        policy=given.policy or policy,
        zero_rate=given.zero_rate or zero_rate,
        printed_rate=given.printed_rate or (HIDDEN_RATE if hidden else None),
    )
    return changed(
        line,
        id=id,
        quantity=line.quantity if counted else None,
        unit=line.unit if counted else None,
        price=_price(line, amount, whole=position.priced and amount == position.full)
        if counted
        else None,
        net_amount=amount.net,
        allowances=(),
        charges=(),
        fapiao=facts,
    )


def _price(line: InvoiceLine, amount: _Amount, *, whole: bool) -> Price | None:
    """Returns the price of one unit without tax, as the bureau writes it."""
    price = line.price
    if price is None or not line.quantity:
        return price
    if whole and price.with_vat is None and price.base_quantity is None and price.net is not None:
        return price if price.model_fields_set == {"net"} else Price(net=price.net)
    if whole and price.with_vat is not None:
        gross = amount.net + amount.tax
        return Price(net=unit_price(gross, line.quantity, line.vat_rate or ZERO))
    return Price(net=unit_price(amount.net, line.quantity, ZERO))


def _totals(totals: Totals, rows: list[InvoiceLine], rounding: Rounder) -> Totals:
    net = rounding.total(row.net_amount or ZERO for row in rows)
    tax = rounding.total((row.fapiao.tax_amount if row.fapiao else None) or ZERO for row in rows)
    return totals.replace(
        line_total=net,
        allowance_total=None,
        charge_total=None,
        without_vat=net,
        vat=tax,
        with_vat=rounding.add(net, tax),
    )
