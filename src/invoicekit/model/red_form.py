"""红字信息确认单: the form by which seller and buyer agree that an invoice is reversed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from invoicekit.masking import Personal
from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal

RedSide: TypeAlias = Literal["seller", "buyer"]
"""Who enters a form, or answers it."""


class RedFormState(StrEnum):
    """The tax bureau's states, 01 to 13; 15 and 16 are a provider's while it asks the bureau."""

    FREE = "01"
    WAITS_FOR_BUYER = "02"
    WAITS_FOR_SELLER = "03"
    CONFIRMED = "04"
    REFUSED_BY_BUYER = "05"
    REFUSED_BY_SELLER = "06"
    LAPSED = "07"
    WITHDRAWN = "08"
    WITHDRAWN_LATE = "09"
    ABNORMAL = "10"
    BLOCKED = "11"
    REFUSED_BY_PERSON = "12"
    REFUNDED = "13"
    APPLYING = "15"
    NOT_APPLIED = "16"


class RedFormLine(Value):
    """What a form takes back of one line of the blue invoice; amounts are not negative.

    Attributes:
        place: Of the line on the blue 发票, from 1; its discount line has a place of its own.
    """

    place: int
    quantity: ExactDecimal | None = None
    net: ExactDecimal
    tax: ExactDecimal


class RedForm(Value):
    """A form as the platform shows it.

    Attributes:
        request_id: Ours, of a form that we entered.
        number: 20 digits; empty while the platform has none yet.
        state: The bureau's code (`RedFormState`); others are kept as they are.
        blue_code: Of a 税控 invoice only.
        reason: 01 开票有误, 02 销货退回, 03 服务中止, 04 销售折让.
        net: What is taken back without tax, not negative; `tax` likewise.
        lines: Of a partial one.
        red_number: Of the red-letter invoice, once it is issued by this form.
        message: The platform's words for people.
    """

    request_id: str | None = None
    number: str = ""
    form_id: str | None = None
    state: str
    entered_by: RedSide = "seller"
    blue_number: str = ""
    blue_code: str | None = None
    reason: str = ""
    net: ExactDecimal | None = None
    tax: ExactDecimal | None = None
    lines: tuple[RedFormLine, ...] = ()
    entered_at: datetime | None = None
    red_number: str | None = None
    message: Annotated[str | None, Personal("text")] = None

    @property
    def answered_by(self) -> RedSide:
        """The side that is asked: the other than entered it."""
        return "buyer" if self.entered_by == "seller" else "seller"
