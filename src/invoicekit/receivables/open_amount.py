"""What is open on a document as of a day, from the ledger's rows by their booking dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicekit.money import add, subtract


@dataclass(frozen=True, slots=True)
class Booked:
    """A row of the ledger: an allocation, a credit or a write-off; negative takes one back."""

    amount: Decimal
    booking_date: date


def open_amount(total: Decimal, rows: Iterable[Booked], as_of: date) -> Decimal:
    """Returns the total less what was booked up to and on the day.

    A later row changes no earlier report, and a refund or a reversal, booked as a negative row,
    opens the document again.
    """
    return subtract(total, add(row.amount for row in rows if row.booking_date <= as_of))


def ledger_amount(amount: Decimal, *, is_credit: bool) -> Decimal:
    """Returns the amount as it changes what the buyer owes.

    A credit note (381) is positive on paper and negative in the ledger.
    """
    return amount.copy_negate() if is_credit else amount
