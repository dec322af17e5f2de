"""How the amounts of a line come about."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from invoicekit.calculate.explain_terms import Explaining, Term, added, step, terms_of
from invoicekit.calculate.lines import Part
from invoicekit.calculate.rounding import Rounder
from invoicekit.calculate.trace import Input, Row
from invoicekit.model import Allowance, Charge, InvoiceLine, LineAllowance, LineCharge
from invoicekit.money import HUNDRED, ZERO, divide, multiply, percent


def explain_line(known: Explaining, index: int) -> Iterator[Row]:
    """Yields the rows of one line, nothing of what is unknown."""
    line, parts, at = known.done.lines[index], known.parts[index], f"lines[{index}]"
    if parts.price is None:
        return
    if parts.stated:
        given = known.given.lines[index].net_amount or parts.price.amount
        inputs = (Input(f"{at}.net_amount", given),)
        rounded = step(given, known.rounding)
        yield Row(f"{at}.net_amount", "stated", "{0}", inputs, rounded, rounded.after)
        return
    yield from _explain_given_price(line, at, known.rounding)
    simple = not line.allowances and not line.charges
    if simple and not parts.price.with_vat:
        yield _price_row(line, f"{at}.net_amount", at, known.rounding)
        return
    whole = f"{at}.with_vat" if simple else f"{at}.price_amount"
    yield _price_row(line, whole, at, known.rounding)
    base = Input(whole, parts.price.amount)
    rate = known.entries[index].vat.percent
    for name, each, part in _allowances_and_charges(line, parts.allowances, parts.charges, at):
        yield from explain_part(name, each, part, base, "percent_of_line", rate, known.rounding)
    yield from _explain_net(known, index, at)


def _explain_given_price(line: InvoiceLine, at: str, rounding: Rounder) -> Iterator[Row]:
    price = line.price
    if price is None or price.net is None or price.with_vat is not None or price.gross is None:
        return
    discount = price.discount or ZERO
    if rounding.subtract(price.gross, discount) == price.net:
        inputs = (Input(f"{at}.price.gross", price.gross), Input(f"{at}.price.discount", discount))
        yield Row(f"{at}.price.net", "net_price", "{0} - {1}", inputs, None, price.net)


def _price_row(line: InvoiceLine, path: str, at: str, rounding: Rounder) -> Row:
    price = line.price
    assert price is not None
    assert line.quantity is not None
    name = "net" if price.with_vat is None else "with_vat"
    value = price.with_vat if price.with_vat is not None else price.net or ZERO
    inputs = [Input(f"{at}.quantity", line.quantity), Input(f"{at}.price.{name}", value)]
    before, rule, template = multiply(line.quantity, value), "price", "{0} × {1}"
    if price.base_quantity is not None:
        inputs.append(Input(f"{at}.price.base_quantity", price.base_quantity))
        before, rule, template = divide(before, price.base_quantity), "price_per", "{0} × {1} / {2}"
    rounded = step(before, rounding)
    return Row(path, rule, template, tuple(inputs), rounded, rounded.after)


def _allowances_and_charges(
    line: InvoiceLine,
    allowances: tuple[Part | None, ...],
    charges: tuple[Part | None, ...],
    at: str,
) -> Iterator[tuple[str, LineAllowance | LineCharge, Part | None]]:
    for i, (allowance, part) in enumerate(zip(line.allowances, allowances, strict=True)):
        yield f"{at}.allowances[{i}]", allowance, part
    for i, (charge, part) in enumerate(zip(line.charges, charges, strict=True)):
        yield f"{at}.charges[{i}]", charge, part


def explain_part(
    path: str,
    each: LineAllowance | LineCharge | Allowance | Charge,
    part: Part | None,
    base: Input | None,
    rule: str,
    rate: Decimal | None,
    rounding: Rounder,
) -> Iterator[Row]:
    """Yields the rows of an allowance or charge: its amount as priced, then without VAT.

    Args:
        path: Where it stands.
        each: The allowance or charge as calculated.
        part: Its amount as priced, None where it is unknown.
        base: What a percentage without base amount of its own is of, None where that is unknown.
        rule: The rule's name for such a percentage.
        rate: The VAT rate.
        rounding: Currency and policy.
    """
    if part is None:
        return
    priced = f"{path}.with_vat" if part.with_vat else f"{path}.amount"
    if each.percent is not None:
        if each.base_amount is not None:
            base, rule = Input(f"{path}.base_amount", each.base_amount), "percent_of_base"
        if base is not None:
            inputs = (base, Input(f"{path}.percent", each.percent))
            rounded = step(percent(base.value, each.percent), rounding)
            yield Row(priced, rule, "{0} × {1} / 100", inputs, rounded, rounded.after)
    else:
        yield Row(priced, "given", "{0}", (Input(priced, part.amount),), None, part.amount)
    if part.with_vat and rate is not None and each.amount is not None:
        inputs = (Input(priced, part.amount), Input("rate", rate))
        before = rounding.net_within(part.amount, rate)
        rounded = step(before, rounding, how="largest_remainder", after=each.amount)
        template = "{0} × 100 / (100 + {1})"
        yield Row(f"{path}.amount", "net_of_part", template, inputs, rounded, each.amount)


def _explain_net(known: Explaining, index: int, at: str) -> Iterator[Row]:
    """Yields the net amount of a line with allowances, or priced with VAT, and its unit price."""
    line, entry, rounding = known.done.lines[index], known.entries[index], known.rounding
    if entry.net is None or line.net_amount is None:
        return
    gross = _terms(known, index, at, with_vat=True)
    net = _terms(known, index, at, with_vat=False)
    if not gross:
        template, result = added(net, rounding)
        yield Row(f"{at}.net_amount", "line", template, _inputs(net), None, result)
        return
    whole = f"{at}.with_vat"
    if len(gross) > 1 or gross[0][1].path != whole:
        template, result = added(gross, rounding)
        yield Row(whole, "line_with_vat", template, _inputs(gross), None, result)
    yield _net_of_gross(whole, line, entry.gross or ZERO, net, known, index)
    yield from _explain_unit_price(line, at, rounding)


def _net_of_gross(
    whole: str, line: InvoiceLine, gross: Decimal, net: list[Term], known: Explaining, index: int
) -> Row:
    rounding = known.rounding
    rate = known.entries[index].vat.percent or ZERO
    deduction = known.entries[index].deduction
    if deduction is not None:
        return _net_of_margin(whole, line, gross, deduction, net, known, index)
    template, others = added(net, rounding, first=2)
    tail = "" if not net else f" + {template}" if not template.startswith("-") else f" {template}"
    before = rounding.add(rounding.net_within(gross, rate), others)
    assert line.net_amount is not None
    how = "each" if rounding.policy.tax == "per_line" else "largest_remainder"
    return Row(
        f"lines[{index}].net_amount",
        "net_of_gross",
        "{0} × 100 / (100 + {1})" + tail,
        (Input(whole, gross), Input(f"lines[{index}].vat_rate", rate), *_inputs(net)),
        step(before, rounding, how=how, after=line.net_amount),
        line.net_amount,
    )


def _net_of_margin(
    whole: str,
    line: InvoiceLine,
    gross: Decimal,
    deduction: Decimal,
    net: list[Term],
    known: Explaining,
    index: int,
) -> Row:
    """The net of what is taxed on its margin: the gross less the tax on what is not deducted."""
    rounding, at = known.rounding, f"lines[{index}]"
    rate = known.entries[index].vat.percent or ZERO
    template, others = added(net, rounding, first=3)
    tail = "" if not net else f" + {template}" if not template.startswith("-") else f" {template}"
    base = rounding.subtract(gross, deduction)
    tax = divide(multiply(base, rate), rounding.add(HUNDRED, rate))
    assert line.net_amount is not None
    before = rounding.add(rounding.subtract(gross, tax), others)
    return Row(
        f"{at}.net_amount",
        "net_of_margin",
        "{0} - ({0} - {1}) × {2} / (100 + {2})" + tail,
        (
            Input(whole, gross),
            Input(f"{at}.fapiao.deduction", deduction),
            Input(f"{at}.vat_rate", rate),
            *_inputs(net),
        ),
        step(before, rounding, how="each", after=line.net_amount),
        line.net_amount,
    )


def _terms(known: Explaining, index: int, at: str, *, with_vat: bool) -> list[Term]:
    """Returns the terms of a line that are priced with VAT, or those that are not."""
    line, parts = known.done.lines[index], known.parts[index]
    simple = not line.allowances and not line.charges
    price = f"{at}.with_vat" if simple else f"{at}.price_amount"
    field = "with_vat" if with_vat else "amount"

    def chosen(part: Part | None) -> Decimal | None:
        return part.amount if part is not None and part.with_vat is with_vat else None

    return [
        *terms_of("+", [(price, chosen(parts.price))]),
        *terms_of(
            "-",
            ((f"{at}.allowances[{i}].{field}", chosen(p)) for i, p in enumerate(parts.allowances)),
        ),
        *terms_of(
            "+", ((f"{at}.charges[{i}].{field}", chosen(p)) for i, p in enumerate(parts.charges))
        ),
    ]


def _inputs(terms: list[Term]) -> tuple[Input, ...]:
    return tuple(each for _, each in terms)


def _explain_unit_price(line: InvoiceLine, at: str, rounding: Rounder) -> Iterator[Row]:
    """Yields the price without VAT: what is left of the line for it, by quantity."""
    price = line.price
    if price is None or price.with_vat is None or price.net is None or not line.quantity:
        return
    terms = [
        *terms_of("+", [(f"{at}.net_amount", line.net_amount)]),
        *terms_of(
            "+", ((f"{at}.allowances[{i}].amount", a.amount) for i, a in enumerate(line.allowances))
        ),
        *terms_of(
            "-", ((f"{at}.charges[{i}].amount", c.amount) for i, c in enumerate(line.charges))
        ),
    ]
    template, amount = added(terms, rounding)
    base = price.base_quantity or Decimal(1)
    inputs = (
        *_inputs(terms),
        Input(f"{at}.price.base_quantity", base),
        Input(f"{at}.quantity", line.quantity),
    )
    count = len(terms)
    template = f"({template}) × {{{count}}} / {{{count + 1}}}"
    net = rounding.unit_price(amount, line.quantity, base)
    yield Row(f"{at}.price.net", "unit_price", template, inputs, None, net)
