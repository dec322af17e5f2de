"""Crediting an invoice in several parts so that all of them together are the invoice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from invoicekit.calculate import Rounder
from invoicekit.errors import OverCredited
from invoicekit.money import add, subtract


@dataclass(frozen=True, slots=True)
class Credited:
    """Of one tax group: the base and the tax that an invoice charges or a credit note gives."""

    taxable: Decimal
    tax: Decimal


def credit_tax(
    invoiced: Credited,
    earlier: Iterable[Credited],
    taxable: Decimal,
    *,
    rounder: Rounder,
    rate: Decimal,
) -> Decimal:
    """Returns the tax of one more credit note in a tax group of the invoice.

    The base's tax, rounded; the credit that takes the last of the base takes the last of the tax,
    so the credits' taxes add up to the invoice's and never exceed it.

    Raises:
        OverCredited: More would be credited than is left, or in the other direction.
    """
    before = tuple(earlier)
    left = subtract(invoiced.taxable, add(credit.taxable for credit in before))
    left_tax = subtract(invoiced.tax, add(credit.tax for credit in before))
    if abs(taxable) > abs(left) or (taxable and (taxable > 0) != (left > 0)):
        raise OverCredited(
            f"{taxable} is not within the {left} left to credit in this tax group",
            where="taxable",
            expected=f"at most {left}",
            hint="Credit the rest, or a part of it.",
        )
    return left_tax if taxable == left else min(rounder.percent(taxable, rate), left_tax, key=abs)
