"""Allowances and charges, of the document (BG-20, BG-21) and of a line (BG-27, BG-28)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from invoicekit.model.tax import OtherTax
from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal
from invoicekit.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable


class LineAllowance(Value):
    """A reduction on a line (BG-27): an amount, or a percentage of a base.

    `with_vat` (ours) is the amount as given where the price includes tax.
    """

    amount: Annotated[ExactDecimal | None, Term("BT-136")] = None
    base_amount: Annotated[ExactDecimal | None, Term("BT-137")] = None
    percent: Annotated[ExactDecimal | None, Term("BT-138")] = None
    reason: Annotated[str | None, Term("BT-139")] = None
    reason_code: Annotated[str | None, Term("BT-140")] = None
    with_vat: ExactDecimal | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            amount: Decimal | str | int | None = None,
            base_amount: Decimal | str | int | None = None,
            percent: Decimal | str | int | None = None,
            reason: str | None = None,
            reason_code: str | None = None,
            with_vat: Decimal | str | int | None = None,
        ) -> None: ...


class LineCharge(Value):
    """An addition on a line (BG-28): an amount, or a percentage of a base."""

    amount: Annotated[ExactDecimal | None, Term("BT-141")] = None
    base_amount: Annotated[ExactDecimal | None, Term("BT-142")] = None
    percent: Annotated[ExactDecimal | None, Term("BT-143")] = None
    reason: Annotated[str | None, Term("BT-144")] = None
    reason_code: Annotated[str | None, Term("BT-145")] = None
    with_vat: ExactDecimal | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            amount: Decimal | str | int | None = None,
            base_amount: Decimal | str | int | None = None,
            percent: Decimal | str | int | None = None,
            reason: str | None = None,
            reason_code: str | None = None,
            with_vat: Decimal | str | int | None = None,
        ) -> None: ...


class Allowance(Value):
    """A reduction on the document (BG-20).

    Without `vat_category` it is split over the VAT groups when calculated, one allowance each.
    `with_vat` (ours) is the amount as given where prices include tax.
    """

    amount: Annotated[ExactDecimal | None, Term("BT-92")] = None
    base_amount: Annotated[ExactDecimal | None, Term("BT-93")] = None
    percent: Annotated[ExactDecimal | None, Term("BT-94")] = None
    vat_category: Annotated[str | None, Term("BT-95")] = None
    vat_rate: Annotated[ExactDecimal | None, Term("BT-96")] = None
    reason: Annotated[str | None, Term("BT-97")] = None
    reason_code: Annotated[str | None, Term("BT-98")] = None
    with_vat: ExactDecimal | None = None
    other_taxes: tuple[OtherTax, ...] = ()

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            amount: Decimal | str | int | None = None,
            base_amount: Decimal | str | int | None = None,
            percent: Decimal | str | int | None = None,
            vat_category: str | None = None,
            vat_rate: Decimal | str | int | None = None,
            reason: str | None = None,
            reason_code: str | None = None,
            with_vat: Decimal | str | int | None = None,
            other_taxes: Iterable[OtherTax] = (),
        ) -> None: ...


class Charge(Value):
    """An addition on the document (BG-21), such as shipping.

    `original_line` (ours) is, on a red-letter 发票, the place of the blue line that it reverses.
    """

    amount: Annotated[ExactDecimal | None, Term("BT-99")] = None
    base_amount: Annotated[ExactDecimal | None, Term("BT-100")] = None
    percent: Annotated[ExactDecimal | None, Term("BT-101")] = None
    vat_category: Annotated[str | None, Term("BT-102")] = None
    vat_rate: Annotated[ExactDecimal | None, Term("BT-103")] = None
    reason: Annotated[str | None, Term("BT-104")] = None
    reason_code: Annotated[str | None, Term("BT-105")] = None
    with_vat: ExactDecimal | None = None
    other_taxes: tuple[OtherTax, ...] = ()
    original_line: int | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            amount: Decimal | str | int | None = None,
            base_amount: Decimal | str | int | None = None,
            percent: Decimal | str | int | None = None,
            vat_category: str | None = None,
            vat_rate: Decimal | str | int | None = None,
            reason: str | None = None,
            reason_code: str | None = None,
            with_vat: Decimal | str | int | None = None,
            other_taxes: Iterable[OtherTax] = (),
            original_line: int | None = None,
        ) -> None: ...
