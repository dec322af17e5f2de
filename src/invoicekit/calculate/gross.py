"""Amounts that include VAT: the tax is taken out, the gross never changes.

`tax = round(gross × r / (100 + r))`, `net = gross - tax`: the customer was promised 79.20, so 66.55
and 12.65 it is, although 19 % of 66.55 is 12.64. The nets of the parts add up by largest remainder.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from invoicekit.calculate.rounding import Rounder
from invoicekit.money import add, apportion


class Separation(NamedTuple):
    """What amounts with tax consist of: each part's net, and the tax of all."""

    nets: list[Decimal]
    tax: Decimal


def separate(parts: Sequence[Decimal], rate: Decimal, rounder: Rounder) -> Separation:
    """Returns nets and tax of the parts of one VAT group, rounded once for the group.

    The nets and the tax add up to the parts exactly.
    """
    gross = add(parts)
    tax = rounder.tax_within(gross, rate)
    shares = [rounder.net_within(part, rate) for part in parts]
    return Separation(apportion(rounder.subtract(gross, tax), shares, rounder.unit), tax)


def separate_each(parts: Sequence[Decimal], rate: Decimal, rounder: Rounder) -> Separation:
    """Returns nets and tax where each part is rounded by itself (China's practice)."""
    taxes = [rounder.tax_within(part, rate) for part in parts]
    nets = [rounder.subtract(part, tax) for part, tax in zip(parts, taxes, strict=True)]
    return Separation(nets, add(taxes))
