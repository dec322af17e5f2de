"""Taking VAT out of a price in the ways that only China knows.

Each amount is rounded to 分, half up, and net + tax is always the price. Source: 增值税法, articles
11 and 17, and 财政部 税务总局公告2026年第10号.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from invoicekit.money import HUNDRED, divide, multiply, round_to

_CENT = Decimal("0.01")
_SIGNIFICANT = Context(prec=15, rounding=ROUND_HALF_UP)


class NetAndTax(NamedTuple):
    """Both parts of a price with tax, in yuan."""

    net: Decimal
    tax: Decimal


def reduced(gross: Decimal, levied: Decimal, effective: Decimal) -> NetAndTax:
    """Returns the parts of a price under a reduced levy (减按征税).

    tax = gross / (1 + levied) × effective, such as 3 % reduced to 2 % for own used fixed assets.

    Args:
        gross: The price with tax.
        levied: The rate that the price holds, a percentage.
        effective: The rate that is paid, a percentage.
    """
    tax = _part(gross, effective, HUNDRED + levied)
    return NetAndTax(gross - tax, tax)


def margin(gross: Decimal, deduction: Decimal, rate: Decimal) -> NetAndTax:
    """Returns the parts of a price under margin taxation (差额征税).

    tax = (gross - deduction) × rate / (1 + rate); the rest of the price is net.

    Args:
        gross: The price with tax.
        deduction: What may be taken off, with tax.
        rate: A percentage.
    """
    tax = _part(gross - deduction, rate, HUNDRED + rate)
    return NetAndTax(gross - tax, tax)


def unit_price(gross: Decimal, quantity: Decimal, rate: Decimal) -> Decimal:
    """Returns the price of a unit without tax, with 15 significant digits as the bureau writes it.

    Args:
        gross: The line's amount with tax.
        quantity: Not zero.
        rate: A percentage.
    """
    net = divide(multiply(gross, HUNDRED), HUNDRED + rate)
    return _SIGNIFICANT.divide(net, quantity).normalize()


def _part(amount: Decimal, rate: Decimal, whole: Decimal) -> Decimal:
    return round_to(divide(multiply(amount, rate), whole), _CENT)
