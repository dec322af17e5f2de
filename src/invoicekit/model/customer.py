"""Customers as stored profiles, with what each one needs of an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from invoicekit.masking import Personal
from invoicekit.model.party import Address, BankAccount, Contact, Identifier, Party, TaxId
from invoicekit.model.tax_id_check import TaxIdCheck, TaxIdStatus
from invoicekit.model.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CustomerKind = Literal["business", "consumer"]
ContactRole = Literal["invoices", "reminders", "purchasing", "other"]


class CustomerContact(Value):
    """A contact with the role it is asked in."""

    role: ContactRole = "invoices"
    name: Annotated[str | None, Personal("name")] = None
    email: Annotated[str | None, Personal("email")] = None
    phone: Annotated[str | None, Personal("phone")] = None


class InvoiceNeeds(Value):
    """What a customer asks of its invoices (开票需求); None leaves it to the issuer.

    Attributes:
        title: The name the invoice is made out to (抬头), where it differs from the name.
        document_kind: UNTDID 1001 code, or a Chinese kind such as `special`.
        language: BCP 47 tag of the documents, such as `de` or `zh-CN`.
        formats: Originals the customer wants: `pdf`, `ubl`, `html` …
        channel: How they are sent: `email`, `folder` …
        purchase_order_required: Whether an invoice must name the customer's order number.
        payment_terms: Such as `net 30`.
        template: The id of the template to render with.
    """

    title: Annotated[str | None, Personal("name")] = None
    document_kind: str | None = None
    language: str | None = None
    formats: tuple[str, ...] = ()
    channel: str | None = None
    purchase_order_required: bool = False
    payment_terms: str | None = None
    template: str | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            title: str | None = None,
            document_kind: str | None = None,
            language: str | None = None,
            formats: Iterable[str] = (),
            channel: str | None = None,
            purchase_order_required: bool = False,
            payment_terms: str | None = None,
            template: str | None = None,
        ) -> None: ...


class Customer(Value):
    """A customer's profile. Documents take a snapshot of it, so changing it changes no invoice.

    Attributes:
        id: Ours, given when created.
        version: Raised by every change.
        reference: The customer's number in the host's system, unique where given.
        kind: `business` or `consumer`; decides how supplies are taxed.
        tax_id_check: What a register said of the VAT identifier last; None where none was asked.
    """

    id: str = ""
    version: int = 1
    reference: str | None = None
    kind: CustomerKind = "business"
    name: Annotated[str, Personal("name")]
    trading_name: Annotated[str | None, Personal("name")] = None
    email: Annotated[str | None, Personal("email")] = None
    phone: Annotated[str | None, Personal("phone")] = None
    tax_ids: tuple[TaxId, ...] = ()
    tax_id_check: TaxIdCheck | None = None
    registration_id: Identifier | None = None
    electronic_address: Identifier | None = None
    address: Address | None = None
    contacts: tuple[CustomerContact, ...] = ()
    bank_accounts: tuple[BankAccount, ...] = ()
    needs: InvoiceNeeds = InvoiceNeeds()
    metadata: Annotated[dict[str, str], Personal("hidden")] = {}
    active: bool = True

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            id: str = "",
            version: int = 1,
            reference: str | None = None,
            kind: CustomerKind = "business",
            name: str,
            trading_name: str | None = None,
            email: str | None = None,
            phone: str | None = None,
            tax_ids: Iterable[TaxId] = (),
            tax_id_check: TaxIdCheck | None = None,
            registration_id: Identifier | None = None,
            electronic_address: Identifier | None = None,
            address: Address | None = None,
            contacts: Iterable[CustomerContact] = (),
            bank_accounts: Iterable[BankAccount] = (),
            needs: InvoiceNeeds = ...,
            metadata: Mapping[str, str] = ...,
            active: bool = True,
        ) -> None: ...

    @property
    def country(self) -> str | None:
        """The country of the address, else of the first tax id."""
        return self.as_party().country

    @property
    def vat_id(self) -> str | None:
        """The VAT identifier with its prefix, None where there is none."""
        return self.as_party().vat_id

    @property
    def vat_id_refuted(self) -> bool:
        """Whether a register said of the VAT identifier, as it is now, that it is not valid."""
        check = self.tax_id_check
        if check is None or check.value != self.vat_id:
            return False
        return check.status is TaxIdStatus.INVALID

    def email_for(self, role: ContactRole = "invoices") -> str | None:
        """Returns the e-mail address for a role: the contact's, else the customer's own."""
        named = (c.email for c in self.contacts if c.role == role and c.email)
        return next(named, self.email)

    def as_party(self) -> Party:
        """Returns the buyer as it stands on a document made now."""
        contact = next((c for c in self.contacts if c.role == "invoices"), None)
        return Party(
            name=self.needs.title or self.name,
            trading_name=self.trading_name,
            registration_id=self.registration_id,
            tax_ids=self.tax_ids,
            electronic_address=self.electronic_address,
            address=self.address,
            contact=Contact(
                name=contact.name if contact else None,
                phone=(contact.phone if contact else None) or self.phone,
                email=self.email_for("invoices"),
            ),
            phone=self.phone,
            bank_accounts=self.bank_accounts,
        )
