"""Reminders of what is overdue: once a level, whoever asks how often."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from invoicekit.masking import Personal
from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal

AFTER_DAYS = (7, 21, 35)
"""Days overdue from which the first, the second, the third reminder is sent."""


class Overdue(Value):
    """A document that should be reminded of.

    Attributes:
        level: Of the reminder that comes next, from 1.
        open_amount: What is left to pay, in `currency`.
        days_late: Since the due date.
    """

    invoice_id: str
    number: str
    customer_id: str | None = None
    buyer_name: Annotated[str | None, Personal("name")] = None
    level: int
    open_amount: ExactDecimal = Decimal(0)
    currency: str
    due_date: date
    days_late: int


class Reminder(Value):
    """That a document was reminded of.

    Attributes:
        open_amount: What was left to pay, in `currency`.
        delivery_id: The letter, whose fate is the delivery's.
    """

    id: str
    invoice_id: str
    level: int
    open_amount: ExactDecimal
    currency: str
    due_date: date
    delivery_id: str
    sent_by: str
    sent_at: datetime
