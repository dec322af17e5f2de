"""What the providers' red-letter forms (红字信息确认单) have in common: what is asked for."""

from __future__ import annotations

from invoicekit.calculate.fapiao import fapiao_form
from invoicekit.errors import InputError
from invoicekit.model import Invoice, RedForm, RedFormLine, RedLetter, RedSide, Totals
from invoicekit.money import ZERO


def asked_form(request_id: str, invoice: Invoice, side: RedSide) -> RedForm:
    """Returns the form that a red-letter invoice asks for; lines only where it takes back a part.

    Raises:
        InputError: The invoice does not say which one it reverses.
    """
    red = red_letter_of(invoice)
    totals = invoice.totals or Totals()
    return RedForm(
        request_id=request_id,
        state="",
        entered_by=side,
        blue_number=red.original_number or "",
        blue_code=red.original_code,
        reason=red.reason or "",
        net=totals.without_vat or ZERO,
        tax=totals.vat or ZERO,
        lines=_lines(invoice) if red.partial else (),
    )


def red_letter_of(invoice: Invoice) -> RedLetter:
    """Returns what a red-letter invoice says of the blue one.

    Raises:
        InputError: It does not say which one it reverses.
    """
    red = invoice.fapiao.red if invoice.fapiao else None
    if red is None or not red.original_number:
        raise InputError(
            "the red-letter invoice does not name the blue one",
            where="fapiao.red.original_number",
            expected="its number, and of a 税控 invoice its code",
            hint="Make it with kit.invoices.credit, or give fapiao.red.",
        )
    return red


def _lines(invoice: Invoice) -> tuple[RedFormLine, ...]:
    lines = []
    for line in fapiao_form(invoice).lines:
        facts = line.fapiao
        if facts is not None and facts.original_line is not None:
            lines.append(
                RedFormLine(
                    place=facts.original_line,
                    quantity=line.quantity,
                    net=line.net_amount or ZERO,
                    tax=facts.tax_amount or ZERO,
                )
            )
    return tuple(lines)
