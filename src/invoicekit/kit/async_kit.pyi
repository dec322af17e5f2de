"""Written by docs/generate_async.py from the facades of `InvoiceKit`; edit those."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Self

from invoicekit.dates import Span
from invoicekit.delivery.mailbox import Mailbox
from invoicekit.documents.source import Source
from invoicekit.encryption import KeyRing
from invoicekit.findings import Report
from invoicekit.jurisdiction.fapiao import TaxCode
from invoicekit.kit._listing import Listing
from invoicekit.kit._reading import Statuses
from invoicekit.kit.invoices import Quantities
from invoicekit.kit.red_forms import ConfirmedForm
from invoicekit.lifecycle.delivery import DeliveryFact
from invoicekit.model.anchor import Anchor, Signer
from invoicekit.model.customer import (
    ContactRole,
    Customer,
    CustomerContact,
    CustomerKind,
    InvoiceNeeds,
)
from invoicekit.model.delivery import Delivery, File
from invoicekit.model.event import Actor, Event
from invoicekit.model.invoice import Invoice
from invoicekit.model.issuer import Issuer
from invoicekit.model.order import Order
from invoicekit.model.party import Address, BankAccount, Identifier, Party, TaxId
from invoicekit.model.payment import Allocation, Payment
from invoicekit.model.product import Product
from invoicekit.model.received import Booking, InputUse, Received, Voucher
from invoicekit.model.record import InvoiceRecord, InvoiceSummary
from invoicekit.model.red_form import RedForm
from invoicekit.model.reminder import Overdue, Reminder
from invoicekit.model.retention import Disposal, Hold, Retention
from invoicekit.model.retry import RetrySchedule
from invoicekit.model.rows import ArchiveRow, OutboxRow, SeriesRow
from invoicekit.model.template import Template
from invoicekit.model.title import InvoiceTitle
from invoicekit.model.webhook import EventWebhook
from invoicekit.ports import (
    Archive,
    Authority,
    Authorizer,
    Channel,
    Clock,
    ExchangeRate,
    ExchangeRates,
    Ids,
    Observer,
    Renderers,
    TaxIdChecker,
)
from invoicekit.renderers import WebPage
from invoicekit.reports import Entered, Table
from invoicekit.services import issue_invoice
from invoicekit.services._import_run import Imported, OnError
from invoicekit.services.answer_red_form import FormAtHand
from invoicekit.services.enter_title import TitleRequest
from invoicekit.services.export_archive import Package
from invoicekit.services.look_after import Health
from invoicekit.services.read_events import EventPage
from invoicekit.services.record_payment import Allocate
from invoicekit.services.rewrap_archive import Rewrapping
from invoicekit.services.run_outbox import OutboxRun
from invoicekit.services.search_invoices import Count
from invoicekit.services.verify import Verification
from invoicekit.services.verify_archive import ArchiveCheck

class AsyncIssuers:
    async def create(
        self, issuer: Issuer | Party, *, actor: Actor | str, idempotency_key: str | None = ...
    ) -> Issuer:
        """Stores an issuer, or a party as one with the defaults of its country, and returns it."""

    async def update(
        self, issuer_id: str, *, actor: Actor | str, version: int | None = ..., **changes: object
    ) -> Issuer:
        """Changes fields of an issuer and returns it; issued documents keep their snapshot."""

    async def get(self, issuer_id: str | None = ...) -> Issuer:
        """Returns an issuer by id, the first one by default."""

    async def list(self, *, after: str | None = ..., limit: int = ...) -> Listing[Issuer]:
        """Returns a page of issuers in the order they were created."""

class AsyncCustomers:
    async def create(
        self,
        *,
        name: str,
        actor: Actor | str,
        email: str | None = ...,
        country: str | None = ...,
        kind: CustomerKind = ...,
        reference: str | None = ...,
        trading_name: str | None = ...,
        phone: str | None = ...,
        vat_id: str | None = ...,
        tax_ids: Iterable[TaxId] = ...,
        registration_id: Identifier | None = ...,
        electronic_address: Identifier | None = ...,
        address: Address | None = ...,
        contacts: Iterable[CustomerContact] = ...,
        bank_accounts: Iterable[BankAccount] = ...,
        needs: InvoiceNeeds | None = ...,
        payment_terms: str | None = ...,
        language: str | None = ...,
        metadata: Mapping[str, str] | None = ...,
        idempotency_key: str | None = ...,
    ) -> Customer:
        """Stores a customer and returns it with its id."""

    async def add(
        self, customer: Customer, *, actor: Actor | str, idempotency_key: str | None = ...
    ) -> Customer:
        """Stores a customer that is made already and returns it with its id. Raises as `create`."""

    async def update(
        self, customer_id: str, *, actor: Actor | str, version: int | None = ..., **changes: object
    ) -> Customer:
        """Changes fields of a customer and returns it; issued documents keep their snapshot."""

    async def check_tax_id(self, customer_id: str, *, actor: Actor | str) -> Customer:
        """Asks the kit's register about a customer's VAT identifier, and keeps what it says."""

    async def check_tax_ids(
        self, *, actor: Actor | str, after: str | None = ..., limit: int = ...
    ) -> Listing[Customer]:
        """Asks again about the unsettled ones of a page of customers, and returns those asked."""

    async def get(self, customer_id: str) -> Customer:
        """Returns a customer by id."""

    async def find(
        self, *, email: str | None = ..., reference: str | None = ..., tax_id: str | None = ...
    ) -> Customer | None:
        """Returns the first customer with exactly these, None where none has."""

    async def list(
        self, *, order: str = ..., after: str | None = ..., limit: int = ...
    ) -> Listing[Customer]:
        """Returns a page of customers by `name` or `created`."""

    async def contact(self, customer_id: str, role: ContactRole = ...) -> str | None:
        """Returns the e-mail address of a customer for a role."""

class AsyncProducts:
    async def create(
        self, product: Product, *, actor: Actor | str, idempotency_key: str | None = ...
    ) -> Product:
        """Stores a product and returns it with its id."""

    async def update(
        self, product_id: str, *, actor: Actor | str, version: int | None = ..., **changes: object
    ) -> Product:
        """Changes fields of a product and returns it."""

    async def get(self, product_id: str) -> Product:
        """Returns a product by id."""

    async def find(self, sku: str) -> Product | None:
        """Returns the product with this SKU, None where there is none."""

    async def list(self, *, after: str | None = ..., limit: int = ...) -> Listing[Product]:
        """Returns a page of products by SKU."""

class AsyncOrders:
    async def save(self, order: Order, *, actor: Actor | str) -> Order:
        """Stores an order and returns it; (source, reference) is one order, however often it comes."""

    async def get(self, order_id: str) -> Order:
        """Returns an order by id."""

    async def find(self, reference: str, *, source: str = ...) -> Order | None:
        """Returns the order with this number in its system, None where there is none."""

    async def left_to_bill(self, order_id: str) -> Mapping[str, Decimal]:
        """Returns line id → quantity that no live document bills yet."""

class AsyncImporting:
    async def products(
        self, content: str | bytes, *, actor: Actor | str, on_error: OnError = ...
    ) -> Imported[Product]:
        """Stores a product list and returns the products; a known SKU is brought up to date."""

    async def customers(
        self, content: str | bytes, *, actor: Actor | str, on_error: OnError = ...
    ) -> Imported[Customer]:
        """Stores a customer list and returns the customers. Raises as `products`."""

    async def orders(
        self,
        content: str | bytes,
        *,
        actor: Actor | str,
        source: str = ...,
        on_error: OnError = ...,
    ) -> Imported[Order]:
        """Stores a shop's order export and returns the orders, buyers it does not know as well."""

    async def payments(
        self,
        content: str | bytes,
        *,
        actor: Actor | str,
        source: str = ...,
        on_error: OnError = ...,
    ) -> Imported[Payment]:
        """Records bank lines, each on the invoice of the order it names. Raises as `products`."""

