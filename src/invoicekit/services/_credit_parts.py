"""What of an invoice a credit note takes back: lines and quantities, and the exact rest at the end.

Each part is rounded by itself; the part that takes the last of a line takes what the earlier ones
left of its allowances, and the cent that their rounding left, so that all parts add up to the line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from invoicekit.model.allowance import Allowance, Charge, LineAllowance, LineCharge
from invoicekit.model.invoice import Invoice
from invoicekit.model.line import InvoiceLine
from invoicekit.money import ZERO, add, divide, multiply, quantum, round_to

P = TypeVar("P", LineAllowance, LineCharge, Allowance, Charge)
D = TypeVar("D", Allowance, Charge)
_ROUNDING = "Rounding"


def lines_taken(
    invoice: Invoice, quantities: Mapping[str, Decimal], earlier: Sequence[Invoice]
) -> tuple[InvoiceLine, ...]:
    """Returns the lines of a credit note.

    Args:
        invoice: What is credited.
        quantities: Line id → quantity to take back.
        earlier: The credit notes there are already.
    """
    unit = quantum(invoice.currency or "EUR")
    before: dict[str | None, list[InvoiceLine]] = {}
    for note in earlier:
        for line in note.lines:
            before.setdefault(line.id, []).append(line)
    return tuple(
        _part(line, quantities[line.id or ""], before.get(line.id, []), unit)
        for line in invoice.lines
        if line.id in quantities
    )


def document_parts(
    given: Sequence[D],
    earlier: Sequence[Sequence[D]],
    invoice: Invoice,
    lines: Sequence[InvoiceLine],
    *,
    last: bool,
) -> tuple[D, ...]:
    """Returns the part of allowances or charges of the document that falls to these lines.

    Args:
        given: The invoice's.
        earlier: Those of each credit note there is already.
        invoice: What is credited.
        lines: Of the credit note.
        last: Whether nothing of the invoice is left, so that the exact rest is taken.
    """
    unit = quantum(invoice.currency or "EUR")
    parts = []
    for place, each in enumerate(given):
        twins = [other for other in given[:place] if _key(other) == _key(each)]
        spent = [
            same[len(twins)] for note in earlier if len(same := _same(note, each)) > len(twins)
        ]
        part = _rest(each, spent) if last else _scaled(each, _share(each, invoice, lines), unit)
        if part.amount or part.with_vat or part.percent:
            parts.append(part)
    return tuple(parts)


def _part(
    line: InvoiceLine, quantity: Decimal, earlier: Sequence[InvoiceLine], unit: Decimal
) -> InvoiceLine:
    if quantity == line.quantity:
        return line
    taken = add((quantity, *(each.quantity or ZERO for each in earlier)))
    last = taken == line.quantity
    share = divide(quantity, line.quantity or Decimal(1))
    allowances = _parts(line.allowances, [each.allowances for each in earlier], share, unit, last)
    charges = _parts(line.charges, [each.charges for each in earlier], share, unit, last)
    part = line.replace(quantity=quantity, net_amount=None, allowances=allowances, charges=charges)
    return _rounded(part, line, earlier, unit) if last else part


def _parts(
    given: Sequence[P],
    earlier: Sequence[Sequence[P]],
    share: Decimal,
    unit: Decimal,
    last: bool,  # noqa: FBT001 - one call
) -> tuple[P, ...]:
    if not last:
        return tuple(_scaled(each, share, unit) for each in given)
    return tuple(
        _rest(each, [note[place] for note in earlier if place < len(note)])
        for place, each in enumerate(given)
    )


def _rounded(
    part: InvoiceLine, line: InvoiceLine, earlier: Sequence[InvoiceLine], unit: Decimal
) -> InvoiceLine:
    """Returns the last part with the cent that rounding each part of the price has left."""
    parts = (part, *earlier)
    missing = _priced(line, unit) - add(_priced(each, unit) for each in parts)
    if not missing:
        return part
    with_vat = line.price is not None and line.price.with_vat is not None
    amount = {"with_vat" if with_vat else "amount": abs(missing)}
    if missing > 0:
        charge = LineCharge(reason=_ROUNDING).replace(**amount)
        return part.replace(charges=(*part.charges, charge))
    allowance = LineAllowance(reason=_ROUNDING).replace(**amount)
    return part.replace(allowances=(*part.allowances, allowance))


def _priced(line: InvoiceLine, unit: Decimal) -> Decimal:
    price = line.price
    if price is None or line.quantity is None:
        return ZERO
    given = price.with_vat if price.with_vat is not None else price.net
    amount = multiply(given or ZERO, line.quantity)
    return round_to(divide(amount, price.base_quantity or Decimal(1)), unit)


def _share(given: Allowance | Charge, invoice: Invoice, lines: Sequence[InvoiceLine]) -> Decimal:
    """Returns the part of the lines that is credited, by their unreduced value.

    An allowance was taken off the lines of its own rate; a charge, such as shipping, is for all.
    """
    group = (given.vat_category, given.vat_rate)
    of_group = [each for each in invoice.lines if (each.vat_category, each.vat_rate) == group]
    whole = of_group if isinstance(given, Allowance) and of_group else list(invoice.lines)
    ids = {each.id for each in whole}
    total = add(_value(each) for each in whole)
    taken = add(_value(each) for each in lines if each.id in ids)
    return divide(taken, total) if total else Decimal(1)


def _value(line: InvoiceLine) -> Decimal:
    price = line.price
    given = (price.with_vat or price.net or ZERO) if price else ZERO
    return multiply(given, line.quantity or ZERO)


def _key(given: Allowance | Charge) -> tuple[object, ...]:
    return given.vat_category, given.vat_rate, given.reason, given.reason_code


def _same(note: Sequence[D], given: D) -> list[D]:
    return [each for each in note if _key(each) == _key(given)]


def _scaled(part: P, share: Decimal, unit: Decimal) -> P:
    changes: dict[str, object] = {
        name: round_to(multiply(amount, share), unit) for name, amount in _amounts(part).items()
    }
    return part.replace(**changes)


def _amounts(part: LineAllowance | LineCharge | Allowance | Charge) -> dict[str, Decimal]:
    given = {"amount": part.amount, "base_amount": part.base_amount, "with_vat": part.with_vat}
    return {name: amount for name, amount in given.items() if amount is not None}


def _rest(given: P, spent: Sequence[P]) -> P:
    """Returns what earlier parts left; percentages give way to the amounts they came to."""
    changes = _left(given, spent)
    if spent and given.percent is not None:
        changes |= {"percent": None, "base_amount": None}
    return given.replace(**changes)


def _left(
    given: LineAllowance | LineCharge | Allowance | Charge,
    spent: Sequence[LineAllowance | LineCharge | Allowance | Charge],
) -> dict[str, object]:
    before = [_amounts(each) for each in spent]
    return {
        name: add((whole, *(-each.get(name, ZERO) for each in before)))
        for name, whole in _amounts(given).items()
    }
