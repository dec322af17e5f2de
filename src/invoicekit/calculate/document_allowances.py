"""Allowances and charges of the document (BG-20, BG-21): percentages, and the split by tax.

An allowance that names no VAT category is replaced by one for each tax of the lines, because EN
16931 wants a category on each (BT-95); largest remainder makes them add up. A percentage is of the
lines of the allowance's own tax; of a charge, which is a supply of its own, it is of all lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from invoicekit.calculate.change import changed
from invoicekit.calculate.lines import Part, part_of
from invoicekit.calculate.rounding import Rounder
from invoicekit.calculate.tax_groups import Entry, VatKey
from invoicekit.model import Allowance, Charge, InvoiceLine, OtherTax
from invoicekit.money import ZERO, split


class TaxKey(NamedTuple):
    """What an allowance must name to belong to lines: their category, rate and other taxes."""

    category: str | None
    rate: Decimal | None
    other_taxes: tuple[OtherTax, ...]


class LineSum(NamedTuple):
    """The lines of one tax: the part priced without VAT, and the part priced with it."""

    net: Decimal
    gross: Decimal | None


LineSums = Mapping[TaxKey, LineSum]
"""The sums of lines by their taxes, in an order that is not the lines'."""


def line_sums(entries: Sequence[Entry], rounder: Rounder) -> LineSums | None:
    """Returns the sums of the lines by their taxes, None while a line's amount is unknown."""
    sums: dict[TaxKey, LineSum] = {}
    for entry in entries:
        if entry.net is None or entry.vat.percent is None:
            return None
        key = TaxKey(entry.vat.category, entry.vat.rate, entry.other_taxes)
        one = LineSum(entry.net, entry.gross)
        sums[key] = _added(sums[key], one, rounder) if key in sums else one
    return dict(sorted(sums.items(), key=_order))


def _order(item: tuple[TaxKey, LineSum]) -> tuple[bool, str, Decimal, str]:
    """The order of the VAT groups: which share gets the cent depends on no order of lines."""
    category, rate, other_taxes = item[0]
    highest_first = (rate or ZERO).copy_negate()
    return category != "S", category or "", highest_first, repr(other_taxes)


def _added(one: LineSum, other: LineSum, rounder: Rounder) -> LineSum:
    gross = one.gross
    if other.gross is not None:
        gross = rounder.add(gross or ZERO, other.gross)
    return LineSum(rounder.add(one.net, other.net), gross)


def by_tax(
    allowances: Sequence[Allowance], sums: LineSums | None, rounder: Rounder
) -> tuple[Allowance, ...]:
    """Returns the allowances, those without VAT category replaced by one for each tax."""
    found: list[Allowance] = []
    for allowance in allowances:
        decided = allowance.vat_category is not None or allowance.other_taxes
        found += [allowance] if decided or not sums else _split(allowance, sums, rounder)
    return tuple(found)


def _split(allowance: Allowance, sums: LineSums, rounder: Rounder) -> list[Allowance]:
    """Returns one allowance a tax, or the given one where there is nothing to split by."""
    taxed = {key: sums[key] for key in sums if key.category is not None or key.other_taxes}
    part = part_of(allowance, base_of_percent(sums, rounder), rounder)
    weights = [
        value_of(taxed[key], key, with_vat=part is not None and part.with_vat, rounder=rounder)
        for key in taxed
    ]
    if part is None or not rounder.total(weights):
        return [allowance]
    pieces = split(part.amount, weights, rounder.unit)
    return [
        _piece(allowance, key, Part(amount, part.with_vat), sums, rounder)
        for key, amount in zip(taxed, pieces, strict=True)
        if amount or len(taxed) == 1
    ] or [allowance]


def _piece(
    allowance: Allowance, key: TaxKey, part: Part, sums: LineSums, rounder: Rounder
) -> Allowance:
    """Returns the share of one tax; it keeps the percentage where that gives the same amount."""
    named = changed(
        allowance,
        {"vat_category": key.category, "vat_rate": key.rate, "other_taxes": key.other_taxes},
    )
    if document_part(named, sums, rounder) == part and allowance.percent is not None:
        return named
    amount = {"with_vat": part.amount} if part.with_vat else {"amount": part.amount}
    cleared = {"percent": None, "base_amount": None, "amount": None, "with_vat": None}
    return changed(named, {**cleared, **amount})


def document_part(
    given: Allowance | Charge, sums: LineSums | None, rounder: Rounder
) -> Part | None:
    """Returns the amount of an allowance or charge of the document, None where it is unknown."""
    if given.percent is None or given.base_amount is not None:
        return part_of(given, Part(ZERO, with_vat=False), rounder)
    if sums is None:
        return None
    return part_of(given, base_of_percent(sums_for(given, sums), rounder), rounder)


def sums_for(given: Allowance | Charge, sums: LineSums) -> LineSums:
    """Returns the lines that a percentage is of: of an allowance, those of its own tax."""
    if isinstance(given, Charge):
        return sums
    return {
        key: each
        for key, each in sums.items()
        if key[:2] == (given.vat_category, given.vat_rate)
        and (not given.other_taxes or key.other_taxes == given.other_taxes)
    }


def base_of_percent(sums: LineSums, rounder: Rounder) -> Part:
    """Returns what a percentage is of: with VAT where all lines are priced so, else without."""
    with_vat = bool(sums) and all(each.gross is not None and not each.net for each in sums.values())
    values = [value_of(each, key, with_vat=with_vat, rounder=rounder) for key, each in sums.items()]
    return Part(rounder.amount(rounder.total(values)), with_vat)


def value_of(each: LineSum, key: TaxKey, *, with_vat: bool, rounder: Rounder) -> Decimal:
    """Returns the lines of one tax with VAT or without, not rounded."""
    rate = VatKey(key.category, key.rate).percent or ZERO
    gross = each.gross or ZERO
    if with_vat:
        return rounder.add(gross, rounder.with_tax(each.net, rate))
    return rounder.add(each.net, rounder.net_within(gross, rate))


def exemption_codes(
    lines: Sequence[InvoiceLine],
) -> Mapping[tuple[str | None, Decimal | None], str | None]:
    """Returns the exemption code of each category and rate; of several, none or the first one."""
    codes: dict[tuple[str | None, Decimal | None], str | None] = {}
    for line in sorted(lines, key=lambda line: line.vat_exemption_code or "", reverse=True):
        codes[line.vat_category, line.vat_rate] = line.vat_exemption_code
    return codes


def document_entry(
    given: Allowance | Charge,
    part: Part | None,
    codes: Mapping[tuple[str | None, Decimal | None], str | None],
    rounder: Rounder,
) -> Entry:
    """Returns what an allowance or charge brings to the taxes.

    It has no exemption code of its own (EN 16931 gives it none) and takes the lines' one.
    """
    code = codes.get((given.vat_category, given.vat_rate))
    key = VatKey(given.vat_category, given.vat_rate, code)
    if part is None:
        return Entry(None, None, key, given.other_taxes)
    amount = rounder.negate(part.amount) if isinstance(given, Allowance) else part.amount
    if part.with_vat:
        return Entry(rounder.zero, amount, key, given.other_taxes)
    return Entry(amount, None, key, given.other_taxes)