class AsyncInvoices:
    async def create(
        self,
        invoice: Invoice,
        *,
        actor: Actor | str,
        customer_id: str | None = ...,
        issuer_id: str | None = ...,
        template: str | None = ...,
        locale: str | None = ...,
        formats: Iterable[str] = ...,
        idempotency_key: str | None = ...,
    ) -> InvoiceRecord:
        """Stores an invoice as a draft: seller and buyer come from issuer and customer if absent."""

    async def create_from_order(
        self,
        order: Order,
        *,
        actor: Actor | str,
        lines: Quantities | None = ...,
        issuer_id: str | None = ...,
        template: str | None = ...,
        locale: str | None = ...,
        formats: Iterable[str] = ...,
        payment_terms: str | None = ...,
        issue_date: date | None = ...,
        due_date: date | None = ...,
        note: str | None = ...,
        idempotency_key: str | None = ...,
    ) -> InvoiceRecord:
        """Drafts an invoice of an order, or of some of it (`lines`: line id → quantity)."""

    async def update(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        version: int | None = ...,
        template: str | None = ...,
        locale: str | None = ...,
        **changes: object,
    ) -> InvoiceRecord:
        """Changes fields of a draft's invoice and calculates it again."""

    async def reindex(self, *, chunk: int = ...) -> int:
        """Writes the words that `search(text=…)` lacks, and returns how many."""

    async def submit(
        self, invoice_id: str, *, actor: Actor | str, version: int | None = ...
    ) -> InvoiceRecord:
        """Hands a draft in for review, judged as it would be issued today."""

    async def approve(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        comment: str | None = ...,
        version: int | None = ...,
    ) -> InvoiceRecord:
        """Adds one person's yes; with the last one needed the document is approved."""

    async def reject(
        self, invoice_id: str, *, actor: Actor | str, reason: str, version: int | None = ...
    ) -> InvoiceRecord:
        """Sends a document back to draft with a reason."""

    async def reopen(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        reason: str | None = ...,
        version: int | None = ...,
    ) -> InvoiceRecord:
        """Takes a document back to draft to change it."""

    async def discard(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        reason: str | None = ...,
        version: int | None = ...,
    ) -> InvoiceRecord:
        """Throws a draft away; its order can be billed again."""

    async def credit(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        reason: str,
        lines: Quantities | None = ...,
        idempotency_key: str | None = ...,
    ) -> InvoiceRecord:
        """Drafts a credit note over lines (line id → quantity), all that is left by default."""

    async def void(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        reason: str,
        copies_returned: bool = ...,
        reported: bool = ...,
        version: int | None = ...,
    ) -> InvoiceRecord:
        """Voids a document nobody has got or paid, where the issuer's country knows it."""

    async def write_off(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        reason: str,
        amount: Decimal | str | int | None = ...,
    ) -> InvoiceRecord:
        """Gives up what an invoice has open, or part of it."""

    async def issue(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        version: int | None = ...,
        idempotency_key: str | None = ...,
    ) -> InvoiceRecord:
        """Issues a document: number, date, seal, ledger, audit and outbox in one transaction."""

    async def issue_many(
        self, ids: Sequence[str], *, actor: Actor | str, idempotency_key: str | None = ...
    ) -> list[InvoiceRecord]:
        """Issues documents in one transaction, all or none; numbers follow date and creation."""

    async def issue_each(
        self, ids: Sequence[str], *, actor: Actor | str
    ) -> list[issue_invoice.Outcome]:
        """Issues what can be issued in one transaction, and returns each one's record or error."""

    def issue_all(
        self,
        ids: Iterable[str],
        *,
        actor: Actor | str,
        executor: Executor | None = ...,
        chunk: int = ...,
    ) -> AsyncIterator[issue_invoice.Outcome]:
        """Issues any number of documents and yields what became of each, in their order."""

    async def preview(self, invoice_id: str) -> InvoiceRecord:
        """Returns the record as issuing today would leave it, without a number; writes nothing."""

    async def validate(self, invoice_id: str) -> Report:
        """Returns what `submit` would find in a document, warnings too; writes nothing."""

    async def get(self, invoice_id: str) -> InvoiceRecord:
        """Returns the record of a document."""

    async def find(self, number: str) -> InvoiceRecord | None:
        """Returns the record of the document with exactly this number, None where none has it."""

    async def search(
        self,
        *,
        customer_id: str | None = ...,
        issuer_id: str | None = ...,
        number: str | None = ...,
        text: str | None = ...,
        status: Statuses = ...,
        payment_status: Statuses = ...,
        delivery_status: Statuses = ...,
        type_code: str | None = ...,
        currency: str | None = ...,
        order_source: str | None = ...,
        order_reference: str | None = ...,
        issued_from: date | None = ...,
        issued_to: date | None = ...,
        due_from: date | None = ...,
        due_to: date | None = ...,
        amount_from: Decimal | str | int | None = ...,
        amount_to: Decimal | str | int | None = ...,
        overdue_on: date | None = ...,
        order: str = ...,
        descending: bool = ...,
        after: str | None = ...,
        limit: int = ...,
    ) -> Listing[InvoiceSummary]:
        """Returns a page of documents that meet every condition given."""

    async def count(
        self,
        *,
        customer_id: str | None = ...,
        issuer_id: str | None = ...,
        number: str | None = ...,
        text: str | None = ...,
        status: Statuses = ...,
        payment_status: Statuses = ...,
        delivery_status: Statuses = ...,
        type_code: str | None = ...,
        currency: str | None = ...,
        order_source: str | None = ...,
        order_reference: str | None = ...,
        issued_from: date | None = ...,
        issued_to: date | None = ...,
        due_from: date | None = ...,
        due_to: date | None = ...,
        amount_from: Decimal | str | int | None = ...,
        amount_to: Decimal | str | int | None = ...,
        overdue_on: date | None = ...,
        most: int = ...,
    ) -> Count:
        """Returns how many documents `search` would find, counted up to `most`."""

    def export(
        self,
        form: str = ...,
        *,
        issued_from: date | None = ...,
        issued_to: date | None = ...,
        customer_id: str | None = ...,
        issuer_id: str | None = ...,
        currency: str | None = ...,
        chunk: int = ...,
    ) -> AsyncIterator[bytes]:
        """Yields every issued document in pieces of one file, by issue date; memory stays flat."""

    async def file(self, invoice_id: str, kind: str, *, locale: str | None = ...) -> File:
        """Returns a file of the document; short for `kit.files.get`."""

