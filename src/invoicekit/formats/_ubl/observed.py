"""What Peppol and XRechnung ask of a UBL file itself: name → the XPath of what is not as asked.

Source: Peppol BIS Billing 3.0, release 3.0.19; XRechnung schematron 2.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from invoicekit.binding import Names, Tree, find, named, number_of, qualified
from invoicekit.model import PaymentMeans, Sights, TaxTotal

_UNCLEAR = (
    "cac:AllowanceCharge[not(normalize-space(cbc:ChargeIndicator) = 'true' or"
    " normalize-space(cbc:ChargeIndicator) = 'false')]"
)
_SHARE, _BASE = "cbc:MultiplierFactorNumeric", "cbc:BaseAmount"
_ADJUSTMENT = f"{_UNCLEAR}[boolean({_SHARE}) = boolean({_BASE})]"
_LINES = ("cac:InvoiceLine", "cac:CreditNoteLine")
_SUB_LINES = "cac:InvoiceLine/cac:SubInvoiceLine/descendant-or-self::cac:SubInvoiceLine"
_PRICES = (*_LINES, _SUB_LINES)


def _on(contexts: tuple[str, ...], path: str) -> str:
    return " | ".join(f"{context}{path}" for context in contexts)


def _adjusted(path: str) -> str:
    return f"{path} | {_on(_LINES, f'/{path}')}"


_DATES = (
    "cbc:IssueDate",
    "cbc:DueDate",
    "cbc:TaxPointDate",
    "cac:InvoicePeriod/cbc:StartDate",
    "cac:InvoicePeriod/cbc:EndDate",
    *(f"{line}/cac:InvoicePeriod/cbc:{end}" for line in _LINES for end in ("StartDate", "EndDate")),
    "cac:BillingReference/cac:InvoiceDocumentReference/cbc:IssueDate",
    "cac:Delivery/cbc:ActualDeliveryDate",
)
_AMOUNTS = (
    "cbc:Amount",
    "cbc:BaseAmount",
    "cbc:PriceAmount",
    "cac:TaxTotal[cac:TaxSubtotal]/cbc:TaxAmount",
    "cac:TaxSubtotal/cbc:TaxAmount",
    "cbc:TaxableAmount",
    "cbc:LineExtensionAmount",
    "cbc:TaxExclusiveAmount",
    "cbc:TaxInclusiveAmount",
    "cbc:AllowanceTotalAmount",
    "cbc:ChargeTotalAmount",
    "cbc:PrepaidAmount",
    "cbc:PayableRoundingAmount",
    "cbc:PayableAmount",
)
_PRICED = " or ".join(f"descendant::{each}[not(@currencyID)]" for each in _AMOUNTS)
OBSERVED = {
    "charge indicator": _adjusted(_ADJUSTMENT),
    "dates": " | ".join(f"{path}[string-length(text()) != 10]" for path in _DATES),
    "notes": "self::*[count(cbc:Note) > 1]",
    "no currency": f"self::*[not(normalize-space(cbc:DocumentCurrencyCode))][{_PRICED}]",
    "no order": "cac:OrderReference[not(cbc:ID)]",
    "delivered": "cac:Delivery/cbc:ActualDeliveryDate",
    "period": "cac:InvoicePeriod",
    "no address": "cac:AdditionalDocumentReference/cac:Attachment"
    "/cac:ExternalReference[not(cbc:URI)]",
    "preceding": "cac:BillingReference/cac:InvoiceDocumentReference",
    "seller contact": "cac:AccountingSupplierParty[not(cac:Party/cac:Contact)]",
    "price indicator": _on(
        _PRICES,
        "/cac:Price/cac:AllowanceCharge"
        "[normalize-space(cbc:ChargeIndicator) != 'false' or count(cbc:ChargeIndicator) > 1]",
    ),
    "line documents": _on(_LINES, "[count(cac:DocumentReference) > 1]"),
    "line document type": _on(
        _LINES,
        "[cac:DocumentReference][not(cac:DocumentReference/cbc:DocumentTypeCode = '130')]",
    ),
    "projects": "self::*[local-name() = 'CreditNote']"
    "[count(cac:AdditionalDocumentReference[cbc:DocumentTypeCode = '50']) > 1]",
    "sub line category": f"{_SUB_LINES}/cac:Item[count(cac:ClassifiedTaxCategory) != 1]",
}

COMPARED = frozenset(
    {
        "cac:PartyTaxScheme/cac:TaxScheme/cbc:ID",
        "cac:AdditionalDocumentReference/cbc:DocumentTypeCode",
    }
)

_DATED = ("IssueDate", "DueDate", "TaxPointDate", "StartDate", "EndDate", "ActualDeliveryDate")


def _anywhere(*paths: str) -> str:
    return " | ".join(f"//{path}" for path in paths)


ELSEWHERE = {
    "currency": (_anywhere(*_AMOUNTS), "currencyID"),
    "tax currency": (_anywhere("cbc:TaxAmount"), "currencyID"),
    "address scheme": (_anywhere("cbc:EndpointID[@schemeID]"), "schemeID"),
    "media": (_anywhere("cbc:EmbeddedDocumentBinaryObject[@mimeCode]"), "mimeCode"),
    "date": (_anywhere(*(f"cbc:{name}" for name in _DATED)), ""),
}


_NUMBERED = ("cbc:EndpointID", "cbc:CompanyID", "cac:PartyIdentification")
_REGISTRATIONS = (
    "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme"
    "[not(cac:TaxScheme/cbc:ID) or"
    " translate(normalize-space(cac:TaxScheme/cbc:ID), 'vat', 'VAT') != 'VAT']/cbc:CompanyID"
)
_REASONS = _adjusted(
    "cac:AllowanceCharge[not(cbc:ChargeIndicator = 'true' or cbc:ChargeIndicator = 'false')]"
    "/cbc:AllowanceChargeReasonCode"
)


def look(root: Tree, names: Names) -> Sights:
    """Returns each payment means, what is numbered by a scheme, and what charges do not say."""
    found = root.findall(names["cac:PaymentMeans"])
    return Sights(
        payments=tuple(_means(each, names) for each in found),
        identified=numbered(_numbered(root, names)),
        registrations=texts(find(root, _REGISTRATIONS, names.namespaces)),
        unclear_reasons=frozenset(texts(find(root, _REASONS, names.namespaces))),
    )


def _numbered(root: Tree, names: Names) -> Iterator[Tree]:
    """Yields addresses, registrations, and identifiers of parties."""
    for each in named(root, *(names[name] for name in _NUMBERED)):
        yield each
        yield from each.findall(names["cbc:ID"])


def numbered(found: Iterable[Tree]) -> tuple[tuple[str, str], ...]:
    """Returns scheme and text of elements."""
    return tuple((scheme, each.text or "") for each in found if (scheme := each.get("schemeID")))


def texts(found: Iterable[Tree]) -> tuple[str, ...]:
    """Returns the texts of elements."""
    return tuple(each.text or "" for each in found)


def tax_totals(namespaces: Mapping[str, str]) -> Callable[[Tree], tuple[TaxTotal, ...]]:
    """Returns what finds each total of VAT."""
    total, amount, row = (
        qualified(path, namespaces) for path in ("cac:TaxTotal", "cbc:TaxAmount", "cac:TaxSubtotal")
    )
    return lambda root: tuple(_total(each, amount, row) for each in root.findall(total))


def totals_read(record: Mapping[str, Any]) -> tuple[TaxTotal, ...]:
    """Returns each total of VAT of a record as the table reads it."""
    return tuple(
        TaxTotal(
            total.get("amount"),
            total.get("currency", "") if "amount" in total else None,
            detailed="rows" in total,
            rows=len(total.get("rows", ())),
        )
        for total in record.get("tax_totals", ())
    )


def _means(means: Tree, names: Names) -> PaymentMeans:
    def text(group: Tree | None, path: str) -> str | None:
        return group.findtext(names[path]) if group is not None else None

    account = means.find(names["cac:PayeeFinancialAccount"])
    mandate = means.find(names["cac:PaymentMandate"])
    return PaymentMeans(
        code=text(means, "cbc:PaymentMeansCode"),
        remittance=text(means, "cbc:PaymentID"),
        account=account is not None,
        account_id=text(account, "cbc:ID"),
        bic=text(account, "cac:FinancialInstitutionBranch/cbc:ID"),
        card=means.find(names["cac:CardAccount"]) is not None,
        mandate=mandate is not None,
        mandate_id=text(mandate, "cbc:ID"),
        debited_account=text(mandate, "cac:PayerFinancialAccount/cbc:ID"),
    )


def _total(total: Tree, tax_amount: str, row: str) -> TaxTotal:
    amount, rows = total.find(tax_amount), len(total.findall(row))
    if amount is None:
        return TaxTotal(None, None, detailed=bool(rows), rows=rows)
    currency = amount.get("currencyID") or ""
    return TaxTotal(number_of(amount.text or ""), currency, detailed=bool(rows), rows=rows)
