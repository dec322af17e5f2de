"""What a register said of a tax id, kept with the customer as evidence."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime

from invoicekit.masking import Personal
from invoicekit.model.value import Value


class TaxIdStatus(StrEnum):
    """What a register says of a tax id.

    `pending`: it did not get round to an answer, ask again soon. `unavailable`: it is down, or no
    register knows such numbers.
    """

    VALID = "valid"
    INVALID = "invalid"
    PENDING = "pending"
    UNAVAILABLE = "unavailable"


class TaxIdCheck(Value):
    """One answer of a register.

    Attributes:
        value: The number that was asked about, with its prefix.
        source: The register: `VIES`.
        checked_at: When it was recorded.
        consultation_number: The register's own proof of the enquiry; VIES gives one to who names
            itself as the requester.
        name: Of the business, as registered, where the register tells.
        address: The same of its address.
        reason: Why there is no answer: the register's own code, such as `MS_UNAVAILABLE`.
    """

    value: Annotated[str, Personal("number")]
    status: TaxIdStatus
    source: str
    checked_at: AwareDatetime | None = None
    consultation_number: str | None = None
    name: Annotated[str | None, Personal("name")] = None
    address: Annotated[str | None, Personal("address")] = None
    reason: str | None = None

    def at(self, moment: datetime) -> TaxIdCheck:
        """Returns the answer as recorded at a moment."""
        return self.replace(checked_at=moment)