class AsyncFiles:
    async def get(self, invoice_id: str, kind: str, *, locale: str | None = ...) -> File:
        """Returns the archived original, else a copy rendered now and marked as one."""

class AsyncDeliveries:
    async def send(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        channel: str | None = ...,
        to: Sequence[str] = ...,
        subject: str | None = ...,
        message: str | None = ...,
        idempotency_key: str | None = ...,
    ) -> Delivery:
        """Queues an issued document with its originals and returns the delivery."""

    async def cancel(self, delivery_id: str, *, actor: Actor | str) -> Delivery:
        """Takes back a delivery that is still queued."""

    async def resend(
        self, delivery_id: str, *, actor: Actor | str, to: Sequence[str] = ...
    ) -> Delivery:
        """Queues the same delivery once more, to the same people or others; returns the new one."""

    async def record(
        self,
        delivery_id: str,
        fact: DeliveryFact | str,
        *,
        actor: Actor | str,
        recipient: str | None = ...,
        detail: str | None = ...,
        carrier: str | None = ...,
        tracking_number: str | None = ...,
    ) -> Delivery:
        """Writes what became of a delivery and returns it."""

    async def read_report(self, mail: bytes, *, actor: Actor | str = ...) -> tuple[Delivery, ...]:
        """Reads a mail that came back, writes what it says, and returns the deliveries it is about."""

    async def read_receipts(
        self, callback: bytes, *, channel: str = ..., actor: Actor | str = ...
    ) -> tuple[Delivery, ...]:
        """Reads a gateway's callback, writes what it says, and returns the deliveries it is about."""

    async def get(self, delivery_id: str) -> Delivery:
        """Returns a delivery."""

    async def list(self, invoice_id: str) -> tuple[Delivery, ...]:
        """Returns the deliveries of a document, oldest first."""

