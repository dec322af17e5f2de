"""Issuers: our own companies, with all that an invoice takes from them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from pydantic import field_validator

from invoicekit.model.invoice import PaymentInstructions
from invoicekit.model.numbers import Numbers
from invoicekit.model.party import Party
from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal

if TYPE_CHECKING:
    from collections.abc import Iterable


class ApprovalBand(Value):
    """How many people must approve a document from an amount on (with tax, document currency)."""

    from_amount: ExactDecimal = Decimal(0)
    approvals: int = 1

    if TYPE_CHECKING:

        def __init__(
            self, *, from_amount: Decimal | str | int = ..., approvals: int = 1
        ) -> None: ...


class ApprovalPolicy(Value):
    """Who must look before a document is issued.

    Attributes:
        bands: By amount, ascending; no approvals in the lowest lets a draft be issued at once, and
            so does no band at all.
        four_eyes: Whether creator, editors and submitter may not approve.
    """

    bands: tuple[ApprovalBand, ...] = (ApprovalBand(),)
    four_eyes: bool = True

    if TYPE_CHECKING:

        def __init__(
            self, *, bands: Iterable[ApprovalBand] = ..., four_eyes: bool = True
        ) -> None: ...

    @field_validator("bands")
    @classmethod
    def _spelled_out(cls, bands: tuple[ApprovalBand, ...]) -> tuple[ApprovalBand, ...]:
        """No band is written as one without approvals: canonical JSON leaves empty lists out."""
        return bands or (ApprovalBand(approvals=0),)

    def approvals_for(self, amount: Decimal) -> int:
        """Returns how many approvals a document of this amount needs."""
        needed, size = 0, abs(amount)
        for band in self.bands:
            if band.from_amount <= size:
                needed = band.approvals
        return needed


class Issuer(Value):
    """One of our companies.

    Attributes:
        country: Decides the regime; the party's country where it is not given.
        time_zone: IANA name; "today" is there. The regime's where it is not given.
        scheme: `regular`, or `small_business` (§ 19 UStG and its like: no VAT charged).
        oss: Whether sales to EU consumers are taxed at destination (One Stop Shop).
        fiscal_start: The month its fiscal year starts in; retention is counted from its end.
        series_prefix: Put before the number of invoices; credit notes have their own.
        numbers: Where the numbers of invoices come from: our counter by default, else
            `ImportedNumbers`, `ApprovedRange`, `BlockNumbers` or `ExternalNumbers`; those of credit
            notes by `credit_note_numbers`. Where the authority gives them by law, it does.
        locale: Of documents for customers who ask for nothing else.
    """

    id: str = ""
    version: int = 1
    party: Party
    country: str | None = None
    currency: str | None = None
    time_zone: str | None = None
    scheme: Literal["regular", "small_business"] = "regular"
    oss: bool = True
    locale: str | None = None
    payment_instructions: PaymentInstructions | None = None
    payment_terms: str | None = None
    series_prefix: str = ""
    credit_note_prefix: str = "CN"
    number_pattern: str | None = None
    numbers: Numbers | None = None
    credit_note_numbers: Numbers | None = None
    approval: ApprovalPolicy = ApprovalPolicy()
    formats: tuple[str, ...] = ()
    fiscal_start: int = 1
    footer: str | None = None
    logo_svg: str | None = None

    def __hash__(self) -> int:
        """Equal ones have these in common; all fields would take longer than what is looked up."""
        return hash((self.id, self.version))

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            id: str = "",
            version: int = 1,
            party: Party,
            country: str | None = None,
            currency: str | None = None,
            time_zone: str | None = None,
            scheme: Literal["regular", "small_business"] = "regular",
            oss: bool = True,
            locale: str | None = None,
            payment_instructions: PaymentInstructions | None = None,
            payment_terms: str | None = None,
            series_prefix: str = "",
            credit_note_prefix: str = "CN",
            number_pattern: str | None = None,
            numbers: Numbers | None = None,
            credit_note_numbers: Numbers | None = None,
            approval: ApprovalPolicy = ...,
            formats: Iterable[str] = (),
            fiscal_start: int = 1,
            footer: str | None = None,
            logo_svg: str | None = None,
        ) -> None: ...
