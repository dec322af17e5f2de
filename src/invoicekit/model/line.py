"""A line of an invoice (BG-25), its item and price."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from invoicekit.model.allowance import LineAllowance, LineCharge
from invoicekit.model.fapiao import FapiaoLine
from invoicekit.model.party import Identifier
from invoicekit.model.tax import OtherTax
from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal
from invoicekit.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable


class Period(Value):
    """A span of days, both included (BG-14 of the document, BG-26 of a line)."""

    start: Annotated[date | None, Term("BT-73")] = None
    end: Annotated[date | None, Term("BT-74")] = None
    code: Annotated[str | None, Term("BT-8")] = None


class Classification(Value):
    """A code of the item in a classification scheme (BT-158), such as CPV, HS or 税收分类编码."""

    code: str | None = None
    scheme: str | None = None
    version: str | None = None


class Attribute(Value):
    """A property of the item by name (BG-32)."""

    name: Annotated[str | None, Term("BT-160")] = None
    value: Annotated[str | None, Term("BT-161")] = None


class Item(Value):
    """What was sold (BG-31)."""

    name: Annotated[str | None, Term("BT-153")] = None
    description: Annotated[str | None, Term("BT-154")] = None
    seller_id: Annotated[str | None, Term("BT-155")] = None
    buyer_id: Annotated[str | None, Term("BT-156")] = None
    standard_id: Annotated[Identifier | None, Term("BT-157")] = None
    classifications: Annotated[tuple[Classification, ...], Term("BT-158")] = ()
    origin_country: Annotated[str | None, Term("BT-159")] = None
    attributes: Annotated[tuple[Attribute, ...], Term("BG-32")] = ()


class Price(Value):
    """The price of `base_quantity` units (BG-29).

    `with_vat` (ours) is the price as given where it includes tax; then `net` is calculated.
    `gross_base_quantity` and `gross_base_unit` are what `gross` is for, where a file says another
    quantity there than for `net`.
    """

    net: Annotated[ExactDecimal | None, Term("BT-146")] = None
    discount: Annotated[ExactDecimal | None, Term("BT-147")] = None
    gross: Annotated[ExactDecimal | None, Term("BT-148")] = None
    base_quantity: Annotated[ExactDecimal | None, Term("BT-149")] = None
    base_unit: Annotated[str | None, Term("BT-150")] = None
    gross_base_quantity: ExactDecimal | None = None
    gross_base_unit: str | None = None
    with_vat: ExactDecimal | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            net: Decimal | str | int | None = None,
            discount: Decimal | str | int | None = None,
            gross: Decimal | str | int | None = None,
            base_quantity: Decimal | str | int | None = None,
            base_unit: str | None = None,
            gross_base_quantity: Decimal | str | int | None = None,
            gross_base_unit: str | None = None,
            with_vat: Decimal | str | int | None = None,
        ) -> None: ...


class InvoiceLine(Value):
    """One line (BG-25). `net_amount` is output of `calculate`.

    `lines` are lines below this one (BG-DEX-01 of XRechnung's extension), which it sums up.
    `vat_exemption_code` and `vat_exemption_reason` say why a line bears no tax; the breakdown
    takes them over. `order_reference` and `order_line` tie the line to what was ordered. `fapiao`
    is what a Chinese line says beside.
    """

    id: Annotated[str | None, Term("BT-126")] = None
    note: Annotated[str | None, Term("BT-127")] = None
    object_id: Annotated[Identifier | None, Term("BT-128")] = None
    quantity: Annotated[ExactDecimal | None, Term("BT-129")] = None
    unit: Annotated[str | None, Term("BT-130")] = None
    net_amount: Annotated[ExactDecimal | None, Term("BT-131")] = None
    order_line: Annotated[str | None, Term("BT-132")] = None
    order_reference: str | None = None
    accounting_reference: Annotated[str | None, Term("BT-133")] = None
    period: Annotated[Period | None, Term("BG-26")] = None
    allowances: Annotated[tuple[LineAllowance, ...], Term("BG-27")] = ()
    charges: Annotated[tuple[LineCharge, ...], Term("BG-28")] = ()
    price: Annotated[Price | None, Term("BG-29")] = None
    vat_category: Annotated[str | None, Term("BT-151")] = None
    vat_rate: Annotated[ExactDecimal | None, Term("BT-152")] = None
    vat_exemption_code: str | None = None
    vat_exemption_reason: str | None = None
    other_taxes: tuple[OtherTax, ...] = ()
    item: Annotated[Item | None, Term("BG-31")] = None
    lines: Annotated[tuple[SubInvoiceLine, ...], Term("BG-DEX-01")] = ()
    fapiao: FapiaoLine | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            id: str | None = None,
            note: str | None = None,
            object_id: Identifier | None = None,
            quantity: Decimal | str | int | None = None,
            unit: str | None = None,
            net_amount: Decimal | str | int | None = None,
            order_line: str | None = None,
            order_reference: str | None = None,
            accounting_reference: str | None = None,
            period: Period | None = None,
            allowances: Iterable[LineAllowance] = (),
            charges: Iterable[LineCharge] = (),
            price: Price | None = None,
            vat_category: str | None = None,
            vat_rate: Decimal | str | int | None = None,
            vat_exemption_code: str | None = None,
            vat_exemption_reason: str | None = None,
            other_taxes: Iterable[OtherTax] = (),
            item: Item | None = None,
            lines: Iterable[SubInvoiceLine] = (),
            fapiao: FapiaoLine | None = None,
        ) -> None: ...


class SubInvoiceLine(InvoiceLine):
    """A line below a line, with its own item and price; the line above has the sum."""

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            id: str | None = None,
            note: str | None = None,
            object_id: Identifier | None = None,
            quantity: Decimal | str | int | None = None,
            unit: str | None = None,
            net_amount: Decimal | str | int | None = None,
            order_line: str | None = None,
            order_reference: str | None = None,
            accounting_reference: str | None = None,
            period: Period | None = None,
            allowances: Iterable[LineAllowance] = (),
            charges: Iterable[LineCharge] = (),
            price: Price | None = None,
            vat_category: str | None = None,
            vat_rate: Decimal | str | int | None = None,
            vat_exemption_code: str | None = None,
            vat_exemption_reason: str | None = None,
            other_taxes: Iterable[OtherTax] = (),
            item: Item | None = None,
            lines: Iterable[SubInvoiceLine] = (),
            fapiao: FapiaoLine | None = None,
        ) -> None: ...


InvoiceLine.model_rebuild()