class AsyncPayments:
    async def record(
        self,
        *,
        amount: Decimal | str | int,
        currency: str,
        actor: Actor | str,
        customer_id: str | None = ...,
        received_date: date | None = ...,
        method: str | None = ...,
        remittance: str | None = ...,
        reference: str | None = ...,
        payer: str | None = ...,
        allocate: Allocate = ...,
        idempotency_key: str | None = ...,
    ) -> Payment:
        """Stores a payment, allocates it as asked and returns it; what finds no home is unapplied."""

    async def allocate(self, payment_id: str, allocate: Allocate, *, actor: Actor | str) -> Payment:
        """Puts what a payment has left on invoices and returns it."""

    async def deallocate(
        self, payment_id: str, invoice_id: str, *, actor: Actor | str, reason: str
    ) -> Payment:
        """Takes a payment off an invoice again and returns it."""

    async def get(self, payment_id: str) -> Payment:
        """Returns a payment."""

    async def list(
        self, *, customer_id: str | None = ..., after: str | None = ..., limit: int = ...
    ) -> Listing[Payment]:
        """Returns a page of payments by the day they were received."""

    async def allocations(self, invoice_id: str) -> tuple[Allocation, ...]:
        """Returns what settles an invoice, taken-back rows left out, oldest first."""

