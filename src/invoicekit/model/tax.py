"""Tax on a line and in the document: VAT, and other taxes beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal
from invoicekit.terms import Term


class OtherTax(Value):
    """A tax beside VAT on a line: GST and QST, recargo, IRPF, excise.

    Attributes:
        scheme: The tax's name, such as `QST`.
        category: A category of the scheme, `S` where it has none.
        rate: Percent.
        compound: Whether its base includes the taxes before it that are marked `compound_base`.
        compound_base: Whether compound taxes after it include it in their base.
        withholding: Whether the buyer keeps it back and pays it to the state.
    """

    scheme: str
    category: str = "S"
    rate: ExactDecimal
    compound: bool = False
    compound_base: bool = False
    withholding: bool = False

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            scheme: str,
            category: str = "S",
            rate: Decimal | str | int,
            compound: bool = False,
            compound_base: bool = False,
            withholding: bool = False,
        ) -> None: ...


class VatBreakdown(Value):
    """One VAT group of the document (BG-23)."""

    taxable_amount: Annotated[ExactDecimal | None, Term("BT-116")] = None
    tax_amount: Annotated[ExactDecimal | None, Term("BT-117")] = None
    category: Annotated[str | None, Term("BT-118")] = None
    rate: Annotated[ExactDecimal | None, Term("BT-119")] = None
    exemption_reason: Annotated[str | None, Term("BT-120")] = None
    exemption_code: Annotated[str | None, Term("BT-121")] = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            taxable_amount: Decimal | str | int | None = None,
            tax_amount: Decimal | str | int | None = None,
            category: str | None = None,
            rate: Decimal | str | int | None = None,
            exemption_reason: str | None = None,
            exemption_code: str | None = None,
        ) -> None: ...


class OtherTaxBreakdown(Value):
    """One group of a tax beside VAT: its base and amount in the document."""

    scheme: str
    category: str = "S"
    rate: ExactDecimal
    taxable_amount: ExactDecimal
    tax_amount: ExactDecimal
    compound: bool = False
    withholding: bool = False

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            scheme: str,
            category: str = "S",
            rate: Decimal | str | int,
            taxable_amount: Decimal | str | int,
            tax_amount: Decimal | str | int,
            compound: bool = False,
            withholding: bool = False,
        ) -> None: ...
