"""The payment dimension: nobody sets it, it follows from the ledger of allocations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from invoicekit.model.status import PaymentStatus
from invoicekit.money import ZERO, add, subtract


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What the ledger says of one document, in its currency.

    Attributes:
        issued: Whether it is issued and not voided.
        direction: +1 for what the buyer owes, -1 for credit notes.
        due: The amount to pay as printed.
        paid: Allocated payments. `credited` and `written_off` are allocated credits, write-offs.
        rest: Due less all that is allocated; negative when too much is.
    """

    issued: bool
    direction: Literal[1, -1]
    due: Decimal
    paid: Decimal = ZERO
    credited: Decimal = ZERO
    written_off: Decimal = ZERO

    rest: Decimal = field(init=False)

    def __post_init__(self) -> None:
        settled = add((self.paid, self.credited, self.written_off))
        object.__setattr__(self, "rest", subtract(self.due, settled))

    @property
    def payable(self) -> bool:
        """Whether the buyer owes by this document at all."""
        return self.issued and self.direction > 0 and self.due >= ZERO

    @property
    def open(self) -> Decimal:
        """What is left to pay, never negative."""
        return max(self.rest, ZERO) if self.payable else ZERO

    @property
    def status(self) -> PaymentStatus:
        """The payment status that follows."""
        return next(row.status for row in PAYMENT if row.holds(self))


@dataclass(frozen=True, slots=True)
class Projection:
    """One row: the status, and when it holds. The first row that holds wins."""

    status: PaymentStatus
    holds: Callable[[Ledger], bool]
    meaning: str


PAYMENT: tuple[Projection, ...] = (
    Projection(
        PaymentStatus.NOT_PAYABLE,
        lambda ledger: not ledger.payable,
        "not issued, voided, or a document that reduces what is owed",
    ),
    Projection(
        PaymentStatus.OVERPAID,
        lambda ledger: ledger.rest < ZERO and ledger.paid > ZERO,
        "more is allocated than was due",
    ),
    Projection(
        PaymentStatus.WRITTEN_OFF,
        lambda ledger: ledger.rest <= ZERO and ledger.written_off > ZERO,
        "settled, the rest of it given up",
    ),
    Projection(
        PaymentStatus.CREDITED,
        lambda ledger: ledger.rest <= ZERO and ledger.credited > ZERO and ledger.paid <= ZERO,
        "settled by credit notes alone",
    ),
    Projection(
        PaymentStatus.PAID,
        lambda ledger: ledger.rest <= ZERO,
        "settled, or nothing was left to pay",
    ),
    Projection(
        PaymentStatus.PARTIALLY_PAID, lambda ledger: ledger.paid > ZERO, "some of it is paid"
    ),
    Projection(PaymentStatus.UNPAID, lambda _ledger: True, "no payment is allocated"),
)