class AsyncReminders:
    async def due(
        self, *, on: date | None = ..., after_days: Sequence[int] = ...
    ) -> tuple[Overdue, ...]:
        """Returns the documents that should be reminded of, the longest overdue first."""

    async def send(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        after_days: Sequence[int] = ...,
        channel: str | None = ...,
        to: Sequence[str] = ...,
    ) -> Reminder:
        """Queues the next reminder of a document, with its originals, and returns it."""

    async def run(
        self, *, actor: Actor | str, after_days: Sequence[int] = ...
    ) -> tuple[Reminder, ...]:
        """Reminds of everything that is due today, each in a transaction, and returns what it sent."""

    async def list(self, invoice_id: str) -> tuple[Reminder, ...]:
        """Returns the reminders of a document, the first one first."""

class AsyncPortal:
    async def title_link(self, order_id: str, *, base_url: str, good_for: timedelta = ...) -> str:
        """Returns the link (or the text of a QR code) where an order's buyer enters its title."""

    async def invoice_link(
        self, invoice_id: str, *, base_url: str, good_for: timedelta = ...
    ) -> str:
        """Returns the link where a buyer sees how its invoice stands, and fetches its files."""

    async def qr_code(self, link: str) -> str:
        """Returns a link as a QR code, an SVG picture with its quiet zone."""

    async def page(
        self, token: str, query: Mapping[str, str] | None = ..., *, language: str = ...
    ) -> WebPage:
        """Returns the page behind a link: the form for a title, or how the invoice stands."""

    async def submit(self, token: str, form: Mapping[str, str], *, language: str = ...) -> WebPage:
        """Returns the page that follows what a buyer sent from the form behind a link."""

    async def title_request(self, token: str) -> TitleRequest:
        """Returns the order behind a link, and its invoice where there is one."""

    async def enter_title(self, token: str, title: InvoiceTitle) -> InvoiceRecord:
        """Bills the order behind a link to the buyer that a title names, and returns the record."""

class AsyncReceivedInvoices:
    async def add(
        self, source: Source, *, actor: Actor | str, name: str = ..., origin: str = ...
    ) -> Received:
        """Reads, checks and keeps an invoice in any format, and returns it; a known one is itself."""

    async def add_voucher(
        self,
        source: Source,
        voucher: Voucher,
        *,
        actor: Actor | str,
        name: str = ...,
        origin: str = ...,
    ) -> Received:
        """Keeps a voucher that is no invoice, and returns it; a known one is itself."""

    async def get(self, received_id: str) -> Received:
        """Returns a received invoice."""

    async def file(self, received_id: str, place: int = ...) -> bytes:
        """Returns the bytes of one of its files, as they came."""

    async def verification(self, received_id: str) -> Mapping[str, str]:
        """Returns what the tax bureau's site asks to check a 发票 (查验)."""

    async def verified(
        self, received_id: str, result: Verification | str, *, actor: Actor | str
    ) -> Received:
        """Records what the bureau said when it was checked (查验), and returns it."""

    async def use(
        self, received_id: str, use: InputUse | str, *, actor: Actor | str, period: str | None = ...
    ) -> Received:
        """Records what its tax is used for (用途确认), in which month, and returns it."""

    async def book(
        self,
        received_id: str,
        booking: Booking | str,
        *,
        actor: Actor | str,
        voucher: str | None = ...,
    ) -> Received:
        """Records that it was booked (入账), under which voucher, and returns it."""

    async def list(
        self,
        *,
        seller: str | None = ...,
        use: InputUse | str | None = ...,
        after: str | None = ...,
        limit: int = ...,
    ) -> Listing[Received]:
        """Returns a page of received invoices in the order they came."""

