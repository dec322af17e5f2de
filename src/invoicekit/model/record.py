"""Our file on an invoice: what we decided, what the world answered, and after issue the seal."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from invoicekit.errors import NotSealed
from invoicekit.masking import Personal
from invoicekit.model.invoice import Invoice
from invoicekit.model.status import (
    BuyerResponse,
    ClearanceStatus,
    DeliveryStatus,
    DocumentStatus,
    PaymentStatus,
)
from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal


class Approval(Value):
    """One person's yes to one content."""

    actor: str
    at: datetime
    content_hash: str
    comment: str | None = None


class Link(Value):
    """A tie to another record: `credits`, `credited_by`, `replaces`, `replaced_by`, `order`."""

    kind: Literal["credits", "credited_by", "replaces", "replaced_by", "order"]
    id: str
    number: str | None = None


class TemplateRef(Value):
    """The template a document is rendered with, pinned to a version."""

    id: str
    version: int = 1


class AppliedRate(Value):
    """A VAT rate or category decided for a line, with the reason, as sealed.

    Attributes:
        line: The line's id, or `allowance:1`, `charge:1` for those of the document.
        key: The regime's rate key, so that the rate can be checked again on the issue date.
        reason: `given` by the caller, else the supply decision's key.
    """

    line: str
    category: str
    rate: ExactDecimal | None = None
    country: str | None = None
    key: str | None = None
    reason: str
    explanation: str | None = None
    source: str | None = None


class Clearance(Value):
    """Our request to the tax authority, and what it last said.

    Attributes:
        request_id: Ours; a lost answer is asked about under it, and a rejection ends it.
        code: The authority's code, `message` its words for people, `login_code` the text of the QR
            code that a person scans where it waits for one.
        red_form: Number of the red-letter confirmation form, `red_state` its state, where one is
            needed.
    """

    authority: str
    request_id: str
    red_form: str | None = None
    red_form_id: str | None = None
    red_state: str | None = None
    code: str | None = None
    message: Annotated[str | None, Personal("text")] = None
    login_code: Annotated[str | None, Personal("hidden")] = None


class Seal(Value):
    """What is stored at issue and never serialised again.

    Its canonical bytes are hashed; the invoice of an issued record is parsed from them.
    """

    v: Literal[1] = 1
    invoice: Invoice
    template: TemplateRef
    locale: str
    originals: tuple[str, ...]
    rates: tuple[AppliedRate, ...] = ()


class SealedNumber(Value):
    """Number, series and hashes of an issued record."""

    number: str
    series: str
    sequence: int
    content_hash: str
    chain_hash: str
    issued_at: datetime
    issued_by: str


class InvoiceSummary(Value):
    """One row of a list of documents: what is shown without opening each.

    `total` and `open_amount` are in the document's currency; `direction` is -1 for credit notes.
    """

    id: str
    issuer_id: str
    customer_id: str | None = None
    version: int
    number: str | None = None
    type_code: str
    direction: int
    document_status: DocumentStatus
    clearance_status: ClearanceStatus
    delivery_status: DeliveryStatus
    payment_status: PaymentStatus
    buyer_response: BuyerResponse
    issue_date: date | None = None
    due_date: date | None = None
    currency: str
    without_vat: ExactDecimal
    vat: ExactDecimal
    total: ExactDecimal
    open_amount: ExactDecimal
    buyer_name: Annotated[str | None, Personal("name")] = None
    buyer_country: str | None = None
    order_source: str | None = None
    order_reference: str | None = None
    created_at: datetime


class InvoiceRecord(Value):
    """Our file on one document.

    Attributes:
        version: Raised by document commands (content and document status), never by facts.
        direction: +1 for what the buyer owes, -1 for credit notes; for ledger and reports.
        editors: Everybody who made or changed this content; none of them may approve it.
        open_amount: What is left to pay, in the document's currency, never negative.
        event_count: How many events the record's chain has; `event_head` is its last hash.
    """

    id: str
    tenant: str
    issuer_id: str
    customer_id: str | None = None
    version: int = 1
    direction: Literal[1, -1] = 1
    document_status: DocumentStatus = DocumentStatus.DRAFT
    clearance_status: ClearanceStatus = ClearanceStatus.NOT_REQUIRED
    delivery_status: DeliveryStatus = DeliveryStatus.NONE
    payment_status: PaymentStatus = PaymentStatus.NOT_PAYABLE
    buyer_response: BuyerResponse = BuyerResponse.NONE
    invoice: Invoice
    template: TemplateRef
    locale: str
    originals: tuple[str, ...] = ()
    rates: tuple[AppliedRate, ...] = ()
    created_by: str
    created_at: datetime
    editors: tuple[str, ...] = ()
    submitted_by: str | None = None
    submitted_hash: str | None = None
    approvals: tuple[Approval, ...] = ()
    links: tuple[Link, ...] = ()
    clearance: Clearance | None = None
    order_source: str | None = None
    order_reference: str | None = None
    given_issue_date: bool = False
    given_due_date: bool = False
    payment_terms: str | None = None
    seal: SealedNumber | None = None
    paid_amount: ExactDecimal = Decimal(0)
    credited_amount: ExactDecimal = Decimal(0)
    written_off_amount: ExactDecimal = Decimal(0)
    open_amount: ExactDecimal = Decimal(0)
    paid_at: datetime | None = None
    event_count: int = 0
    event_head: str = ""
    note: Annotated[str | None, Personal("hidden")] = None

    @property
    def number(self) -> str | None:
        """The document's number, None before it is issued."""
        return self.seal.number if self.seal else None

    @property
    def sealed(self) -> SealedNumber:
        """Number and hashes of the issued document.

        Raises:
            NotSealed: The record is not issued.
        """
        if self.seal is None:
            raise NotSealed(
                f"record {self.id} is {self.document_status.value}",
                where=self.id,
                expected="an issued document",
                hint="Issue it first.",
            )
        return self.seal

    @property
    def issued(self) -> bool:
        """Whether the document has been issued (also when voided since)."""
        return self.seal is not None

    def overdue(self, today: date) -> bool:
        """Returns whether money is open past the due date on this day."""
        due = self.invoice.due_date
        return self.issued and self.open_amount > 0 and due is not None and due < today
