"""The exchange difference a payment realises on an invoice in a foreign currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from invoicekit.calculate import Rounder
from invoicekit.money import multiply, subtract


@dataclass(frozen=True, slots=True)
class ExchangeDifference:
    """In the books' currency: what the payment relieves, what came in, and the gain (or loss)."""

    relieved: Decimal
    received: Decimal
    gain: Decimal


def booked_amount(amount: Decimal, rate: Decimal, rounder: Rounder) -> Decimal:
    """Returns an amount in the books' currency; `rate` is its price of one foreign unit."""
    return rounder.amount(multiply(amount, rate))


def exchange_difference(
    paid: Decimal,
    *,
    open_amount: Decimal,
    open_booked: Decimal,
    payment_rate: Decimal,
    rounder: Rounder,
) -> ExchangeDifference:
    """Returns the difference of paying so much of an open amount.

    The payment relieves its share of what is still booked, so the last one relieves all the rest.

    Args:
        paid: In the invoice's currency, not more than is open.
        open_amount: Open before the payment, in the invoice's currency.
        open_booked: The same in the books' currency, at the rate it was booked by.
        payment_rate: The books' price of one foreign unit when paid.
        rounder: Of the books' currency.
    """
    relieved = open_booked
    if paid != open_amount:
        relieved = rounder.line(open_booked, paid, open_amount)
    received = booked_amount(paid, payment_rate, rounder)
    return ExchangeDifference(relieved, received, subtract(received, relieved))
