"""Money received, and where it went."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from invoicekit.masking import Personal
from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal

AllocationKind = Literal["payment", "credit", "write_off"]


class Payment(Value):
    """Money received. `unapplied` has found no invoice yet; it is never lost, never refused."""

    id: str
    version: int = 1
    customer_id: str | None = None
    amount: ExactDecimal
    currency: str
    received_date: date
    method: str | None = None
    remittance: Annotated[str | None, Personal("hidden")] = None
    reference: str | None = None
    payer: Annotated[str | None, Personal("name")] = None
    recorded_by: str
    recorded_at: datetime
    applied: ExactDecimal = Decimal(0)

    @property
    def unapplied(self) -> Decimal:
        """What is left to allocate."""
        return self.amount - self.applied


class Allocation(Value):
    """A row of the receivables ledger: so much of a source settles so much of an invoice.

    Rows are append-only: taking an allocation back is a second row with the amount negated.

    Attributes:
        source_id: The payment, or the record of the credit note; empty for a write-off.
        booking_date: Counts for reports as of a date.
    """

    id: str
    kind: AllocationKind = "payment"
    source_id: str = ""
    invoice_id: str
    amount: ExactDecimal
    currency: str
    booking_date: date
    actor: str
    at: datetime
    reason: str | None = None
    reverses: str | None = None
