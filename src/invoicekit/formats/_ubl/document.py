"""The document in UBL 2.1: an invoice or a credit note, by the name of the root element.

Source: EN 16931-3-2 (syntax binding to UBL 2.1) and OASIS UBL 2.1.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

from invoicekit.binding import (
    Names,
    Row,
    Shape,
    Syntax,
    SyntaxRules,
    Table,
    amount,
    at,
    code,
    decimal,
    each,
    iso_date,
    one,
)
from invoicekit.formats._ubl.line import PERIOD, adjustments, line_table, tax_category
from invoicekit.formats._ubl.note import NOTE
from invoicekit.formats._ubl.observed import (
    COMPARED,
    ELSEWHERE,
    OBSERVED,
    look,
    tax_totals,
    totals_read,
)
from invoicekit.formats._ubl.party import ADDRESS, IDENTIFIER, NAMED_PARTY, PARTY
from invoicekit.formats._ubl.shape import from_file, to_file

SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMESPACES = {
    "cac": f"{SCHEMA}CommonAggregateComponents-2",
    "cbc": f"{SCHEMA}CommonBasicComponents-2",
}

_REFERENCE = Table(
    at("cac:InvoiceDocumentReference/cbc:ID", "number"),
    at("cac:InvoiceDocumentReference/cbc:IssueDate", "issue_date", iso_date),
)
_OBJECT = "cac:Attachment/cbc:EmbeddedDocumentBinaryObject"
_DOCUMENT = Table(
    at("cbc:ID", "id"),
    at("cbc:ID/@schemeID", "scheme"),
    at("cbc:DocumentTypeCode", "type_code", code),
    at("cbc:DocumentDescription", "description"),
    at(_OBJECT, "data"),
    at(f"{_OBJECT}/@mimeCode", "mime_type"),
    at(f"{_OBJECT}/@filename", "file_name"),
    at("cac:Attachment/cac:ExternalReference/cbc:URI", "uri"),
)
_SUPPLY = Table(
    at("cbc:ActualDeliveryDate", "delivery_date", iso_date),
    one("cac:DeliveryLocation/cbc:ID", "location_id", IDENTIFIER),
    one("cac:DeliveryLocation/cac:Address", "address", ADDRESS),
    at("cac:DeliveryParty/cac:PartyName/cbc:Name", "name"),
)
_ACCOUNT = Table(
    at("cbc:ID", "id"),
    at("cbc:Name", "name"),
    at("cac:FinancialInstitutionBranch/cbc:ID", "bic"),
)
_PAYMENT = Table(
    at("cbc:PaymentMeansCode", "means_code", code),
    at("cbc:PaymentMeansCode/@name", "means_text"),
    at("cbc:PaymentDueDate", "due_date", iso_date),
    at("cbc:PaymentID", "remittance"),
    at("cac:CardAccount/cbc:PrimaryAccountNumberID", "card_number"),
    at("cac:CardAccount/cbc:NetworkID", "card_network"),
    at("cac:CardAccount/cbc:HolderName", "card_holder"),
    one("cac:PayeeFinancialAccount", "account", _ACCOUNT),
    at("cac:PaymentMandate/cbc:ID", "mandate_id"),
    at("cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID", "debited_account"),
)
_PREPAID = Table(
    at("cbc:ID", "kind"),
    at("cbc:PaidAmount", "amount", decimal),
    at("cbc:PaidAmount/@currencyID", "currency"),
    at("cbc:InstructionID", "description"),
)
_BREAKDOWN = Table(
    at("cbc:TaxableAmount", "taxable_amount", amount),
    at("cbc:TaxAmount", "tax_amount", amount),
    *tax_category(
        "cac:TaxCategory",
        "category",
        "rate",
        at("cac:TaxCategory/cbc:TaxExemptionReasonCode", "exemption_code", code),
        at("cac:TaxCategory/cbc:TaxExemptionReason", "exemption_reason"),
    ),
)
_TAX_TOTAL = Table(
    at("cbc:TaxAmount", "amount", decimal),
    at("cbc:TaxAmount/@currencyID", "currency"),
    each("cac:TaxSubtotal", "rows", _BREAKDOWN),
)
_TOTALS = Table(
    *(
        at(f"cbc:{element}", field, amount)
        for element, field in (
            ("LineExtensionAmount", "line_total"),
            ("TaxExclusiveAmount", "without_vat"),
            ("TaxInclusiveAmount", "with_vat"),
            ("AllowanceTotalAmount", "allowance_total"),
            ("ChargeTotalAmount", "charge_total"),
            ("PrepaidAmount", "prepaid"),
            ("PayableRoundingAmount", "rounding"),
            ("PayableAmount", "amount_due"),
        )
    )
)
_PATHS = (
    (r"^tax_totals\[\d+\]\.rows", "vat_breakdown"),
    (r"^tax_totals\[\d+\]\.amount", "totals.vat"),
    (r"^payments\[(\d+)\]\.account\b", r"payment_instructions.accounts[\1]"),
    (r"^payments\[\d+\]\.due_date", "due_date"),
    (r"^payments\[\d+\]\.card_(number|holder)", r"payment_instructions.card.\1"),
    (r"^payments\[\d+\]\.(mandate_id|debited_account)", r"payment_instructions.direct_debit.\1"),
    (r"^payments\[\d+\]", "payment_instructions"),
    (r"^documents\[", "attachments["),
)
"""From the file's groups to the model's, for the paths of findings."""


def _heading(*, credit: bool) -> tuple[Row, ...]:
    kind = at(f"cbc:{'CreditNote' if credit else 'Invoice'}TypeCode", "type_code", code)
    tax_point = at("cbc:TaxPointDate", "tax_point_date", iso_date)
    due = () if credit else (at("cbc:DueDate", "due_date", iso_date),)
    note = at("cbc:Note", "notes", NOTE, many=True)
    return (
        at("cbc:CustomizationID", "specification"),
        at("cbc:ProfileID", "business_process"),
        at("cbc:ID", "number"),
        at("cbc:IssueDate", "issue_date", iso_date),
        *due,
        *((tax_point, kind, note) if credit else (kind, note, tax_point)),
        at("cbc:DocumentCurrencyCode", "currency", code),
        at("cbc:TaxCurrencyCode", "vat_currency", code),
        at("cbc:AccountingCost", "accounting_reference"),
        at("cbc:BuyerReference", "buyer_reference"),
        one("cac:InvoicePeriod", "period", PERIOD),
    )


def _references(*, credit: bool) -> tuple[Row, ...]:
    """The references; a credit note has another order, and no element for the project."""
    tender = at("cac:OriginatorDocumentReference/cbc:ID", "tender_reference")
    contract = at("cac:ContractDocumentReference/cbc:ID", "contract_reference")
    documents = each("cac:AdditionalDocumentReference", "documents", _DOCUMENT)
    project = at("cac:ProjectReference/cbc:ID", "project_reference")
    return (
        at("cac:OrderReference/cbc:ID", "purchase_order_reference"),
        at("cac:OrderReference/cbc:SalesOrderID", "sales_order_reference"),
        each("cac:BillingReference", "preceding_invoices", _REFERENCE),
        at("cac:DespatchDocumentReference/cbc:ID", "despatch_reference"),
        at("cac:ReceiptDocumentReference/cbc:ID", "receipt_reference"),
        *((contract, documents, tender) if credit else (tender, contract, documents, project)),
    )


def _document(*, credit: bool) -> Table:
    name = "CreditNote" if credit else "Invoice"
    quantity = "cbc:CreditedQuantity" if credit else "cbc:InvoicedQuantity"
    third_parties = (
        () if credit else (each("cac:PrepaidPayment", "third_party_payments", _PREPAID),)
    )
    return Table(
        *_heading(credit=credit),
        *_references(credit=credit),
        one("cac:AccountingSupplierParty/cac:Party", "seller", PARTY),
        one("cac:AccountingCustomerParty/cac:Party", "buyer", PARTY),
        one("cac:PayeeParty", "payee", NAMED_PARTY),
        one("cac:TaxRepresentativeParty", "tax_representative", NAMED_PARTY),
        one("cac:Delivery", "supply", _SUPPLY),
        each("cac:PaymentMeans", "payments", _PAYMENT),
        at("cac:PaymentTerms/cbc:Note", "payment_terms"),
        *third_parties,
        adjustments(*tax_category("cac:TaxCategory", "vat_category", "vat_rate")),
        each("cac:TaxTotal", "tax_totals", _TAX_TOTAL),
        one("cac:LegalMonetaryTotal", "totals", _TOTALS),
        each(f"cac:{name}Line", "lines", line_table(quantity)),
    )


def syntax_of(root: str) -> Syntax:
    """Returns the syntax of a root element's name: `Invoice` or `CreditNote`."""
    credit = root == "CreditNote"
    return Syntax(
        name="ubl",
        root=f"{{{SCHEMA}{root}-2}}{root}",
        table=_document(credit=credit),
        namespaces=NAMESPACES,
        currency="cbc:DocumentCurrencyCode",
        shape=Shape(from_file, lambda invoice: to_file(invoice, credit=credit)),
        paths=_PATHS,
        rules=syntax_rules(),
        flat=frozenset({"cac:TaxTotal/cac:TaxSubtotal"}),
        observed=OBSERVED,
        elsewhere=ELSEWHERE,
        look=partial(look, names=Names(NAMESPACES)),
        compared=COMPARED,
        tax_totals=tax_totals(NAMESPACES),
        totals_read=totals_read,
        lines=f"cac:{root}Line",
    )


@cache
def syntax_rules() -> SyntaxRules:
    """Returns the official rules about a UBL file itself."""
    return SyntaxRules.load(Path(__file__).with_name("syntax_rules.json"), NAMESPACES, "ubl")
