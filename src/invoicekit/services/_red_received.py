"""The red-letter invoice that a buyer asks for: of a 发票 as it was received, whole or by line.

A discount line is taken off the line above it. Of each line net and tax are shared by quantity; the
part that takes the last of a line takes exactly what the earlier ones left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from invoicekit.calculate.fapiao import DISCOUNT, NORMAL, fapiao_form
from invoicekit.errors import InputError, OverCredited
from invoicekit.jurisdiction.fapiao import unit_price
from invoicekit.lifecycle.red_letter import REASONS, WHOLE_ONLY, reason_code
from invoicekit.model.fapiao import Fapiao, FapiaoLine, RedLetter
from invoicekit.model.invoice import DocumentKind, Invoice, Totals
from invoicekit.model.line import InvoiceLine, Price
from invoicekit.money import ZERO, add, divide, multiply, quantum, round_to
from invoicekit.services._tools import number

_CENT = quantum("CNY")
_ONE = Decimal(1)


@dataclass(frozen=True)
class _Blue:
    """A line of the blue 发票 with its discount taken off, or what is left of it."""

    line: InvoiceLine
    quantity: Decimal
    net: Decimal
    tax: Decimal


def red_of_received(
    blue: Invoice,
    earlier: Sequence[Invoice],
    *,
    reason: str,
    lines: Mapping[str, Decimal | str | int] | None,
) -> Invoice:
    """Returns the red-letter invoice of a received one.

    Args:
        blue: As received.
        earlier: Red-letter invoices of it that are asked for already, or issued.
        reason: One of the bureau's reasons, as code or in its words.
        lines: Line number on the 发票 → quantity; all that is left by default.

    Raises:
        InputError: No such reason or line, or a reason that reverses whole invoices only.
        OverCredited: More than is left.
    """
    code = reason_code(reason)
    if code is None:
        raise InputError(
            f"{reason!r} is no reason for a red-letter invoice",
            where="reason",
            expected=", ".join(f"{each} {words}" for each, words in REASONS.items()),
        )
    rows = _rows(blue)
    left = _left(rows, earlier)
    taken = _taken(rows, left, lines)
    whole = not earlier and all(
        place in taken and taken[place].quantity == row.quantity for place, row in rows.items()
    )
    if code == WHOLE_ONLY and not whole:
        raise InputError(
            f"{REASONS[code]} reverses the whole invoice, not a part of it",
            where="reason",
            hint="Ask for all lines, or give another reason.",
        )
    return _letter(blue, taken, code, whole=whole)


def _rows(blue: Invoice) -> dict[str, _Blue]:
    rows: dict[str, _Blue] = {}
    above = ""
    for place, line in enumerate(fapiao_form(blue).lines, start=1):
        facts = line.fapiao or FapiaoLine()
        net, tax = line.net_amount or ZERO, facts.tax_amount or ZERO
        # The bureau's XML has no nature: a negative line of a blue invoice is a discount.
        if above and (facts.nature == DISCOUNT or net < ZERO):
            row = rows[above]
            rows[above] = _Blue(row.line, row.quantity, add((row.net, net)), add((row.tax, tax)))
        else:
            above = str(place)
            rows[above] = _Blue(line, line.quantity or _ONE, net, tax)
    return rows


def _left(rows: Mapping[str, _Blue], earlier: Sequence[Invoice]) -> dict[str, _Blue]:
    left = dict(rows)
    for red in earlier:
        for line in red.lines:
            row = left[line.id or ""]
            tax = (line.fapiao.tax_amount if line.fapiao else None) or ZERO
            left[line.id or ""] = _Blue(
                row.line,
                row.quantity - (line.quantity or _ONE),
                row.net - (line.net_amount or ZERO),
                row.tax - tax,
            )
    return left


def _taken(
    rows: Mapping[str, _Blue],
    left: Mapping[str, _Blue],
    asked: Mapping[str, Decimal | str | int] | None,
) -> dict[str, _Blue]:
    if asked is None:
        asked = {place: row.quantity for place, row in left.items() if row.quantity}
    taken = {}
    for place, wanted in asked.items():
        if place not in rows:
            raise InputError(f"the 发票 has no line {place}", where=place, expected=", ".join(rows))
        quantity = number(wanted, f"lines[{place}]")
        row, rest = rows[place], left[place]
        if quantity <= ZERO or quantity > rest.quantity:
            raise OverCredited(
                f"{quantity} of line {place} are not left to reverse",
                where=place,
                expected=f"at most {rest.quantity}",
            )
        taken[place] = rest if quantity == rest.quantity else _share(row, quantity)
    if not taken:
        raise OverCredited("nothing is left to reverse")
    return taken


def _share(row: _Blue, quantity: Decimal) -> _Blue:
    part = divide(quantity, row.quantity)
    net, tax = (round_to(multiply(amount, part), _CENT) for amount in (row.net, row.tax))
    return _Blue(row.line, quantity, net, tax)


def _letter(blue: Invoice, taken: Mapping[str, _Blue], code: str, *, whole: bool) -> Invoice:
    facts = blue.fapiao or Fapiao()
    net, tax = add(row.net for row in taken.values()), add(row.tax for row in taken.values())
    gross = add((net, tax))
    red = RedLetter(
        original_number=blue.number,
        original_code=facts.code,
        original_kind=facts.kind,
        original_date=blue.issue_date,
        reason=code,
        partial=not whole,
    )
    return Invoice(
        type_code=DocumentKind.CREDIT_NOTE.value,
        currency=blue.currency,
        seller=blue.seller,
        buyer=blue.buyer,
        lines=tuple(_line(place, row) for place, row in taken.items()),
        totals=Totals(line_total=net, without_vat=net, vat=tax, with_vat=gross, amount_due=gross),
        fapiao=Fapiao(kind=facts.kind, special=facts.special, red=red),
    )


def _line(place: str, row: _Blue) -> InvoiceLine:
    facts = (row.line.fapiao or FapiaoLine()).replace(
        nature=NORMAL,
        tax_amount=row.tax,
        amount_with_tax=add((row.net, row.tax)),
        original_line=int(place),
    )
    counted = row.line.quantity is not None
    price = Price(net=unit_price(row.net, row.quantity, ZERO)) if counted else row.line.price
    return row.line.replace(
        id=place,
        quantity=row.quantity if counted else None,
        price=price,
        net_amount=row.net,
        fapiao=facts,
    )
