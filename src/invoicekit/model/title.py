"""The title (抬头) that a buyer enters for its invoice."""

from __future__ import annotations

from typing import Annotated

from invoicekit.masking import Personal
from invoicekit.model.customer import CustomerKind
from invoicekit.model.value import Value


class InvoiceTitle(Value):
    """Who the invoice is to be made out to, as the buyer says.

    Attributes:
        kind: `business` (单位) or `consumer` (个人); whoever has a tax number is a business where
            it is not given.
        name: 名称, as registered.
        tax_number: 统一社会信用代码, elsewhere the VAT identifier; a natural person has none.
        special: Whether a 增值税专用发票 is asked for, which needs the tax number.
        address: Street and number; in China the whole address.
        country: ISO 3166-1; that of whoever ordered where it is not given.
        email: Where the invoice goes.
        language: BCP 47 tag of the language the buyer reads.
    """

    kind: CustomerKind | None = None
    name: Annotated[str, Personal("name")]
    tax_number: Annotated[str | None, Personal("number")] = None
    special: bool = False
    address: Annotated[str | None, Personal("address")] = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    phone: Annotated[str | None, Personal("phone")] = None
    bank_name: str | None = None
    account: Annotated[str | None, Personal("account")] = None
    email: Annotated[str | None, Personal("email")] = None
    language: str | None = None

    @property
    def is_business(self) -> bool:
        """Whether a company asks, by its kind, else by its tax number."""
        return bool(self.tax_number) if self.kind is None else self.kind == "business"
