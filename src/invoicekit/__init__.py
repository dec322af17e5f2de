"""The whole life of an invoice: orders, calculation, approval, issue, delivery, archive, payment.

    import invoicekit as ik

    ik.read("invoice.xml")          # any format, detected
    ik.validate("invoice.xml").valid
    kit = ik.InvoiceKit.in_memory(issuer=…)

Names come in when they are used: importing the package loads no XML, SQL or PDF library.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from invoicekit.archive import ObjectLock, open_archive
    from invoicekit.archive.encrypted import EncryptedArchive
    from invoicekit.binding.limits import Limits
    from invoicekit.bulk import Done
    from invoicekit.delivery import verify_webhook
    from invoicekit.delivery.email import Smtp
    from invoicekit.delivery.folder import Folder
    from invoicekit.delivery.objects import Objects
    from invoicekit.delivery.portal import PortalLink
    from invoicekit.delivery.post import PrintQueue
    from invoicekit.delivery.sms import HttpSms, Sms, SmsReceipts, TencentSms
    from invoicekit.delivery.webhook import Webhook
    from invoicekit.documents.calculate import calculate
    from invoicekit.documents.convert import Conversion, convert
    from invoicekit.documents.detect import detect
    from invoicekit.documents.document import Document
    from invoicekit.documents.explain import explain
    from invoicekit.documents.load import load
    from invoicekit.documents.read import read
    from invoicekit.documents.render import render
    from invoicekit.documents.render_many import render_many
    from invoicekit.documents.validate import validate
    from invoicekit.documents.validate_many import validate_many
    from invoicekit.documents.write import write
    from invoicekit.documents.write_many import write_many
    from invoicekit.encryption import KeyRing
    from invoicekit.errors import (
        ArchiveConflict,
        BadCursor,
        ConfigurationError,
        ConflictError,
        ConnectionLost,
        DateInversion,
        DeliveryFailed,
        DuplicateKey,
        FourEyesViolation,
        IdempotencyConflict,
        InputError,
        InvoiceKitError,
        KeyNotFound,
        LeaseLost,
        LimitError,
        LinkExpired,
        Locked,
        LookupFailed,
        MissingExtra,
        NotFound,
        NotSealed,
        NumberRangeExhausted,
        OutcomeUnknown,
        OverAllocated,
        OverBilled,
        OverCredited,
        PermissionDenied,
        RenderFailed,
        SealedDocument,
        StaleContent,
        StaleVersion,
        StateError,
        StorageError,
        Tampered,
        TransitionNotAllowed,
    )
    from invoicekit.findings import Finding, Report, Severity, ValidationFailed
    from invoicekit.jurisdiction import RoundingPolicy
    from invoicekit.kit import InvoiceKit
    from invoicekit.kit.async_kit import AsyncInvoiceKit
    from invoicekit.kit.signing import Ed25519Signer
    from invoicekit.lifecycle.roles import Roles
    from invoicekit.lookups.ecb import EcbRates
    from invoicekit.lookups.vies import ViesChecker
    from invoicekit.model import (
        Actor,
        Address,
        Allocation,
        Allowance,
        AppliedRate,
        Approval,
        ApprovalBand,
        ApprovalPolicy,
        ApprovedRange,
        Attachment,
        Attribute,
        BankAccount,
        BlockNumbers,
        Booking,
        BuyerResponse,
        Charge,
        Classification,
        ClearanceStatus,
        Contact,
        CounterNumbers,
        Customer,
        CustomerContact,
        Delivery,
        DeliveryStatus,
        DirectDebit,
        DocumentKind,
        DocumentStatus,
        Event,
        EventWebhook,
        ExternalNumbers,
        Fapiao,
        FapiaoKind,
        FapiaoLine,
        File,
        Identifier,
        ImportedNumbers,
        InputUse,
        Invoice,
        InvoiceLine,
        InvoiceNeeds,
        InvoiceRecord,
        InvoiceSummary,
        InvoiceTitle,
        Issuer,
        Item,
        LineAllowance,
        LineCharge,
        Link,
        Note,
        NumberGap,
        Order,
        OrderLine,
        OtherTax,
        OtherTaxBreakdown,
        Overdue,
        Party,
        Payment,
        PaymentCard,
        PaymentInstructions,
        PaymentStatus,
        Period,
        PrecedingInvoice,
        Price,
        Product,
        Received,
        ReceivedFile,
        Recipient,
        RedLetter,
        Reminder,
        RetrySchedule,
        Seal,
        SealedNumber,
        SourceFacts,
        SpecialBusiness,
        Supply,
        TaxId,
        TaxIdCheck,
        TaxIdStatus,
        Template,
        TemplateRef,
        Totals,
        VatBreakdown,
    )
    from invoicekit.renderers import WebPage
else:
    _FACE = {
        "invoicekit.archive": "ObjectLock open_archive",
        "invoicekit.archive.encrypted": "EncryptedArchive",
        "invoicekit.binding": "Limits",
        "invoicekit.bulk": "Done",
        "invoicekit.delivery.email": "Smtp",
        "invoicekit.delivery.folder": "Folder",
        "invoicekit.delivery.objects": "Objects",
        "invoicekit.delivery.portal": "PortalLink",
        "invoicekit.delivery.post": "PrintQueue",
        "invoicekit.delivery.sms": "HttpSms Sms SmsReceipts TencentSms",
        "invoicekit.delivery.webhook": "Webhook",
        "invoicekit.delivery": "verify_webhook",
        "invoicekit.documents": "Conversion Document calculate convert detect explain load "
        "read render render_many validate validate_many write write_many",
        "invoicekit.encryption": "KeyRing",
        "invoicekit.errors": "ArchiveConflict BadCursor ConfigurationError ConflictError "
        "ConnectionLost DateInversion DeliveryFailed DuplicateKey FourEyesViolation "
        "IdempotencyConflict InputError InvoiceKitError KeyNotFound LeaseLost LimitError "
        "LinkExpired Locked LookupFailed MissingExtra NotFound NotSealed NumberRangeExhausted "
        "OutcomeUnknown OverAllocated OverBilled OverCredited PermissionDenied RenderFailed "
        "SealedDocument StaleContent StaleVersion StateError StorageError "
        "Tampered TransitionNotAllowed",
        "invoicekit.findings": "Finding Report Severity ValidationFailed",
        "invoicekit.jurisdiction": "RoundingPolicy",
        "invoicekit.kit": "InvoiceKit",
        "invoicekit.kit.async_kit": "AsyncInvoiceKit",
        "invoicekit.kit.signing": "Ed25519Signer",
        "invoicekit.lifecycle": "Roles",
        "invoicekit.lookups.ecb": "EcbRates",
        "invoicekit.lookups.vies": "ViesChecker",
        "invoicekit.renderers": "WebPage",
    }
    _HOMES = {name: module for module, names in _FACE.items() for name in names.split()}

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from invoicekit.registry import load

        found = globals()[name] = load(f"{_HOMES.get(name, 'invoicekit.model')}:{name}")
        return found

    def __dir__() -> list[str]:
        return sorted(__all__)

    class _Face(ModuleType):
        """The package, whose verbs win over folders of the same name.

        When the folder `calculate` is first imported, the import system binds it here under its
        name; `ik.calculate` stays the verb.
        """

        def __setattr__(self, name: str, value: object) -> None:
            if not (name in _HOMES and isinstance(value, ModuleType)):
                super().__setattr__(name, value)

    sys.modules[__name__].__class__ = _Face


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
    "ArchiveConflict",
    "AsyncInvoiceKit",
    "Attachment",
    "Attribute",
    "BadCursor",
    "BankAccount",
    "BlockNumbers",
    "Booking",
    "BuyerResponse",
    "Charge",
    "Classification",
    "ClearanceStatus",
    "ConfigurationError",
    "ConflictError",
    "ConnectionLost",
    "Contact",
    "Conversion",
    "CounterNumbers",
    "Customer",
    "CustomerContact",
    "DateInversion",
    "Delivery",
    "DeliveryFailed",
    "DeliveryStatus",
    "DirectDebit",
    "Document",
    "DocumentKind",
    "DocumentStatus",
    "Done",
    "DuplicateKey",
    "EcbRates",
    "Ed25519Signer",
    "EncryptedArchive",
    "Event",
    "EventWebhook",
    "ExternalNumbers",
    "Fapiao",
    "FapiaoKind",
    "FapiaoLine",
    "File",
    "Finding",
    "Folder",
    "FourEyesViolation",
    "HttpSms",
    "IdempotencyConflict",
    "Identifier",
    "ImportedNumbers",
    "InputError",
    "InputUse",
    "Invoice",
    "InvoiceKit",
    "InvoiceKitError",
    "InvoiceLine",
    "InvoiceNeeds",
    "InvoiceRecord",
    "InvoiceSummary",
    "InvoiceTitle",
    "Issuer",
    "Item",
    "KeyNotFound",
    "KeyRing",
    "LeaseLost",
    "LimitError",
    "Limits",
    "LineAllowance",
    "LineCharge",
    "Link",
    "LinkExpired",
    "Locked",
    "LookupFailed",
    "MissingExtra",
    "NotFound",
    "NotSealed",
    "Note",
    "NumberGap",
    "NumberRangeExhausted",
    "ObjectLock",
    "Objects",
    "Order",
    "OrderLine",
    "OtherTax",
    "OtherTaxBreakdown",
    "OutcomeUnknown",
    "OverAllocated",
    "OverBilled",
    "OverCredited",
    "Overdue",
    "Party",
    "Payment",
    "PaymentCard",
    "PaymentInstructions",
    "PaymentStatus",
    "Period",
    "PermissionDenied",
    "PortalLink",
    "PrecedingInvoice",
    "Price",
    "PrintQueue",
    "Product",
    "Received",
    "ReceivedFile",
    "Recipient",
    "RedLetter",
    "Reminder",
    "RenderFailed",
    "Report",
    "RetrySchedule",
    "Roles",
    "RoundingPolicy",
    "Seal",
    "SealedDocument",
    "SealedNumber",
    "Severity",
    "Sms",
    "SmsReceipts",
    "Smtp",
    "SourceFacts",
    "SpecialBusiness",
    "StaleContent",
    "StaleVersion",
    "StateError",
    "StorageError",
    "Supply",
    "Tampered",
    "TaxId",
    "TaxIdCheck",
    "TaxIdStatus",
    "Template",
    "TemplateRef",
    "TencentSms",
    "Totals",
    "TransitionNotAllowed",
    "ValidationFailed",
    "VatBreakdown",
    "ViesChecker",
    "WebPage",
    "Webhook",
    "__version__",
    "calculate",
    "convert",
    "detect",
    "explain",
    "load",
    "open_archive",
    "read",
    "render",
    "render_many",
    "validate",
    "validate_many",
    "verify_webhook",
    "write",
    "write_many",
]
