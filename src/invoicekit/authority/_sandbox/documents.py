"""What the platform reads of a document: amounts with their sign, what may be reversed of it."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from invoicekit.authority._sandbox.red_forms import Amounts, Blue
from invoicekit.calculate.fapiao import DISCOUNT, fapiao_form
from invoicekit.model import Invoice, RedLetter
from invoicekit.money import ZERO


def blue_of(invoice: Invoice) -> Blue:
    """Returns what may be reversed of an issued invoice, by the places of its lines."""
    lines: dict[int, Amounts] = {}
    above = 0
    for place, line in enumerate(fapiao_form(invoice).lines, start=1):
        facts = line.fapiao
        amounts = Amounts(line.net_amount or ZERO, (facts.tax_amount if facts else None) or ZERO)
        if facts is not None and facts.nature == DISCOUNT:
            lines[above] = Amounts(lines[above].net + amounts.net, lines[above].tax + amounts.tax)
        else:
            lines[place], above = amounts, place
    return Blue(Amounts(net_of(invoice), tax_of(invoice)), lines)


def content_of(invoice: Invoice) -> str:
    """Returns a hash that only the same document has."""
    return hashlib.sha256(invoice.canonical()).hexdigest()


def red_of(invoice: Invoice) -> RedLetter | None:
    """Returns what a red-letter invoice reverses."""
    return invoice.fapiao.red if invoice.fapiao else None


def net_of(invoice: Invoice) -> Decimal:
    """Returns what a document adds without tax: a red-letter invoice takes away."""
    amount = (invoice.totals.without_vat if invoice.totals else None) or ZERO
    return -amount if invoice.is_credit else amount


def tax_of(invoice: Invoice) -> Decimal:
    """Returns the tax, taken away by a red-letter invoice."""
    amount = (invoice.totals.vat if invoice.totals else None) or ZERO
    return -amount if invoice.is_credit else amount
