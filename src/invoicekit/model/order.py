"""Orders as the shop has them; invoices are made of them, in whole or in part."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from invoicekit.masking import Personal
from invoicekit.model.allowance import Allowance, Charge, LineAllowance, LineCharge
from invoicekit.model.party import Address
from invoicekit.model.product import ProductKind
from invoicekit.model.tax import OtherTax
from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class OrderLine(Value):
    """One line of an order.

    Attributes:
        id: Unique in the order; the position where it is not given.
        unit_price: In the order's currency; with tax where the order says so.
        vat: `"S 19"` (category and rate), a rate key such as `"reduced"`, or None: decided from
            the parties, the product and the date.
        tax_class: Of the product, where there is no SKU to look it up by.
    """

    id: str = ""
    sku: str | None = None
    name: str | None = None
    description: str | None = None
    quantity: ExactDecimal = Decimal(1)
    unit: str | None = None
    unit_price: ExactDecimal | None = None
    vat: str | None = None
    tax_class: str | None = None
    kind: ProductKind | None = None
    allowances: tuple[LineAllowance, ...] = ()
    charges: tuple[LineCharge, ...] = ()
    other_taxes: tuple[OtherTax, ...] = ()

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            id: str = "",
            sku: str | None = None,
            name: str | None = None,
            description: str | None = None,
            quantity: Decimal | str | int = ...,
            unit: str | None = None,
            unit_price: Decimal | str | int | None = None,
            vat: str | None = None,
            tax_class: str | None = None,
            kind: ProductKind | None = None,
            allowances: Iterable[LineAllowance] = (),
            charges: Iterable[LineCharge] = (),
            other_taxes: Iterable[OtherTax] = (),
        ) -> None: ...


class Order(Value):
    """What a customer ordered.

    Attributes:
        source: The system it comes from; (source, reference) is unique.
        reference: The order's number there.
        prices_include_vat: Whether unit prices, discounts and charges are with tax.
        deliver_to: Where the goods go, where it is not the customer's address.
        expected_total: What the shop says the order comes to; an invoice must agree.
    """

    id: str = ""
    version: int = 1
    source: str = "manual"
    reference: str
    customer_id: str
    currency: str
    order_date: date | None = None
    prices_include_vat: bool = False
    purchase_order_reference: str | None = None
    buyer_reference: Annotated[str | None, Personal("text")] = None
    deliver_to: Address | None = None
    delivery_date: date | None = None
    lines: tuple[OrderLine, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    charges: tuple[Charge, ...] = ()
    note: Annotated[str | None, Personal("hidden")] = None
    expected_total: ExactDecimal | None = None
    metadata: Annotated[dict[str, str], Personal("hidden")] = {}

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            id: str = "",
            version: int = 1,
            source: str = "manual",
            reference: str,
            customer_id: str,
            currency: str,
            order_date: date | None = None,
            prices_include_vat: bool = False,
            purchase_order_reference: str | None = None,
            buyer_reference: str | None = None,
            deliver_to: Address | None = None,
            delivery_date: date | None = None,
            lines: Iterable[OrderLine] = (),
            allowances: Iterable[Allowance] = (),
            charges: Iterable[Charge] = (),
            note: str | None = None,
            expected_total: Decimal | str | int | None = None,
            metadata: Mapping[str, str] = ...,
        ) -> None: ...

    def line_id(self, position: int) -> str:
        """Returns the id of the line at a position (from 0): its own, else its number from 1."""
        return self.lines[position].id or str(position + 1)
