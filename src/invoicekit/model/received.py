"""An invoice that we received: its content, the bytes as they came, and what we did with it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from invoicekit.model.invoice import Invoice
from invoicekit.model.red_form import RedForm
from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal


class InputUse(StrEnum):
    """What its tax is used for (用途确认).

    `none` is not decided, `deduct` 抵扣, `not_deduct` 不抵扣, `refund` 退税, and `agency_refund`
    代办退税 by an agency.
    """

    NONE = "none"
    DEDUCT = "deduct"
    NOT_DEDUCT = "not_deduct"
    REFUND = "refund"
    AGENCY_REFUND = "agency_refund"


class Booking(StrEnum):
    """The booking mark (入账标识), by the bureau's code."""

    NONE = "01"
    INCOME_TAX_DEDUCTED = "02"
    INCOME_TAX_NOT_DEDUCTED = "03"
    PERSONAL_TAX_DEDUCTED = "04"
    PERSONAL_TAX_NOT_DEDUCTED = "05"
    WITHDRAWN = "06"


class Verification(StrEnum):
    """What the tax bureau said of a 发票 that was checked with it (查验), by its own code.

    `match` 一致, `failed` 查验失败, `unknown` 查无此票, `mismatch` 不一致, and `not_own` 非本单位.
    """

    NONE = "none"
    MATCH = "00"
    FAILED = "01"
    UNKNOWN = "02"
    MISMATCH = "03"
    NOT_OWN = "04"


class ReceivedFile(Value):
    """One file of a received invoice, kept as it came.

    Attributes:
        format: As `load` told it, such as `ubl` or `ofd`.
        sha256: Of the bytes; `sm3` too, which Chinese archives ask for.
    """

    name: str
    format: str
    size: int
    sha256: str
    sm3: str
    location: str
    received_at: datetime


class RedRequest(Value):
    """A red-letter form that we entered as the buyer, and the red-letter invoice it asks for."""

    form: RedForm
    invoice: Invoice


class Received(Value):
    """A received invoice.

    Attributes:
        key: What makes it one: the seller's tax number and the number; of a 发票 its number, with
            the code before it where it has one.
        source: Where it came from, such as `mail` or `bureau`.
        problems: Ids of the rules that it breaks.
        use_period: The month the tax is used in, such as `2026-03`.
        red_requests: Forms by which we asked for it to be reversed, in order.
        voucher: The number of our accounting voucher.
        verification: What the bureau said last when it was checked, and when that was.
        reversed_by: Ids of received red-letter invoices (红字发票) that reverse it.
    """

    id: str
    version: int = 1
    key: str
    source: str
    invoice: Invoice
    files: tuple[ReceivedFile, ...]
    profile: str
    problems: tuple[str, ...] = ()
    use: InputUse = InputUse.NONE
    use_period: str | None = None
    booking: Booking = Booking.NONE
    voucher: str | None = None
    verification: Verification = Verification.NONE
    verified_at: datetime | None = None
    reversed_by: tuple[str, ...] = ()
    red_requests: tuple[RedRequest, ...] = ()
    received_at: datetime
    received_by: str

    @property
    def valid(self) -> bool:
        """Whether it breaks no rule."""
        return not self.problems

    @property
    def issue_date(self) -> date | None:
        """The date on it."""
        return self.invoice.issue_date

    @property
    def vat(self) -> ExactDecimal | None:
        """The tax on it, in its currency."""
        return self.invoice.totals.vat if self.invoice.totals else None
