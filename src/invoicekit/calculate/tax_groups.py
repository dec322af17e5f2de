"""Tax groups: what lines, allowances and charges of one tax add up to, and the tax on it.

VAT is grouped by category, rate and exemption code (BG-23), other taxes by scheme, category, rate
and kind. Tax is rounded once a group, or once an entry where the policy says so. What was priced
with VAT keeps its gross: in a group that has both, the part priced with VAT has its tax taken out
and the part priced without has its tax put on top, one rounding each. What is taxed on a margin
(China, 差额征税) has its deduction, which is with tax, taken off before the tax is worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from invoicekit.calculate.gross import separate, separate_each
from invoicekit.calculate.rounding import Rounder
from invoicekit.model import OtherTax
from invoicekit.money import ZERO

UNTAXED = frozenset({"AE", "E", "G", "K", "O", "Z"})
"""VAT categories that bear no tax, so that a missing rate is zero (EN 16931, BR-Z … BR-O)."""


class VatKey(NamedTuple):
    """What makes a VAT group. No category: outside VAT, or not decided yet."""

    category: str | None = None
    rate: Decimal | None = None
    exemption_code: str | None = None

    @property
    def percent(self) -> Decimal | None:
        """The rate to calculate with: zero without category, None where it is missing."""
        if self.category is None:
            return ZERO
        if self.rate is None and self.category in UNTAXED:
            return ZERO
        return self.rate


class Entry(NamedTuple):
    """What a line, an allowance (negative) or a charge brings to the taxes.

    Attributes:
        net: The part priced without VAT; None where it is unknown.
        gross: The part priced with VAT, None where there is none.
        deduction: What is taken off, with tax, before the tax; None where nothing is.
    """

    net: Decimal | None
    gross: Decimal | None
    vat: VatKey
    other_taxes: tuple[OtherTax, ...] = ()
    deduction: Decimal | None = None


class VatGroup(NamedTuple):
    """A row of BG-23; amounts are None where an entry or the rate is unknown."""

    key: VatKey
    taxable: Decimal | None
    tax: Decimal | None


class OtherTaxKey(NamedTuple):
    """What makes a group of a tax beside VAT, in the order they are listed."""

    withholding: bool
    compound: bool
    scheme: str
    category: str
    rate: Decimal


class OtherTaxGroup(NamedTuple):
    """The base and amount of a tax beside VAT."""

    key: OtherTaxKey
    taxable: Decimal
    tax: Decimal


class Settled(NamedTuple):
    """Every entry's net amount, in the order of the entries, and the groups in a fixed order."""

    nets: list[Decimal | None]
    vat: list[VatGroup]
    other: list[OtherTaxGroup]


def settle(entries: Sequence[Entry], rounder: Rounder) -> Settled:
    """Returns nets and tax groups of the entries of a document."""
    members: dict[VatKey, list[int]] = {}
    for index, entry in enumerate(entries):
        members.setdefault(entry.vat, []).append(index)
    nets = [entry.net for entry in entries]
    groups = [_vat_group(key, at, entries, nets, rounder) for key, at in members.items()]
    vat = sorted((group for group in groups if group.key.category is not None), key=_order)
    return Settled(nets, vat, _other_groups(entries, nets, rounder))


def _order(group: VatGroup) -> tuple[bool, str, Decimal, str]:
    category, rate, code = group.key
    return category != "S", category or "", (rate or ZERO).copy_negate(), code or ""


def _vat_group(
    key: VatKey,
    at: list[int],
    entries: Sequence[Entry],
    nets: list[Decimal | None],
    rounder: Rounder,
) -> VatGroup:
    """Returns the group and writes the nets of its gross entries into `nets`."""
    if any(entries[i].deduction is not None for i in at):
        return _margin_group(key, at, entries, nets, rounder)
    gross = {i: part for i in at if (part := entries[i].gross) is not None}
    priced_net = [net for i in at if (net := nets[i]) is not None]
    complete = len(priced_net) == len(at)
    rate = key.percent
    if rate is None:  # nobody knows the tax, nor the net of what was priced with it
        nets[:] = [None if i in gross else net for i, net in enumerate(nets)]
        known = complete and not gross
        return VatGroup(key, rounder.total(priced_net) if known else None, None)
    taxable = rounder.total(priced_net)
    tax = _tax(priced_net, taxable, rate, rounder)
    if gross:
        take = separate_each if rounder.policy.tax == "per_line" else separate
        order = _settled_order(gross, entries)
        separation = take([gross[i] for i in order], rate, rounder)
        for i, net in zip(order, separation.nets, strict=True):
            before = nets[i]
            nets[i] = None if before is None else rounder.add(before, net)
        taxable = rounder.add(taxable, rounder.total(separation.nets))
        tax = rounder.add(tax, separation.tax)
    return VatGroup(key, taxable, tax) if complete else VatGroup(key, None, None)


