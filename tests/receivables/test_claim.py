"""Costs first, then interest, then principal (section 367 BGB)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoicekit.receivables import Claim, settle_claim

D = Decimal
CLAIM = Claim(costs=D("5.00"), interest=D("12.30"), principal=D("119.00"))


@pytest.mark.parametrize(
    ("paid", "costs", "interest", "principal", "left"),
    [
        ("60.00", "5.00", "12.30", "42.70", "0"),
        ("3.00", "3.00", "0", "0", "0"),
        ("10.00", "5.00", "5.00", "0", "0"),
        ("136.30", "5.00", "12.30", "119.00", "0"),
        ("150.00", "5.00", "12.30", "119.00", "13.70"),
        ("0", "0", "0", "0", "0"),
    ],
)
def test_order(paid: str, costs: str, interest: str, principal: str, left: str) -> None:
    done = settle_claim(D(paid), CLAIM)
    assert done.applied == Claim(costs=D(costs), interest=D(interest), principal=D(principal))
    assert done.unapplied == D(left)
    assert done.open.costs == CLAIM.costs - D(costs)
    assert done.open.interest == CLAIM.interest - D(interest)
    assert done.open.principal == CLAIM.principal - D(principal)
