"""The document totals (BG-22), added up from amounts that are rounded already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from invoicekit.calculate.rounding import Rounder
from invoicekit.calculate.tax_groups import OtherTaxGroup, VatGroup
from invoicekit.model import ThirdPartyPayment

Amounts = Sequence[Decimal | None]


class Sums(NamedTuple):
    """Totals; None is unknown, or nothing to say (no allowance, no other tax)."""

    line_total: Decimal | None
    allowance_total: Decimal | None
    charge_total: Decimal | None
    without_vat: Decimal | None
    vat: Decimal | None
    other_taxes: Decimal | None
    with_vat: Decimal | None
    withheld: Decimal | None


def sums(
    lines: Amounts,
    allowances: Amounts,
    charges: Amounts,
    vat: Sequence[VatGroup],
    other: Sequence[OtherTaxGroup],
    rounder: Rounder,
) -> Sums:
    """Returns the totals before what was paid; allowances are positive, taken off.

    without_vat = lines - allowances + charges; with_vat = without_vat + vat + other taxes.
    """
    line_total = sum_known(lines, rounder)
    allowance_total = sum_known(allowances, rounder)
    charge_total = sum_known(charges, rounder)
    without_vat = None
    if line_total is not None and allowance_total is not None and charge_total is not None:
        without_vat = rounder.add(rounder.subtract(line_total, allowance_total), charge_total)
    vat_total = sum_known([group.tax for group in vat], rounder)
    other_taxes = rounder.total(group.tax for group in other if not group.key.withholding)
    with_vat = sum_known([without_vat, vat_total, other_taxes], rounder)
    return Sums(
        line_total,
        allowance_total if allowances else None,
        charge_total if charges else None,
        without_vat,
        vat_total,
        other_taxes if other else None,
        with_vat,
        rounder.total(group.tax for group in other if group.key.withholding) if other else None,
    )


def sum_known(amounts: Amounts, rounder: Rounder) -> Decimal | None:
    """Returns the sum, None where an amount is unknown."""
    known = [amount for amount in amounts if amount is not None]
    return rounder.total(known) if len(known) == len(amounts) else None


def amount_due(
    with_vat: Decimal,
    withheld: Decimal | None,
    prepaid: Decimal | None,
    third: Iterable[ThirdPartyPayment],
    rounder: Rounder,
) -> Decimal:
    """Returns with_vat - withheld - prepaid + third parties' share, before cash rounding."""
    due = with_vat if withheld is None else rounder.subtract(with_vat, withheld)
    due = due if prepaid is None else rounder.subtract(due, prepaid)
    collected = [payment.amount for payment in third if payment.amount is not None]
    return rounder.total([due, *collected]) if collected else due
