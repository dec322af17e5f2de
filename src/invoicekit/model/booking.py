"""What the buyer's accounting adds to a 发票 that it received: checks, use, booking, payment.

Source: 电子凭证会计数据标准 (财会〔2025〕9号), the receiver's file of 数电票.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal

if TYPE_CHECKING:
    from collections.abc import Iterable


class AccountingEntry(Value):
    """One side of a booking (分录): account, sub-account, amount in yuan."""

    side: Literal["debit", "credit"]
    account: str | None = None
    sub_account: str | None = None
    amount: ExactDecimal | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            side: Literal["debit", "credit"],
            account: str | None = None,
            sub_account: str | None = None,
            amount: Decimal | str | int | None = None,
        ) -> None: ...


class AccountingVoucher(Value):
    """The voucher (记账凭证) by which an invoice was booked; `period` is yyyyMM."""

    number: str | None = None
    posting_date: date | None = None
    period: str | None = None
    entries: tuple[AccountingEntry, ...] = ()

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            number: str | None = None,
            posting_date: date | None = None,
            period: str | None = None,
            entries: Iterable[AccountingEntry] = (),
        ) -> None: ...


class ReceiverFacts(Value):
    """What the receiver's file says beside the invoice; None where it is not said.

    Attributes:
        matched: Whether it fits the order and the receipt of goods (业务单据匹配).
        checked: Whether it was verified with the bureau (查验).
        receipt_number: 银行电子回单 of its payment.
        entity_id: 统一社会信用代码 of who books it, with `entity_name`; the buyer where not given.
        usage: 抵扣税款, 不抵扣 … with `usage_period`, yyyyMM.
        transferred_out: Whether its input tax was taken out again, by `transferred_out_amount`.
        deducted: Whether it was deducted from taxable income.
    """

    contract_number: str | None = None
    matched: bool | None = None
    booked: bool | None = None
    checked: bool | None = None
    paid: bool | None = None
    receipt_number: str | None = None
    entity_id: str | None = None
    entity_name: str | None = None
    vouchers: tuple[AccountingVoucher, ...] = ()
    deducted: bool | None = None
    expenditure_start: date | None = None
    expenditure_end: date | None = None
    usage_confirmed: bool | None = None
    usage: str | None = None
    transferred_out: bool | None = None
    transferred_out_amount: ExactDecimal | None = None
    usage_period: str | None = None
    deduction_year_start: str | None = None
    deduction_year_end: str | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            contract_number: str | None = None,
            matched: bool | None = None,
            booked: bool | None = None,
            checked: bool | None = None,
            paid: bool | None = None,
            receipt_number: str | None = None,
            entity_id: str | None = None,
            entity_name: str | None = None,
            vouchers: Iterable[AccountingVoucher] = (),
            deducted: bool | None = None,
            expenditure_start: date | None = None,
            expenditure_end: date | None = None,
            usage_confirmed: bool | None = None,
            usage: str | None = None,
            transferred_out: bool | None = None,
            transferred_out_amount: Decimal | str | int | None = None,
            usage_period: str | None = None,
            deduction_year_start: str | None = None,
            deduction_year_end: str | None = None,
        ) -> None: ...
