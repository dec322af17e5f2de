"""The whole life of an invoice: orders, calculation, approval, issue, delivery, archive, payment.

    import invoicekit as ik

    ik.read("invoice.xml")          # any format, detected
    ik.validate("invoice.xml").valid
    kit = ik.InvoiceKit.in_memory(issuer=…)

Names come in when they are used: importing the package loads no XML, SQL or PDF library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from invoicekit.delivery.email import Smtp
    from invoicekit.delivery.folder import Folder
    from invoicekit.documents import (
        Conversion,
        Document,
        calculate,
        convert,
        explain,
        load,
        read,
        render,
        validate,
        write,
    )
    from invoicekit.errors import InvoiceKitError
    from invoicekit.findings import (
        Finding,
        Report,
        Severity,
        ValidationFailed,
    )
    from invoicekit.jurisdiction import RoundingPolicy
    from invoicekit.kit import InvoiceKit
    from invoicekit.model import (
        Actor,
        Address,
        Allocation,
        Allowance,
        AppliedRate,
        Approval,
        ApprovalBand,
        ApprovalPolicy,
        Attachment,
        Attribute,
        BankAccount,
        BuyerResponse,
        Charge,
        Classification,
        ClearanceStatus,
        Contact,
        Customer,
        CustomerContact,
        Delivery,
        DeliveryStatus,
        DirectDebit,
        DocumentKind,
        DocumentStatus,
        Event,
        File,
        Identifier,
        Invoice,
        InvoiceLine,
        InvoiceNeeds,
        InvoiceRecord,
        InvoiceSummary,
        Issuer,
        Item,
        LineAllowance,
        LineCharge,
        Link,
        Note,
        Order,
        OrderLine,
        OtherTax,
        OtherTaxBreakdown,
        Party,
        Payment,
        PaymentCard,
        PaymentInstructions,
        PaymentStatus,
        Period,
        PrecedingInvoice,
        Price,
        Product,
        Recipient,
        Seal,
        SealedNumber,
        SourceFacts,
        Supply,
        TaxId,
        Template,
        TemplateRef,
        Totals,
        VatBreakdown,
    )
else:
    _FACE = {
        "invoicekit.delivery.email": "Smtp",
        "invoicekit.delivery.folder": "Folder",
        "invoicekit.documents": "Conversion Document calculate convert explain load "
        "read render validate write",
        "invoicekit.errors": "InvoiceKitError",
        "invoicekit.findings": "Finding Report Severity ValidationFailed",
        "invoicekit.jurisdiction": "RoundingPolicy",
        "invoicekit.kit": "InvoiceKit",
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


__all__ = [
    "Actor",
    "Address",
    "Allocation",
    "Allowance",
    "AppliedRate",
    "Approval",
    "ApprovalBand",
    "ApprovalPolicy",
    "Attachment",
    "Attribute",
    "BankAccount",
    "BuyerResponse",
    "Charge",
    "Classification",
    "ClearanceStatus",
    "Contact",
    "Conversion",
    "Customer",
    "CustomerContact",
    "Delivery",
    "DeliveryStatus",
    "DirectDebit",
    "Document",
    "DocumentKind",
    "DocumentStatus",
    "Event",
    "File",
    "Finding",
    "Folder",
    "Identifier",
    "Invoice",
    "InvoiceKit",
    "InvoiceKitError",
    "InvoiceLine",
    "InvoiceNeeds",
    "InvoiceRecord",
    "InvoiceSummary",
    "Issuer",
    "Item",
    "LineAllowance",
    "LineCharge",
    "Link",
    "Note",
    "Order",
    "OrderLine",
    "OtherTax",
    "OtherTaxBreakdown",
    "Party",
    "Payment",
    "PaymentCard",
    "PaymentInstructions",
    "PaymentStatus",
    "Period",
    "PrecedingInvoice",
    "Price",
    "Product",
    "Recipient",
    "Report",
    "RoundingPolicy",
    "Seal",
    "SealedNumber",
    "Severity",
    "Smtp",
    "SourceFacts",
    "Supply",
    "TaxId",
    "Template",
    "TemplateRef",
    "Totals",
    "ValidationFailed",
    "VatBreakdown",
    "__version__",
    "calculate",
    "convert",
    "explain",
    "load",
    "read",
    "render",
    "validate",
    "write",
]
