"""How the tax groups come about."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from invoicekit.calculate.explain_terms import Explaining, Term, added, step
from invoicekit.calculate.tax_groups import VatKey, settle
from invoicekit.calculate.trace import Input, Row
from invoicekit.model import Allowance, OtherTax, OtherTaxBreakdown, VatBreakdown
from invoicekit.money import ZERO, add, divide, multiply, percent

HUNDRED = Decimal(100)


class Member(NamedTuple):
    """A line, allowance or charge of a VAT group.

    Attributes:
        sign: `-` for an allowance.
        net: Its amount without VAT.
        on_top: The part of it that was priced without VAT.
        gross: The part that was priced with VAT, None where there is none.
        deduction: What is taken off before the tax, None where nothing is.
    """

    sign: str
    net: Input
    on_top: Decimal
    gross: Input | None
    deduction: Input | None = None


def explain_vat(known: Explaining) -> Iterator[Row]:
    """Yields base and tax of each VAT group."""
    groups = settle(known.all_entries, known.rounding).vat
    for place, (group, row) in enumerate(zip(groups, known.done.vat_breakdown, strict=True)):
        if row.taxable_amount is None:
            continue
        path = f"vat_breakdown[{place}]"
        members = _members(known, group.key)
        nets = [(member.sign, member.net) for member in members]
        template, taxable = added(nets, known.rounding)
        inputs = tuple(each for _, each in nets)
        yield Row(f"{path}.taxable_amount", "taxable", template, inputs, None, taxable)
        if row.tax_amount is not None:
            yield _tax_row(known, row, path, members)


def _members(known: Explaining, key: VatKey) -> list[Member]:
    found: list[Member] = []
    for index, (line, entry) in enumerate(zip(known.done.lines, known.entries, strict=True)):
        if entry.vat == key and line.net_amount is not None:
            gross = None if entry.gross is None else Input(f"lines[{index}].with_vat", entry.gross)
            net = Input(f"lines[{index}].net_amount", line.net_amount)
            off = entry.deduction
            deduction = None if off is None else Input(f"lines[{index}].fapiao.deduction", off)
            found.append(Member("+", net, entry.net or ZERO, gross, deduction))
    for path, each, entry in known.document_entries:
        if entry.vat == key and each.amount is not None:
            priced = None if each.with_vat is None else Input(f"{path}.with_vat", each.with_vat)
            sign = "-" if isinstance(each, Allowance) else "+"
            on_top = ZERO if priced else each.amount
            found.append(Member(sign, Input(f"{path}.amount", each.amount), on_top, priced))
    return found


def _tax_row(known: Explaining, group: VatBreakdown, path: str, members: list[Member]) -> Row:
    rate = VatKey(group.category, group.rate).percent or ZERO
    at = f"{path}.tax_amount"
    gross = [(each.sign, each.gross) for each in members if each.gross is not None]
    on_top = any(each.on_top for each in members)
    rounding = known.rounding
    on_margin = any(each.deduction for each in members)
    if rounding.policy.tax == "per_line" or on_margin or (gross and on_top):
        return _tax_each(known, at, rate, members)
    if not gross:
        base = Input(f"{path}.taxable_amount", group.taxable_amount or ZERO)
        inputs = (base, Input(f"{path}.rate", rate))
        rounded = step(percent(base.value, rate), rounding)
        return Row(at, "tax_on_top", "{0} × {1} / 100", inputs, rounded, rounded.after)
    template, total = added(gross, rounding)
    count = len(gross)
    rounded = step(divide(multiply(total, rate), rounding.add(HUNDRED, rate)), rounding)
    return Row(
        at,
        "tax_within",
        f"({template}) × {{{count}}} / (100 + {{{count}}})",
        (*(each for _, each in gross), Input(f"{path}.rate", rate)),
        rounded,
        rounded.after,
    )


class _Taxed(NamedTuple):
    """An amount that is taxed by itself.

    Attributes:
        within: Whether the tax is within it, or on top of it.
        deduction: What is taken off it first.
    """

    sign: str
    amount: Input
    within: bool
    deduction: Input | None = None


def _tax_each(known: Explaining, at: str, rate: Decimal, members: list[Member]) -> Row:
    """The tax of amounts of both kinds, or of each amount: rounded one by one, then added up."""
    rounding = known.rounding
    inputs = [Input("rate", rate)]
    template = ""
    before = after = rounding.zero
    for sign, each, within, deduction in _taxed_terms(known, members):
        inputs.append(each)
        base, value = f"{{{len(inputs) - 1}}}", each.value
        if deduction is not None:
            inputs.append(deduction)
            base = f"({base} - {{{len(inputs) - 1}}})"
            value = rounding.subtract(value, deduction.value)
        term = f"{base} × {{0}} / " + ("(100 + {0})" if within else "100")
        template += term if not template and sign == "+" else f" {sign} {term}"
        value = value if sign == "+" else rounding.negate(value)
        divisor = rounding.add(HUNDRED, rate) if within else HUNDRED
        tax = divide(multiply(value, rate), divisor)
        before = add((before, tax))
        after = rounding.add(after, rounding.amount(tax))
    rounded = step(before, rounding, how="each", after=after)
    rule = "tax_on_margin" if any(each.deduction for each in members) else "tax_each"
    return Row(at, rule, template.strip() or "0", tuple(inputs), rounded, after)


def _taxed_terms(known: Explaining, members: list[Member]) -> Iterator[_Taxed]:
    """Yields what is taxed by itself; rounded a group, one term a kind for all without margin."""
    each_alone = known.rounding.policy.tax == "per_line"
    for sign, net, on_top, gross, deduction in members:
        if not each_alone and deduction is None:
            continue
        off = deduction if gross is None else None
        if on_top or gross is None:
            yield _Taxed(sign, Input(net.path, on_top), within=False, deduction=off)
        if gross is not None:
            yield _Taxed(sign, gross, within=True, deduction=deduction)
    rest = [each for each in members if each.deduction is None]
    if each_alone or not rest:
        return
    signed: list[Term] = [(each.sign, Input(each.net.path, each.on_top)) for each in rest]
    _, without = added(signed, known.rounding)
    gross_terms = [(each.sign, each.gross) for each in rest if each.gross is not None]
    _, within = added(gross_terms, known.rounding)
    yield _Taxed("+", Input("priced without VAT", without), within=False)
    yield _Taxed("+", Input("priced with VAT", within), within=True)


def explain_other_taxes(known: Explaining) -> Iterator[Row]:
    """Yields base and tax of each group of a tax beside VAT."""
    for place, group in enumerate(known.done.other_tax_breakdown):
        path = f"other_tax_breakdown[{place}]"
        terms = list(_bearing(known, group))
        template, taxable = added(terms, known.rounding)
        rule = "taxable"
        if group.compound and taxable != group.taxable_amount:
            before = known.rounding.subtract(group.taxable_amount, taxable)
            terms.append(("+", Input("taxes before it", before)))
            template, taxable = added(terms, known.rounding)
            rule = "raised_base"
        inputs = tuple(each for _, each in terms)
        yield Row(f"{path}.taxable_amount", rule, template, inputs, None, taxable)
        yield _other_tax_row(known, group, path)


def _other_tax_row(known: Explaining, group: OtherTaxBreakdown, path: str) -> Row:
    base = Input(f"{path}.taxable_amount", group.taxable_amount)
    inputs = (base, Input(f"{path}.rate", group.rate))
    before = percent(group.taxable_amount, group.rate)
    rounded = step(before, known.rounding)
    if known.rounding.policy.tax == "per_line":
        rounded = step(before, known.rounding, how="each", after=group.tax_amount)
    return Row(
        f"{path}.tax_amount", "tax_on_top", "{0} × {1} / 100", inputs, rounded, rounded.after
    )


def _bearing(known: Explaining, group: OtherTaxBreakdown) -> Iterator[Term]:
    for index, line in enumerate(known.done.lines):
        if line.net_amount is not None:
            for _ in filter(lambda tax: _is_of(tax, group), line.other_taxes):
                yield "+", Input(f"lines[{index}].net_amount", line.net_amount)
    for path, each, _ in known.document_entries:
        if each.amount is not None and any(_is_of(tax, group) for tax in each.other_taxes):
            sign = "-" if isinstance(each, Allowance) else "+"
            yield sign, Input(f"{path}.amount", each.amount)


def _is_of(tax: OtherTax, group: OtherTaxBreakdown) -> bool:
    one = (tax.scheme, tax.category, tax.rate, tax.compound, tax.withholding)
    return one == (group.scheme, group.category, group.rate, group.compound, group.withholding)
