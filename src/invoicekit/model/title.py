"""The title (抬头) that a buyer enters for its invoice."""

from __future__ import annotations

from invoicekit.model.value import Value


class InvoiceTitle(Value):
    """Who the invoice is to be made out to, as the buyer says.

    Attributes:
        name: 名称, as registered.
        tax_number: 统一社会信用代码; a natural person has none.
        special: Whether a 增值税专用发票 is asked for, which needs the tax number.
        email: Where the invoice goes.
    """

    name: str
    tax_number: str | None = None
    special: bool = False
    address: str | None = None
    phone: str | None = None
    bank_name: str | None = None
    account: str | None = None
    email: str | None = None