class AsyncRedForms:
    async def enter(
        self,
        received_id: str,
        *,
        reason: str,
        actor: Actor | str,
        lines: Mapping[str, Decimal | str | int] | None = ...,
    ) -> RedForm:
        """Enters a form as the buyer of a received invoice, and returns it; the seller answers it."""

    async def refresh(self, received_id: str, *, actor: Actor | str) -> Received:
        """Asks about every form that we entered on a received invoice, and returns that."""

    async def waiting(self) -> tuple[FormAtHand, ...]:
        """Returns the forms that wait for our answer, each with our invoice that it is about."""

    async def confirm(self, number: str, *, actor: Actor | str) -> ConfirmedForm:
        """Says yes to the other side's form; where we are the seller, drafts what it asks for."""

    async def refuse(self, number: str, *, actor: Actor | str, reason: str = ...) -> RedForm:
        """Says no to the other side's form, and returns it."""

    async def withdraw(self, number: str, *, actor: Actor | str, reason: str = ...) -> RedForm:
        """Takes back a form that we entered, and returns it."""

class AsyncTemplates:
    async def save(self, template: Template, *, actor: Actor | str) -> Template:
        """Stores a template as the next version of its id and returns it."""

    async def get(self, template_id: str, version: int | None = ...) -> Template:
        """Returns a template, its newest version by default."""

    async def list(self) -> tuple[Template, ...]:
        """Returns every version of every stored template."""

class AsyncEvents:
    async def of(self, subject: str, *, limit: int = ...) -> tuple[Event, ...]:
        """Returns the events of a record, customer, order or payment, oldest first."""

    async def subscribe(self, subscriber: Callable[[Event], object]) -> Callable[[], None]:
        """Has a function called with every event of this tenant, and returns what ends that."""

    async def since(self, cursor: str | None = ..., *, limit: int = ...) -> EventPage:
        """Returns what happened after a cursor, over all subjects; None starts at the beginning."""

class AsyncWebhooks:
    async def create(
        self, url: str, *, actor: Actor | str, types: Iterable[str] = ..., from_start: bool = ...
    ) -> EventWebhook:
        """Subscribes an address and returns the subscription."""

    async def update(
        self,
        webhook_id: str,
        *,
        actor: Actor | str,
        url: str | None = ...,
        types: Iterable[str] | None = ...,
        active: bool | None = ...,
        version: int | None = ...,
    ) -> EventWebhook:
        """Changes what is given of a subscription and returns it."""

    async def secret(self, webhook_id: str, *, actor: Actor | str) -> str:
        """Returns what the receiver verifies requests with, such as `whsec_…`."""

    async def rotate(self, webhook_id: str, *, actor: Actor | str, overlap: timedelta = ...) -> str:
        """Gives a subscription a new secret and returns it."""

    async def remove(self, webhook_id: str, *, actor: Actor | str) -> None:
        """Ends a subscription."""

    async def get(self, webhook_id: str) -> EventWebhook:
        """Returns a subscription."""

    async def list(self) -> tuple[EventWebhook, ...]:
        """Returns the subscriptions in the order they were made."""

class AsyncSeries:
    async def list(self) -> tuple[SeriesRow, ...]:
        """Returns every series with its counter and chain head."""

    async def running_out(self) -> tuple[SeriesRow, ...]:
        """Returns the approved ranges that are used so far that a new one is to be asked for."""

