"""An invoice that we received: its content, the bytes as they came, and what we did with it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from invoicekit.model.invoice import Invoice, Totals
from invoicekit.model.party import Party
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


class VoucherKind(StrEnum):
    """Vouchers that are booked and archived as invoices are, and are none.

    `fiscal` 财政电子票据, `fixed` 定额发票, `bank` 银行电子回单, `customs` 海关缴款书,
    `tax` 完税凭证, and `other`.
    """

    FISCAL = "fiscal"
    FIXED = "fixed"
    BANK = "bank"
    CUSTOMS = "customs"
    TAX = "tax"
    OTHER = "other"


class Voucher(Value):
    """What is said of such a voucher by whoever keeps it; nothing is read from its file.

    Attributes:
        code: 票据代码, where it has one.
        issuer: Who gave it: an authority, a bank, a customs office.
        vat: Of a customs payment, which is deducted as input tax.
    """

    kind: VoucherKind
    number: str
    code: str | None = None
    issue_date: date | None = None
    issuer: str | None = None
    amount: ExactDecimal
    vat: ExactDecimal | None = None
    currency: str = "CNY"

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            kind: VoucherKind | str,
            number: str,
            code: str | None = None,
            issue_date: date | None = None,
            issuer: str | None = None,
            amount: Decimal | str | int,
            vat: Decimal | str | int | None = None,
            currency: str = "CNY",
        ) -> None: ...

    @property
    def key(self) -> str:
        """What makes it one: its kind, code and number."""
        return f"{self.kind.value}/{self.code or ''}{self.number}"

    def as_invoice(self) -> Invoice:
        """Returns it with the fields that a register shows of an invoice."""
        net = None if self.vat is None else self.amount - self.vat
        return Invoice(
            number=self.number,
            issue_date=self.issue_date,
            currency=self.currency,
            seller=Party(name=self.issuer),
            totals=Totals(without_vat=net, vat=self.vat, with_vat=self.amount),
        )


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
        other: What it is where it is no invoice, such as a bank's receipt.
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
    other: VoucherKind | None = None
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
