"""The invoice: the legal content of every document kind, and nothing else.

Every field is optional where something can be said without it; what is missing or wrong is said by
rules, not by the constructor. One class serves invoices, credit notes, corrections, prepayment,
self-billed and pro-forma documents: amounts as the kind prints them, `type_code` tells which.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from invoicekit.masking import Personal
from invoicekit.model.allowance import Allowance, Charge
from invoicekit.model.fapiao import Fapiao
from invoicekit.model.line import InvoiceLine, Period
from invoicekit.model.party import Address, BankAccount, Identifier, Party
from invoicekit.model.reference import Attachment, Note, PrecedingInvoice
from invoicekit.model.tax import OtherTaxBreakdown, VatBreakdown
from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal
from invoicekit.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable


class DocumentKind(StrEnum):
    """The kinds of document we issue, by UNTDID 1001 code (BT-3)."""

    INVOICE = "380"
    CREDIT_NOTE = "381"
    DEBIT_NOTE = "383"
    CORRECTIVE_INVOICE = "384"
    PREPAYMENT_INVOICE = "386"
    SELF_BILLED_INVOICE = "389"
    SELF_BILLED_CREDIT_NOTE = "261"
    PRO_FORMA_INVOICE = "325"
    PARTIAL_INVOICE = "326"

    @property
    def is_credit(self) -> bool:
        """Whether its amounts reduce what the buyer owes."""
        return self in _CREDITS


_CREDITS = frozenset({DocumentKind.CREDIT_NOTE, DocumentKind.SELF_BILLED_CREDIT_NOTE})


class Totals(Value):
    """The document totals (BG-22). `other_taxes` and `withheld` are ours, for taxes beside VAT.

    with_vat = without_vat + vat + other_taxes, and
    amount_due = with_vat - withheld - prepaid + rounding.
    """

    line_total: Annotated[ExactDecimal | None, Term("BT-106")] = None
    allowance_total: Annotated[ExactDecimal | None, Term("BT-107")] = None
    charge_total: Annotated[ExactDecimal | None, Term("BT-108")] = None
    without_vat: Annotated[ExactDecimal | None, Term("BT-109")] = None
    vat: Annotated[ExactDecimal | None, Term("BT-110")] = None
    vat_in_vat_currency: Annotated[ExactDecimal | None, Term("BT-111")] = None
    other_taxes: ExactDecimal | None = None
    with_vat: Annotated[ExactDecimal | None, Term("BT-112")] = None
    withheld: ExactDecimal | None = None
    prepaid: Annotated[ExactDecimal | None, Term("BT-113")] = None
    rounding: Annotated[ExactDecimal | None, Term("BT-114")] = None
    amount_due: Annotated[ExactDecimal | None, Term("BT-115")] = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            line_total: Decimal | str | int | None = None,
            allowance_total: Decimal | str | int | None = None,
            charge_total: Decimal | str | int | None = None,
            without_vat: Decimal | str | int | None = None,
            vat: Decimal | str | int | None = None,
            vat_in_vat_currency: Decimal | str | int | None = None,
            other_taxes: Decimal | str | int | None = None,
            with_vat: Decimal | str | int | None = None,
            withheld: Decimal | str | int | None = None,
            prepaid: Decimal | str | int | None = None,
            rounding: Decimal | str | int | None = None,
            amount_due: Decimal | str | int | None = None,
        ) -> None: ...


class Supply(Value):
    """Where and when the goods or services were supplied (BG-13, BG-15)."""

    name: Annotated[str | None, Term("BT-70"), Personal("name")] = None
    location_id: Annotated[Identifier | None, Term("BT-71")] = None
    delivery_date: Annotated[date | None, Term("BT-72")] = None
    address: Annotated[Address | None, Term("BG-15")] = None


class PaymentCard(Value):
    """A card that was charged (BG-18): the last digits only."""

    number: Annotated[str | None, Term("BT-87"), Personal("account")] = None
    holder: Annotated[str | None, Term("BT-88"), Personal("name")] = None


class DirectDebit(Value):
    """The mandate by which the seller collects (BG-19)."""

    mandate_id: Annotated[str | None, Term("BT-89")] = None
    creditor_id: Annotated[str | None, Term("BT-90")] = None
    debited_account: Annotated[str | None, Term("BT-91"), Personal("account")] = None


class PaymentInstructions(Value):
    """How to pay (BG-16)."""

    means_code: Annotated[str | None, Term("BT-81")] = None
    means_text: Annotated[str | None, Term("BT-82")] = None
    remittance: Annotated[str | None, Term("BT-83")] = None
    accounts: Annotated[tuple[BankAccount, ...], Term("BG-17")] = ()
    card: Annotated[PaymentCard | None, Term("BG-18")] = None
    direct_debit: Annotated[DirectDebit | None, Term("BG-19")] = None


class ThirdPartyPayment(Value):
    """What the seller collects for another (BG-DEX-09 of XRechnung's extension).

    `currency` is the invoice's where it is not given.
    """

    kind: Annotated[str | None, Term("BT-DEX-001")] = None
    amount: Annotated[ExactDecimal | None, Term("BT-DEX-002")] = None
    currency: str | None = None
    description: Annotated[str | None, Term("BT-DEX-003")] = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            kind: str | None = None,
            amount: Decimal | str | int | None = None,
            currency: str | None = None,
            description: str | None = None,
        ) -> None: ...


class Invoice(Value):
    """The legal content of one document. See the glossary for each field's business term.

    `fapiao` is what a Chinese document says beside.
    """

    number: Annotated[str | None, Term("BT-1")] = None
    issue_date: Annotated[date | None, Term("BT-2")] = None
    type_code: Annotated[str | None, Term("BT-3")] = DocumentKind.INVOICE.value
    currency: Annotated[str | None, Term("BT-5")] = None
    vat_currency: Annotated[str | None, Term("BT-6")] = None
    vat_exchange_rate: ExactDecimal | None = None
    tax_point_date: Annotated[date | None, Term("BT-7")] = None
    due_date: Annotated[date | None, Term("BT-9")] = None
    buyer_reference: Annotated[str | None, Term("BT-10"), Personal("text")] = None
    project_reference: Annotated[str | None, Term("BT-11")] = None
    contract_reference: Annotated[str | None, Term("BT-12")] = None
    purchase_order_reference: Annotated[str | None, Term("BT-13")] = None
    sales_order_reference: Annotated[str | None, Term("BT-14")] = None
    receipt_reference: Annotated[str | None, Term("BT-15")] = None
    despatch_reference: Annotated[str | None, Term("BT-16")] = None
    tender_reference: Annotated[str | None, Term("BT-17")] = None
    object_id: Annotated[Identifier | None, Term("BT-18")] = None
    accounting_reference: Annotated[str | None, Term("BT-19")] = None
    payment_terms: Annotated[str | None, Term("BT-20")] = None
    business_process: Annotated[str | None, Term("BT-23")] = None
    specification: Annotated[str | None, Term("BT-24")] = None
    notes: Annotated[tuple[Note, ...], Term("BG-1")] = ()
    preceding_invoices: Annotated[tuple[PrecedingInvoice, ...], Term("BG-3")] = ()
    seller: Annotated[Party | None, Term("BG-4")] = None
    buyer: Annotated[Party | None, Term("BG-7")] = None
    payee: Annotated[Party | None, Term("BG-10")] = None
    tax_representative: Annotated[Party | None, Term("BG-11")] = None
    supply: Annotated[Supply | None, Term("BG-13")] = None
    period: Annotated[Period | None, Term("BG-14")] = None
    payment_instructions: Annotated[PaymentInstructions | None, Term("BG-16")] = None
    allowances: Annotated[tuple[Allowance, ...], Term("BG-20")] = ()
    charges: Annotated[tuple[Charge, ...], Term("BG-21")] = ()
    totals: Annotated[Totals | None, Term("BG-22")] = None
    vat_breakdown: Annotated[tuple[VatBreakdown, ...], Term("BG-23")] = ()
    other_tax_breakdown: tuple[OtherTaxBreakdown, ...] = ()
    attachments: Annotated[tuple[Attachment, ...], Term("BG-24")] = ()
    lines: Annotated[tuple[InvoiceLine, ...], Term("BG-25")] = ()
    third_party_payments: Annotated[tuple[ThirdPartyPayment, ...], Term("BG-DEX-09")] = ()
    fapiao: Fapiao | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            number: str | None = None,
            issue_date: date | None = None,
            type_code: str | None = DocumentKind.INVOICE.value,
            currency: str | None = None,
            vat_currency: str | None = None,
            vat_exchange_rate: Decimal | str | int | None = None,
            tax_point_date: date | None = None,
            due_date: date | None = None,
            buyer_reference: str | None = None,
            project_reference: str | None = None,
            contract_reference: str | None = None,
            purchase_order_reference: str | None = None,
            sales_order_reference: str | None = None,
            receipt_reference: str | None = None,
            despatch_reference: str | None = None,
            tender_reference: str | None = None,
            object_id: Identifier | None = None,
            accounting_reference: str | None = None,
            payment_terms: str | None = None,
            business_process: str | None = None,
            specification: str | None = None,
            notes: Iterable[Note] = (),
            preceding_invoices: Iterable[PrecedingInvoice] = (),
            seller: Party | None = None,
            buyer: Party | None = None,
            payee: Party | None = None,
            tax_representative: Party | None = None,
            supply: Supply | None = None,
            period: Period | None = None,
            payment_instructions: PaymentInstructions | None = None,
            allowances: Iterable[Allowance] = (),
            charges: Iterable[Charge] = (),
            totals: Totals | None = None,
            vat_breakdown: Iterable[VatBreakdown] = (),
            other_tax_breakdown: Iterable[OtherTaxBreakdown] = (),
            attachments: Iterable[Attachment] = (),
            lines: Iterable[InvoiceLine] = (),
            third_party_payments: Iterable[ThirdPartyPayment] = (),
            fapiao: Fapiao | None = None,
        ) -> None: ...

    @property
    def kind(self) -> DocumentKind | None:
        """The document kind, None for a type code that we do not issue."""
        return _KINDS.get(self.type_code or "")

    @property
    def is_credit(self) -> bool:
        """Whether the document reduces what the buyer owes."""
        return self.kind is not None and self.kind.is_credit


_KINDS = {kind.value: kind for kind in DocumentKind}