class AsyncArchiveIndex:
    async def list(self, invoice_id: str | None = ...) -> tuple[ArchiveRow, ...]:
        """Returns what is archived, of one document or of all."""

    async def bytes(self, entry: ArchiveRow) -> bytes:
        """Returns the bytes of an archived original."""

    async def retention(self, document_id: str) -> Retention:
        """Returns how long a document is kept, by which law, and what keeps it longer."""

    async def hold(
        self,
        *,
        reason: str,
        actor: Actor | str,
        document_id: str | None = ...,
        customer_id: str | None = ...,
        start: date | None = ...,
        end: date | None = ...,
    ) -> Hold:
        """Places a legal hold and returns it: what it covers is not destroyed until it is lifted."""

    async def lift(self, hold_id: str, *, reason: str, actor: Actor | str) -> Hold:
        """Lifts a hold and returns it."""

    async def holds(self) -> tuple[Hold, ...]:
        """Returns every hold, lifted ones too."""

    async def propose_disposal(
        self, documents: Iterable[str] = ..., *, actor: Actor | str, limit: int = ...
    ) -> Disposal:
        """Lists what may be destroyed today and returns the list; nothing is destroyed yet."""

    async def dispose(self, disposal_id: str, *, actor: Actor | str) -> Disposal:
        """Confirms a list as the second person, destroys its files, and returns the record."""

    async def disposals(self) -> tuple[Disposal, ...]:
        """Returns every disposal with its list: what was destroyed, when, and by whose decision."""

    async def export(
        self,
        period: str | Span,
        out: str | Path,
        *,
        locale: str | None = ...,
        progress: Callable[[int], None] | None = ...,
    ) -> Package:
        """Writes every document of a period with its originals as one package, and returns it."""

    async def verify(
        self,
        *,
        after: str | None = ...,
        limit: int | None = ...,
        seconds: float | None = ...,
        since: datetime | None = ...,
        executor: Executor | None = ...,
        progress: Callable[[ArchiveCheck], None] | None = ...,
    ) -> ArchiveCheck:
        """Checks archived bytes against their hashes, at the same memory for any archive."""

    async def rewrap(
        self,
        *,
        actor: Actor | str,
        after: str | None = ...,
        limit: int | None = ...,
        progress: Callable[[Rewrapping], None] | None = ...,
    ) -> Rewrapping:
        """Puts the data keys of an encrypted archive under the ring's current key."""

class AsyncOutboxQueue:
    async def list(self, *, state: str | None = ..., limit: int = ...) -> tuple[OutboxRow, ...]:
        """Returns messages in a state (`pending`, `done`, `dead`), oldest due first."""

    async def hear(self, request_id: str) -> str | None:
        """Has the tax platform asked at once about a request, and returns its document's id."""

    async def claim(
        self, *, limit: int = ..., lease: timedelta = ..., owner: str | None = ...
    ) -> tuple[OutboxRow, ...]:
        """Leases messages that are due, so that no other worker takes them, and returns them."""

    async def work(self, message: OutboxRow) -> OutboxRun:
        """Does what a claimed message asks for, writes what became of it, returns the count."""

    async def ack(self, message: OutboxRow) -> None:
        """Marks a claimed message done, whose work the caller did."""

    async def fail(
        self, message: OutboxRow, problem: Exception | str, *, retryable: bool = ...
    ) -> OutboxRun:
        """Puts a claimed message off by its schedule, or gives it up, and returns the count."""

    async def drain(
        self,
        handler: Callable[[OutboxRow], None] | None = ...,
        *,
        limit: int = ...,
        within: timedelta | None = ...,
        lease: timedelta = ...,
    ) -> OutboxRun:
        """Makes one bounded pass over what is due and returns the counts."""

    async def retry(self, message_id: str, *, actor: Actor | str) -> OutboxRow:
        """Makes a message that was given up due again and returns it."""

    async def retry_all(self, *, actor: Actor | str, topic: str | None = ...) -> int:
        """Makes every message that was given up due again, of one topic or all; returns how many."""

class AsyncReports:
    async def names(self) -> tuple[str, ...]:
        """Returns the reports there are."""

    async def roll_up(self, *, limit: int = ...) -> int:
        """Brings the sums of sales and VAT by day up to date and returns how many events it took."""

    async def rebuild(self) -> int:
        """Makes the sums again of every document, and returns how many there are."""

    async def make(
        self,
        name: str,
        *,
        start: date | None = ...,
        end: date | None = ...,
        as_of: date | None = ...,
        by: str = ...,
        per: str | None = ...,
        fiscal_start: int = ...,
        entered: Iterable[Entered] = ...,
        vat_due: Decimal | str | int | None = ...,
        seat: str = ...,
        small: bool = ...,
    ) -> Table:
        """Returns a report's table."""

