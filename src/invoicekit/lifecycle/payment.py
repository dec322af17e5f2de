"""The payment dimension: nobody sets it, it follows from the ledger of allocations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple

from invoicekit.model.status import PaymentStatus
from invoicekit.money import ZERO, minus, plus


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What the ledger says of one document, in its currency.

    Attributes:
        issued: Whether it is issued and not voided.
        direction: +1 for what the buyer owes, -1 for credit notes.
        due: The amount to pay as printed.
        paid: Allocated payments. `credited` and `written_off` are allocated credits, write-offs.
        rest: Due less all that is allocated; negative when too much is.
        payable: Whether the buyer owes by this document at all.
    """

    issued: bool
    direction: Literal[1, -1]
    due: Decimal
    paid: Decimal = ZERO
    credited: Decimal = ZERO
    written_off: Decimal = ZERO

    rest: Decimal = field(init=False)
    payable: bool = field(init=False)

    def __post_init__(self) -> None:
        settled = plus(plus(self.paid, self.credited), self.written_off)
        object.__setattr__(self, "rest", minus(self.due, settled))
        owed = self.issued and self.direction > 0 and self.due >= ZERO
        object.__setattr__(self, "payable", owed)

    @property
    def open(self) -> Decimal:
        """What is left to pay, never negative."""
        return max(self.rest, ZERO) if self.payable else ZERO

    @property
    def status(self) -> PaymentStatus:
        """The payment status that follows."""
        paid, credited, given_up = self.paid > ZERO, self.credited > ZERO, self.written_off > ZERO
        settled, beyond = self.rest <= ZERO, self.rest < ZERO
        return _status(Standing(self.payable, settled, beyond, paid, credited, given_up))


class Standing(NamedTuple):
    """How a document stands: all that its payment status depends on.

    Attributes:
        settled: Whether nothing is left to pay; `overallocated`, whether less than nothing.
        paid: Whether payments are allocated. `credited` and `written_off` are credits, write-offs.
    """

    payable: bool
    settled: bool
    overallocated: bool
    paid: bool
    credited: bool
    written_off: bool


@cache
def _status(standing: Standing) -> PaymentStatus:
    """Returns the status of all documents that stand so: there are few ways to stand."""
    return next(row.status for row in PAYMENT if row.holds(standing))


@dataclass(frozen=True, slots=True)
class Projection:
    """One row: the status, and when it holds. The first row that holds wins."""

    status: PaymentStatus
    holds: Callable[[Standing], bool]
    meaning: str


PAYMENT: tuple[Projection, ...] = (
    Projection(
        PaymentStatus.NOT_PAYABLE,
        lambda it: not it.payable,
        "not issued, voided, or a document that reduces what is owed",
    ),
    Projection(
        PaymentStatus.OVERPAID,
        lambda it: it.overallocated and it.paid,
        "more is allocated than was due",
    ),
    Projection(
        PaymentStatus.WRITTEN_OFF,
        lambda it: it.settled and it.written_off,
        "settled, the rest of it given up",
    ),
    Projection(
        PaymentStatus.CREDITED,
        lambda it: it.settled and it.credited and not it.paid,
        "settled by credit notes alone",
    ),
    Projection(
        PaymentStatus.PAID,
        lambda it: it.settled,
        "settled, or nothing was left to pay",
    ),
    Projection(PaymentStatus.PARTIALLY_PAID, lambda it: it.paid, "some of it is paid"),
    Projection(PaymentStatus.UNPAID, lambda _: True, "no payment is allocated"),
)