def _margin_group(
    key: VatKey,
    at: list[int],
    entries: Sequence[Entry],
    nets: list[Decimal | None],
    rounder: Rounder,
) -> VatGroup:
    """Returns a group with entries taxed on their margin: those by themselves, then the rest."""
    by_margin = {
        i: margin_amounts(entries[i], key.percent, rounder)
        for i in at
        if entries[i].deduction is not None
    }
    for i, amounts in by_margin.items():
        nets[i] = amounts.net
    rest = _vat_group(key, [i for i in at if i not in by_margin], entries, nets, rounder)
    bases = [rest.taxable, *(amounts.net for amounts in by_margin.values())]
    taxes = [rest.tax, *(amounts.tax for amounts in by_margin.values())]
    known = None not in bases
    taxable = rounder.total(filter(None, bases)) if known else None
    tax = rounder.total(filter(None, taxes)) if known and None not in taxes else None
    return VatGroup(key, taxable, tax)


class MarginAmounts(NamedTuple):
    """What is taxed on its margin consists of; None where the price or the rate is unknown."""

    net: Decimal | None
    tax: Decimal | None


def margin_amounts(entry: Entry, rate: Decimal | None, rounder: Rounder) -> MarginAmounts:
    """Returns net and tax of an entry taxed on its margin.

    Of a price with tax: (gross - deduction) × rate / (100 + rate), and the rest of it is net. Of
    one without, (net - deduction) × rate / 100, the same. Source: 财税〔2016〕36号, annex 2.
    """
    deduction = entry.deduction or ZERO
    if entry.net is None or rate is None:
        return MarginAmounts(entry.net if entry.gross is None else None, None)
    if entry.gross is None:
        base = rounder.subtract(entry.net, deduction)
        return MarginAmounts(entry.net, rounder.percent(base, rate))
    within = rounder.tax_within(rounder.subtract(entry.gross, deduction), rate)
    net = rounder.add(entry.net, rounder.subtract(entry.gross, within))
    return MarginAmounts(net, rounder.add(within, rounder.percent(entry.net, rate)))


def _settled_order(gross: Mapping[int, Decimal], entries: Sequence[Entry]) -> list[int]:
    """Returns the places of what is priced with VAT, by the other taxes it bears.

    Of equal remainders the first gets the cent, and the cent moves a tax beside VAT: so which is
    first must not depend on the order of the lines.
    """
    if not any(entries[i].other_taxes for i in gross):
        return list(gross)
    return sorted(gross, key=lambda i: [_tax_order(tax) for tax in entries[i].other_taxes])


def _tax_order(tax: OtherTax) -> tuple[str, str, Decimal, bool, bool, bool]:
    return tax.scheme, tax.category, tax.rate, tax.compound, tax.compound_base, tax.withholding


def _tax(bases: Iterable[Decimal], total: Decimal, rate: Decimal, rounder: Rounder) -> Decimal:
    if rounder.policy.tax == "per_line":
        return rounder.total(rounder.percent(base, rate) for base in bases)
    return rounder.percent(total, rate)


def _other_groups(
    entries: Sequence[Entry], nets: Sequence[Decimal | None], rounder: Rounder
) -> list[OtherTaxGroup]:
    bases: dict[OtherTaxKey, list[Decimal]] = {}
    for taxes, base in _stacks(entries, nets, rounder):
        for tax, taxable in compound_bases(taxes, base, rounder):
            key = OtherTaxKey(tax.withholding, tax.compound, tax.scheme, tax.category, tax.rate)
            bases.setdefault(key, []).append(taxable)
    groups = []
    for key in sorted(bases):
        total = rounder.total(bases[key])
        groups.append(OtherTaxGroup(key, total, _tax(bases[key], total, key.rate, rounder)))
    return groups


def _stacks(
    entries: Sequence[Entry], nets: Sequence[Decimal | None], rounder: Rounder
) -> Iterable[tuple[tuple[OtherTax, ...], Decimal]]:
    """Yields the entries' bases by the taxes they bear: added up, or each where so rounded."""
    taxed = [
        (entry.other_taxes, net)
        for entry, net in zip(entries, nets, strict=True)
        if entry.other_taxes and net is not None
    ]
    if rounder.policy.tax == "per_line":
        return taxed
    sums: dict[tuple[OtherTax, ...], Decimal] = {}
    for taxes, net in taxed:
        sums[taxes] = rounder.add(sums.get(taxes, ZERO), net)
    return sums.items()


def compound_bases(
    taxes: tuple[OtherTax, ...], base: Decimal, rounder: Rounder
) -> list[tuple[OtherTax, Decimal]]:
    """Returns each tax with its base: a compound one adds the taxes before it marked as its base.

    Those count as they are shown, rounded, so that a reader can add them up.
    """
    raised = base
    found = []
    for tax in taxes:
        taxable = raised if tax.compound else base
        found.append((tax, taxable))
        if tax.compound_base:
            raised = rounder.add(raised, rounder.percent(taxable, tax.rate))
    return found