class AsyncAudit:
    async def verify(
        self, *, archive: bool = ..., anchors: Iterable[Anchor] = ..., trusted: Iterable[str] = ...
    ) -> Verification:
        """Returns what was checked (series, chains, projections, archive) and every fault."""

    async def anchor(self, signer: Signer) -> Anchor:
        """Returns the heads of every series as they are now, signed."""

class AsyncInvoiceKit:
    issuers: AsyncIssuers
    customers: AsyncCustomers
    products: AsyncProducts
    orders: AsyncOrders
    imports: AsyncImporting
    invoices: AsyncInvoices
    files: AsyncFiles
    deliveries: AsyncDeliveries
    payments: AsyncPayments
    reminders: AsyncReminders
    portal: AsyncPortal
    received: AsyncReceivedInvoices
    red_forms: AsyncRedForms
    templates: AsyncTemplates
    events: AsyncEvents
    webhooks: AsyncWebhooks
    series: AsyncSeries
    archive: AsyncArchiveIndex
    outbox: AsyncOutboxQueue
    reports: AsyncReports
    audit: AsyncAudit
    @classmethod
    async def in_memory(
        cls,
        *,
        issuer: Party | Issuer | None = ...,
        tenant: str = ...,
        clock: Clock | None = ...,
        ids: Ids | None = ...,
        channels: Mapping[str, Channel] | None = ...,
        authority: Authority | None = ...,
        link_secret: bytes | None = ...,
        field_keys: KeyRing | None = ...,
        tax_ids: TaxIdChecker | None = ...,
        exchange_rates: ExchangeRates | None = ...,
        renderers: Renderers | None = ...,
        tax_codes: Mapping[str, TaxCode] | None = ...,
        retries: RetrySchedule = ...,
        authorizer: Authorizer | None = ...,
        observer: Observer | None = ...,
    ) -> Self:
        """Returns a kit that keeps everything in memory, mails in `kit.mailbox`."""

    @classmethod
    async def from_url(
        cls,
        url: str,
        *,
        issuer: Party | Issuer | None = ...,
        tenant: str = ...,
        clock: Clock | None = ...,
        ids: Ids | None = ...,
        mail: Channel | None = ...,
        archive: Archive | Path | str | None = ...,
        channels: Mapping[str, Channel] | None = ...,
        authority: Authority | None = ...,
        link_secret: bytes | None = ...,
        field_keys: KeyRing | None = ...,
        tax_ids: TaxIdChecker | None = ...,
        exchange_rates: ExchangeRates | None = ...,
        renderers: Renderers | None = ...,
        tax_codes: Mapping[str, TaxCode] | None = ...,
        retries: RetrySchedule = ...,
        authorizer: Authorizer | None = ...,
        observer: Observer | None = ...,
    ) -> Self:
        """Returns a kit on a database; its schema is made or brought up to date."""

    @property
    def tenant(self) -> str:
        """Whose data this kit works on."""

    @property
    def mailbox(self) -> Mailbox:
        """The mails that were sent, where the channel `email` keeps them in memory."""

    def for_tenant(self, tenant: str) -> Self:
        """Returns the same kit for another tenant; neither sees the other's data."""

    def bind(self, host: object) -> Self:
        """Returns a kit that works inside the host's open transaction."""

    async def exchange_rate(self, base: str, quote: str, *, on: date) -> ExchangeRate:
        """Returns the price of one unit of `base` in `quote` that holds on a day."""

    async def run_outbox(
        self,
        *,
        limit: int = ...,
        stop: Callable[[], bool] = ...,
        progress: Callable[[OutboxRow], None] | None = ...,
        executor: Executor | None = ...,
    ) -> OutboxRun:
        """Archives and sends what is due, returns the counts; safe to run in parallel."""

    async def health(self, *, late: timedelta = ...) -> Health:
        """Returns how the kit is: whether the database answers, what waits, what was given up."""

    async def backup(
        self, target: Path | str, *, progress: Callable[[int, int], None] | None = ...
    ) -> None:
        """Copies the database as it is at this moment into a new file, while the kit is in use."""

    async def close(self) -> None:
        """Lets go of connections and threads."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *problem: object) -> None: ...
