"""A payment on a claim with costs and interest (section 367 (1) BGB).

A payment that does not cover the whole debt goes first to the costs, then to the interest, last to
the principal. https://www.gesetze-im-internet.de/bgb/__367.html
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from invoicekit.money import ZERO, subtract


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is owed, or what was paid on it, in one currency."""

    costs: Decimal = ZERO
    interest: Decimal = ZERO
    principal: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """What a payment settled, what stays open, and what is left of the payment."""

    applied: Claim
    open: Claim
    unapplied: Decimal


def settle_claim(amount: Decimal, claim: Claim) -> ClaimPayment:
    """Returns the payment put on costs, then interest, then principal."""
    costs = min(amount, claim.costs)
    after_costs = subtract(amount, costs)
    interest = min(after_costs, claim.interest)
    after_interest = subtract(after_costs, interest)
    principal = min(after_interest, claim.principal)
    still_open = Claim(
        costs=subtract(claim.costs, costs),
        interest=subtract(claim.interest, interest),
        principal=subtract(claim.principal, principal),
    )
    applied = Claim(costs=costs, interest=interest, principal=principal)
    return ClaimPayment(applied, still_open, subtract(after_interest, principal))
