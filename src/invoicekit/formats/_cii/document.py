"""The document in UN/CEFACT Cross Industry Invoice D16B.

Source: EN 16931-3-3 (syntax binding to CII D16B), UN/CEFACT schemas D16B (SCRDM).
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

from invoicekit.binding import (
    Names,
    Shape,
    Syntax,
    SyntaxRules,
    Table,
    at,
    code,
    const,
    custom,
    decimal,
    each,
    kept,
    one,
)
from invoicekit.formats._cii.codecs import day, event
from invoicekit.formats._cii.line import (
    LINE,
    PERIOD,
    adjustments,
    read_line,
    tax_category,
    write_line,
)
from invoicekit.formats._cii.observed import (
    COMPARED,
    ELSEWHERE,
    OBSERVED,
    TOGETHER,
    look,
    tax_totals,
    totals_read,
)
from invoicekit.formats._cii.party import PARTY, SHIP_TO
from invoicekit.formats._cii.shape import from_file, to_file

_SCHEMA = "urn:un:unece:uncefact:data:standard:"
ROOT = f"{_SCHEMA}CrossIndustryInvoice:100"
NAMESPACES = {
    "rsm": ROOT,
    "ram": f"{_SCHEMA}ReusableAggregateBusinessInformationEntity:100",
    "qdt": f"{_SCHEMA}QualifiedDataType:100",
    "udt": f"{_SCHEMA}UnqualifiedDataType:100",
}

_CONTEXT = "rsm:ExchangedDocumentContext"
_HEAD = "rsm:ExchangedDocument"
_TRADE = "rsm:SupplyChainTradeTransaction"
_AGREEMENT = f"{_TRADE}/ram:ApplicableHeaderTradeAgreement"
_DELIVERY = f"{_TRADE}/ram:ApplicableHeaderTradeDelivery"
_SETTLEMENT = f"{_TRADE}/ram:ApplicableHeaderTradeSettlement"
_TERMS = f"{_SETTLEMENT}/ram:SpecifiedTradePaymentTerms"
_LINES = f"{_TRADE}/ram:IncludedSupplyChainTradeLineItem"
_CURRENCY = f"{_SETTLEMENT}/ram:InvoiceCurrencyCode"

_FILE = "ram:AttachmentBinaryObject"
_DOCUMENT = Table(
    at("ram:IssuerAssignedID", "id"),
    at("ram:URIID", "uri"),
    at("ram:TypeCode", "type_code", code),
    at("ram:Name", "description"),
    at(_FILE, "data"),
    at(f"{_FILE}/@mimeCode", "mime_type"),
    at(f"{_FILE}/@filename", "file_name"),
    at("ram:ReferenceTypeCode", "scheme"),
)
_ACCOUNT = "ram:PayeePartyCreditorFinancialAccount"
_CARD = "ram:ApplicableTradeSettlementFinancialCard"
_PAYMENT = Table(
    at("ram:TypeCode", "means_code", code),
    at("ram:Information", "means_text"),
    at(f"{_CARD}/ram:ID", "card_number"),
    at(f"{_CARD}/ram:CardholderName", "card_holder"),
    at("ram:PayerPartyDebtorFinancialAccount/ram:IBANID", "debited_account"),
    at(f"{_ACCOUNT}/ram:IBANID", "iban"),
    at(f"{_ACCOUNT}/ram:AccountName", "account_name"),
    at(f"{_ACCOUNT}/ram:ProprietaryID", "account_number"),
    at("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID", "bic"),
)
_BREAKDOWN = Table(
    at("ram:CalculatedAmount", "tax_amount", decimal),
    const("ram:TypeCode", "VAT", marks="category", rate="rate", exact=True),
    at("ram:ExemptionReason", "exemption_reason"),
    at("ram:BasisAmount", "taxable_amount", decimal),
    at("ram:CategoryCode", "category", code),
    at("ram:ExemptionReasonCode", "exemption_code", code),
    at("ram:TaxPointDate/udt:DateString", "tax_point_date", day),
    at("ram:DueDateTypeCode", "tax_point_code", event),
    at("ram:RateApplicablePercent", "rate", decimal),
)
_TAX_TOTAL = Table(at(".", "amount", decimal), at("@currencyID", "currency"))
_TOTALS = Table(
    at("ram:LineTotalAmount", "line_total", decimal),
    at("ram:ChargeTotalAmount", "charge_total", decimal),
    at("ram:AllowanceTotalAmount", "allowance_total", decimal),
    at("ram:TaxBasisTotalAmount", "without_vat", decimal),
    each("ram:TaxTotalAmount", "tax_totals", _TAX_TOTAL),
    at("ram:RoundingAmount", "rounding", decimal),
    at("ram:GrandTotalAmount", "with_vat", decimal),
    at("ram:TotalPrepaidAmount", "prepaid", decimal),
    at("ram:DuePayableAmount", "amount_due", decimal),
)
_THIRD_PARTY = Table(
    at("ram:ReasonCode", "kind"),
    at("ram:Reason", "description"),
    at("ram:ActualAmount", "amount", decimal),
    at("ram:ActualAmount/@currencyID", "currency"),
)
_PRECEDING = Table(
    at("ram:IssuerAssignedID", "number"),
    at("ram:FormattedIssueDateTime/qdt:DateTimeString", "issue_date", day),
)

_HEADING = (
    kept(_CONTEXT),
    at(
        f"{_CONTEXT}/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID",
        "business_process",
    ),
    at(f"{_CONTEXT}/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID", "specification"),
    at(f"{_HEAD}/ram:ID", "number"),
    at(f"{_HEAD}/ram:TypeCode", "type_code", code),
    at(f"{_HEAD}/ram:IssueDateTime/udt:DateTimeString", "issue_date", day),
    each(
        f"{_HEAD}/ram:IncludedNote",
        "notes",
        Table(at("ram:Content", "text"), at("ram:SubjectCode", "subject_code", code)),
    ),
)
_TRADED = (
    custom(
        _LINES,
        "lines",
        LINE,
        Shape(read_line, write_line),
        many=True,
    ),
    kept(_AGREEMENT),
    at(f"{_AGREEMENT}/ram:BuyerReference", "buyer_reference"),
    one(f"{_AGREEMENT}/ram:SellerTradeParty", "seller", PARTY),
    one(f"{_AGREEMENT}/ram:BuyerTradeParty", "buyer", PARTY),
    one(f"{_AGREEMENT}/ram:SellerTaxRepresentativeTradeParty", "tax_representative", PARTY),
    at(
        f"{_AGREEMENT}/ram:SellerOrderReferencedDocument/ram:IssuerAssignedID",
        "sales_order_reference",
    ),
    at(
        f"{_AGREEMENT}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID",
        "purchase_order_reference",
    ),
    at(f"{_AGREEMENT}/ram:ContractReferencedDocument/ram:IssuerAssignedID", "contract_reference"),
    each(f"{_AGREEMENT}/ram:AdditionalReferencedDocument", "documents", _DOCUMENT),
    at(f"{_AGREEMENT}/ram:SpecifiedProcuringProject/ram:ID", "project_reference"),
    at(f"{_AGREEMENT}/ram:SpecifiedProcuringProject/ram:Name", "project_name"),
    kept(_DELIVERY),
    one(f"{_DELIVERY}/ram:ShipToTradeParty", "ship_to", SHIP_TO),
    at(
        f"{_DELIVERY}/ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString",
        "delivery_date",
        day,
    ),
    at(
        f"{_DELIVERY}/ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID",
        "despatch_reference",
    ),
    at(
        f"{_DELIVERY}/ram:ReceivingAdviceReferencedDocument/ram:IssuerAssignedID",
        "receipt_reference",
    ),
)
_SETTLED = (
    kept(_SETTLEMENT),
    at(f"{_SETTLEMENT}/ram:CreditorReferenceID", "creditor_id"),
    at(f"{_SETTLEMENT}/ram:PaymentReference", "remittance"),
    at(f"{_SETTLEMENT}/ram:TaxCurrencyCode", "vat_currency", code),
    at(_CURRENCY, "currency", code),
    one(f"{_SETTLEMENT}/ram:PayeeTradeParty", "payee", PARTY),
    each(f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans", "payments", _PAYMENT),
    each(f"{_SETTLEMENT}/ram:ApplicableTradeTax", "vat_breakdown", _BREAKDOWN),
    one(f"{_SETTLEMENT}/ram:BillingSpecifiedPeriod", "period", PERIOD),
    adjustments(
        f"{_SETTLEMENT}/ram:SpecifiedTradeAllowanceCharge",
        *tax_category("ram:CategoryTradeTax"),
    ),
    at(f"{_TERMS}/ram:Description", "payment_terms"),
    at(f"{_TERMS}/ram:DueDateDateTime/udt:DateTimeString", "due_date", day),
    at(f"{_TERMS}/ram:DirectDebitMandateID", "mandate_id"),
    one(f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation", "totals", _TOTALS),
    each(f"{_SETTLEMENT}/ram:SpecifiedFinancialAdjustment", "third_party_payments", _THIRD_PARTY),
    each(f"{_SETTLEMENT}/ram:InvoiceReferencedDocument", "preceding_invoices", _PRECEDING),
    at(
        f"{_SETTLEMENT}/ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID",
        "accounting_reference",
    ),
)

_PATHS = (
    (r"\.price_gross_base_", ".price.base_"),
    (r"\.price_", ".price."),
    (r"^vat_breakdown\[\d+\]\.tax_point_date", "tax_point_date"),
    (r"^vat_breakdown\[\d+\]\.tax_point_code", "period.code"),
    (r"^totals\.tax_totals\[0\].*", "totals.vat"),
    (r"^totals\.tax_totals\[\d+\].*", "totals.vat_in_vat_currency"),
    (r"^payments\[(\d+)\]\.(iban|account_number)", r"payment_instructions.accounts[\1].id"),
    (r"^payments\[(\d+)\]\.account_name", r"payment_instructions.accounts[\1].name"),
    (r"^payments\[(\d+)\]\.bic", r"payment_instructions.accounts[\1].bic"),
    (r"^payments\[\d+\]\.card_(number|holder)", r"payment_instructions.card.\1"),
    (r"^payments\[\d+\]\.debited_account", "payment_instructions.direct_debit.debited_account"),
    (r"^payments\[\d+\]", "payment_instructions"),
    (r"^(creditor_id|mandate_id)", r"payment_instructions.direct_debit.\1"),
    (r"^remittance", "payment_instructions.remittance"),
    (r"^project_name", "project_reference"),
    (r"^ship_to", "supply"),
    (r"^delivery_date", "supply.delivery_date"),
    (r"^documents\[", "attachments["),
)
"""From the file's groups to the model's, for the paths of findings."""


@cache
def syntax() -> Syntax:
    """Returns the syntax of a Cross Industry Invoice."""
    return Syntax(
        name="cii",
        root=f"{{{ROOT}}}CrossIndustryInvoice",
        table=Table(*_HEADING, *_TRADED, *_SETTLED),
        namespaces=NAMESPACES,
        currency=_CURRENCY,
        shape=Shape(from_file, to_file),
        paths=_PATHS,
        rules=syntax_rules(),
        observed=OBSERVED,
        elsewhere=ELSEWHERE,
        look=partial(look, names=Names(NAMESPACES)),
        compared=COMPARED,
        together=TOGETHER,
        tax_totals=tax_totals(NAMESPACES),
        totals_read=totals_read,
        lines=_LINES,
    )


@cache
def syntax_rules() -> SyntaxRules:
    """Returns the official rules about a CII file itself."""
    return SyntaxRules.load(Path(__file__).with_name("syntax_rules.json"), NAMESPACES, "cii")
