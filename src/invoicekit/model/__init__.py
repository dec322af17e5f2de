"""The model: values of the invoice's world, by the names of EN 16931 where it has one."""

from invoicekit.model.allowance import Allowance, Charge, LineAllowance, LineCharge
from invoicekit.model.customer import Customer, CustomerContact, InvoiceNeeds
from invoicekit.model.delivery import Delivery, File, Recipient
from invoicekit.model.event import Actor, Event
from invoicekit.model.fapiao import Fapiao, FapiaoKind, FapiaoLine, RedLetter
from invoicekit.model.invoice import (
    DirectDebit,
    DocumentKind,
    Invoice,
    PaymentCard,
    PaymentInstructions,
    Supply,
    ThirdPartyPayment,
    Totals,
)
from invoicekit.model.issuer import ApprovalBand, ApprovalPolicy, Issuer
from invoicekit.model.line import (
    Attribute,
    Classification,
    InvoiceLine,
    Item,
    Period,
    Price,
    SubInvoiceLine,
)
from invoicekit.model.numbers import (
    ApprovedRange,
    BlockNumbers,
    CounterNumbers,
    ExternalNumbers,
    ImportedNumbers,
    NumberGap,
)
from invoicekit.model.order import Order, OrderLine
from invoicekit.model.party import Address, BankAccount, Contact, Identifier, Party, TaxId
from invoicekit.model.payment import Allocation, Payment
from invoicekit.model.product import Product
from invoicekit.model.received import (
    Booking,
    InputUse,
    Received,
    ReceivedFile,
    Verification,
    Voucher,
    VoucherKind,
)
from invoicekit.model.record import (
    AppliedRate,
    Approval,
    InvoiceRecord,
    InvoiceSummary,
    Link,
    Seal,
    SealedNumber,
    TemplateRef,
)
from invoicekit.model.red_form import RedForm, RedFormLine, RedFormState, RedSide
from invoicekit.model.reference import Attachment, Note, PrecedingInvoice
from invoicekit.model.reminder import Overdue, Reminder
from invoicekit.model.retry import RetrySchedule
from invoicekit.model.source import PaymentMeans, Sights, SourceFacts, TaxTotal
from invoicekit.model.special_business import SpecialBusiness
from invoicekit.model.status import (
    BuyerResponse,
    ClearanceStatus,
    DeliveryStatus,
    DocumentStatus,
    PaymentStatus,
)
from invoicekit.model.tax import OtherTax, OtherTaxBreakdown, VatBreakdown
from invoicekit.model.tax_id_check import TaxIdCheck, TaxIdStatus
from invoicekit.model.template import Template
from invoicekit.model.title import InvoiceTitle
from invoicekit.model.webhook import EventWebhook

__all__ = [
    "Actor",
    "Address",
    "Allocation",
    "Allowance",
    "AppliedRate",
    "Approval",
    "ApprovalBand",
    "ApprovalPolicy",
    "ApprovedRange",
    "Attachment",
    "Attribute",
    "BankAccount",
    "BlockNumbers",
    "Booking",
    "BuyerResponse",
    "Charge",
    "Classification",
    "ClearanceStatus",
    "Contact",
    "CounterNumbers",
    "Customer",
    "CustomerContact",
    "Delivery",
    "DeliveryStatus",
    "DirectDebit",
    "DocumentKind",
    "DocumentStatus",
    "Event",
    "EventWebhook",
    "ExternalNumbers",
    "Fapiao",
    "FapiaoKind",
    "FapiaoLine",
    "File",
    "Identifier",
    "ImportedNumbers",
    "InputUse",
    "Invoice",
    "InvoiceLine",
    "InvoiceNeeds",
    "InvoiceRecord",
    "InvoiceSummary",
    "InvoiceTitle",
    "Issuer",
    "Item",
    "LineAllowance",
    "LineCharge",
    "Link",
    "Note",
    "NumberGap",
    "Order",
    "OrderLine",
    "OtherTax",
    "OtherTaxBreakdown",
    "Overdue",
    "Party",
    "Payment",
    "PaymentCard",
    "PaymentInstructions",
    "PaymentMeans",
    "PaymentStatus",
    "Period",
    "PrecedingInvoice",
    "Price",
    "Product",
    "Received",
    "ReceivedFile",
    "Recipient",
    "RedForm",
    "RedFormLine",
    "RedFormState",
    "RedLetter",
    "RedSide",
    "Reminder",
    "RetrySchedule",
    "Seal",
    "SealedNumber",
    "Sights",
    "SourceFacts",
    "SpecialBusiness",
    "SubInvoiceLine",
    "Supply",
    "TaxId",
    "TaxIdCheck",
    "TaxIdStatus",
    "TaxTotal",
    "Template",
    "TemplateRef",
    "ThirdPartyPayment",
    "Totals",
    "VatBreakdown",
    "Verification",
    "Voucher",
    "VoucherKind",
]
