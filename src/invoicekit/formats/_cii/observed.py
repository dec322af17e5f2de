"""What Peppol and XRechnung ask of a CII file itself: name → the XPath of what is not as asked.

Source: Peppol BIS Billing 3.0, release 3.0.19; XRechnung schematron 2.5.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from invoicekit.binding import Names, Tree, find, named, number_of, qualified
from invoicekit.formats._ubl.observed import numbered, texts
from invoicekit.model import PaymentMeans, Sights, TaxTotal

_TRADE = "rsm:SupplyChainTradeTransaction"
_LINE = f"{_TRADE}/ram:IncludedSupplyChainTradeLineItem"
_SETTLEMENT = f"{_LINE}/ram:SpecifiedLineTradeSettlement"
_GROSS = f"{_LINE}/ram:SpecifiedLineTradeAgreement/ram:GrossPriceProductTradePrice"
_DISCOUNT = "ram:AppliedTradeAllowanceCharge"
_DOCUMENTS = f"{_TRADE}/ram:ApplicableHeaderTradeAgreement[count(ram:AdditionalReferencedDocument"
_NO_BOOLEAN = (
    "[not(normalize-space(ram:ChargeIndicator/udt:Indicator) = 'true' or"
    " normalize-space(ram:ChargeIndicator/udt:Indicator) = 'false')]"
)
_UNCLEAR = f"ram:SpecifiedTradeAllowanceCharge{_NO_BOOLEAN}"
_SHARE, _BASE = "ram:CalculationPercent", "ram:BasisAmount"
_ADJUSTMENT = f"{_UNCLEAR}[boolean({_SHARE}) = boolean({_BASE})]"
_HEADER = f"{_TRADE}/ram:ApplicableHeaderTradeSettlement"
_SELLER = f"{_TRADE}/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty"
_BUYER = f"{_TRADE}/ram:ApplicableHeaderTradeAgreement/ram:BuyerTradeParty"
_OBJECT = "ram:AdditionalReferencedDocument"
_TAX_TOTAL = "ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:TaxTotalAmount"


def _adjusted(path: str) -> str:
    return f"{_HEADER}/{path} | {_SETTLEMENT}/{path}"


_DELIVERY = f"{_TRADE}/ram:ApplicableHeaderTradeDelivery"
_DELIVERED = f"{_DELIVERY}/ram:ActualDeliverySupplyChainEvent"
_PARTIES = (
    _SELLER,
    _BUYER,
    f"{_TRADE}/ram:ApplicableHeaderTradeAgreement/ram:SellerTaxRepresentativeTradeParty",
    f"{_DELIVERY}/ram:ShipToTradeParty",
    f"{_HEADER}/ram:PayeeTradeParty",
)
_SCHEMED = " | ".join(f"{party}/ram:ID[@schemeID]" for party in _PARTIES)
_BANKS = (
    "ram:PayeeSpecifiedCreditorFinancialInstitution",
    "ram:PayerSpecifiedDebtorFinancialInstitution",
)
_DATES = (
    "rsm:ExchangedDocument/ram:IssueDateTime",
    f"{_DELIVERED}/ram:OccurrenceDateTime",
    f"{_HEADER}/ram:BillingSpecifiedPeriod/*",
    f"{_HEADER}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime",
    f"{_SETTLEMENT}/ram:BillingSpecifiedPeriod/*",
)
_NO_DAY = (
    "/udt:DateTimeString[not(normalize-space(@format) = '102' and string-length(text()) = 8"
    " and starts-with(text(), '20') and translate(text(), '0123456789', '') = '')]"
)
OBSERVED = {
    "charge indicator 1": _adjusted(_ADJUSTMENT),
    "notes": "rsm:ExchangedDocument[count(ram:IncludedNote) > 1]"
    " | rsm:ExchangedDocument/ram:IncludedNote/ram:SubjectCode",
    "no scheme": " | ".join(
        f"{party}/ram:GlobalID[not(normalize-space(@schemeID))]" for party in (_SELLER, _BUYER)
    ),
    "seller contact": f"{_SELLER}[not(ram:DefinedTradeContact)]",
    "no context": "self::*[not(rsm:ExchangedDocumentContext)]",
    "no agreement": f"self::*[not({_TRADE}/ram:ApplicableHeaderTradeAgreement)]",
    "no settlement": f"self::*[not({_HEADER})]",
    "no ram": f"{_DELIVERY}[name() != 'ram:ApplicableHeaderTradeDelivery']",
    "delivered": f"{_DELIVERED}/ram:OccurrenceDateTime",
    "period": f"{_HEADER}/ram:BillingSpecifiedPeriod",
    "dates": " | ".join(f"{path}{_NO_DAY}" for path in _DATES),
    "charge indicator 2": f"{_GROSS}/{_DISCOUNT}{_NO_BOOLEAN}"
    f" | {_GROSS}/{_DISCOUNT}[count(ram:ChargeIndicator/udt:Indicator) > 1]",
    "price indicator": f"{_GROSS}[{_DISCOUNT}/ram:ActualAmount]"
    f"[not({_DISCOUNT}/ram:ChargeIndicator/udt:Indicator = 'false')]",
    "line documents": f"{_SETTLEMENT}[count({_OBJECT}[ram:TypeCode = '130']) > 1]",
    "line document type": f"{_SETTLEMENT}[{_OBJECT}][not({_OBJECT}/ram:TypeCode = '130')]",
    "objects": f"{_DOCUMENTS}[ram:TypeCode = '130']) > 1]",
    "projects": f"{_DOCUMENTS}[ram:TypeCode = '50']) > 1]",
    "LineStatusReasonCode": f"{_LINE}/ram:AssociatedDocumentLineDocument/ram:LineStatusReasonCode",
    "SpecifiedFinancialAdjustment": f"{_HEADER}/ram:SpecifiedFinancialAdjustment",
    "lines below lines": f"{_LINE}/ram:AssociatedDocumentLineDocument/ram:ParentLineID",
    "line period": f"{_SETTLEMENT}/ram:BillingSpecifiedPeriod",
}
COMPARED = frozenset(
    {
        "ram:SpecifiedTaxRegistration/ram:ID/@schemeID",
        "ram:AdditionalReferencedDocument/ram:TypeCode",
    }
)
TOGETHER = frozenset({"period", "line period"})

_ADDRESS = "ram:BuyerTradeParty/ram:URIUniversalCommunication/ram:URIID"
ELSEWHERE = {
    "address scheme": (f"//{_ADDRESS} | //{_ADDRESS.replace('Buyer', 'Seller')}", "schemeID"),
    "tax currency": ("//ram:TaxTotalAmount[@currencyID]", "currencyID"),
    "media": ("//ram:AttachmentBinaryObject[@mimeCode]", "mimeCode"),
    "date": ("//udt:DateTimeString", ""),
}
_AGREED = f"{_TRADE}/ram:ApplicableHeaderTradeAgreement/ram:"
_VAT_IDS = {
    "seller": f"{_AGREED}SellerTradeParty/ram:SpecifiedTaxRegistration/ram:ID",
    "buyer": f"{_AGREED}BuyerTradeParty/ram:SpecifiedTaxRegistration/ram:ID",
    "tax_representative": f"{_AGREED}SellerTaxRepresentativeTradeParty"
    "/ram:SpecifiedTaxRegistration/ram:ID",
}
_OF_VAT = "[@schemeID = 'VAT']"
_ANY_VAT_ID = " | ".join(f"{path}{_OF_VAT}" for path in _VAT_IDS.values())


def _vat_ids(root: Tree, names: Names) -> dict[str, tuple[str, ...]]:
    """Returns what Peppol's rules take for VAT identifiers: those of a scheme that no file has."""
    if not find(root, _ANY_VAT_ID, names.namespaces):
        return dict.fromkeys(_VAT_IDS, ())
    return {
        party: texts(find(root, f"{path}{_OF_VAT}", names.namespaces))
        for party, path in _VAT_IDS.items()
    }


_NUMBERED = ("ram:ID", "ram:GlobalID", "ram:URIID")
_REGISTRATIONS = f"{_SELLER}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID = 'FC']"
_PRICED = (
    "[ram:SpecifiedLineTradeAgreement[ram:GrossPriceProductTradePrice/ram:BasisQuantity]"
    "[not(ram:NetPriceProductTradePrice/ram:BasisQuantity)]]"
)
_PERIOD = "ram:BillingSpecifiedPeriod"
_DAY_TEXT = "udt:DateTimeString"
_ENDS = {"line begins early": "ram:StartDateTime", "line ends late": "ram:EndDateTime"}
_IS_WITHIN: dict[str, Callable[[str, str], bool]] = {
    "line begins early": operator.ge,
    "line ends late": operator.le,
}


def look(root: Tree, names: Names) -> Sights:
    """Returns each payment means, what stands with identifiers, and what lines leave open."""
    return _of_parties(root, names)._replace(
        observed=_beyond_period(root, names),
        identified=numbered(named(root, *(names[name] for name in _NUMBERED))),
        registrations=texts(find(root, _REGISTRATIONS, names.namespaces)),
        bare_prices=_bare_prices(root, names.namespaces),
    )


def _bare_prices(root: Tree, namespaces: Mapping[str, str]) -> frozenset[int]:
    bare = find(root, f"{_LINE}{_PRICED}", namespaces)
    if not bare:
        return frozenset()
    lines = find(root, _LINE, namespaces)
    return frozenset(at for at, line in enumerate(lines) if line in bare)


def _beyond_period(root: Tree, names: Names) -> frozenset[str]:
    """Returns what lines do to the document's period; the days are compared as texts."""
    told = set[str]()
    if root.find(names[f"{_HEADER}/{_PERIOD}"]) is None:
        return frozenset(told)
    for name, end in _ENDS.items():
        if root.find(names[f"{_HEADER}/{_PERIOD}/{end}"]) is None:
            continue
        whole = root.findall(names[f"{_HEADER}/{_PERIOD}/{end}/{_DAY_TEXT}"])
        for line in find(root, f"{_SETTLEMENT}/{_PERIOD}/{end}", names.namespaces):
            own = texts(line.findall(names[_DAY_TEXT]))
            if not any(_IS_WITHIN[name](a, b) for a in own for b in texts(whole)):
                told.add(name)
    return frozenset(told)


def _of_parties(root: Tree, names: Names) -> Sights:
    settlement = root.find(names[_HEADER])
    schemes = frozenset(
        (each.get("schemeID") or "").strip() for each in find(root, _SCHEMED, names.namespaces)
    )
    vat_ids = _vat_ids(root, names)
    if settlement is None:
        return Sights(payments=(), schemes=schemes, vat_ids=vat_ids)
    found = settlement.findall(names["ram:SpecifiedTradeSettlementPaymentMeans"])
    means = tuple(_means(each, settlement, names) for each in found)
    return Sights(payments=means, schemes=schemes, vat_ids=vat_ids)


def tax_totals(namespaces: Mapping[str, str]) -> Callable[[Tree], tuple[TaxTotal, ...]]:
    """Returns what finds each total of VAT."""
    header, path = qualified(_HEADER, namespaces), qualified(_TAX_TOTAL, namespaces)

    def find(root: Tree) -> tuple[TaxTotal, ...]:
        settlement = root.find(header)
        return tuple(
            TaxTotal(number_of(total.text or ""), total.get("currencyID"), detailed=False)
            for total in (() if settlement is None else settlement.findall(path))
        )

    return find


def totals_read(record: Mapping[str, Any]) -> tuple[TaxTotal, ...]:
    """Returns each total of VAT of a record as the table reads it."""
    return tuple(
        TaxTotal(total["amount"], total.get("currency"), detailed=False)
        for total in record.get("totals", {}).get("tax_totals", ())
    )


def _means(means: Tree, settlement: Tree, names: Names) -> PaymentMeans:
    def text(path: str, place: Tree = means) -> str | None:
        return place.findtext(names[path])

    mandate = text("ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID", settlement)
    creditor = text("ram:CreditorReferenceID", settlement)
    debited = text("ram:PayerPartyDebtorFinancialAccount/ram:IBANID")
    account = "ram:PayeePartyCreditorFinancialAccount"
    card = "ram:ApplicableTradeSettlementFinancialCard"
    return PaymentMeans(
        code=text("ram:TypeCode"),
        remittance=text("ram:PaymentReference", settlement),
        account=means.find(names[account]) is not None,
        account_id=text(f"{account}/ram:IBANID"),
        account_number=text(f"{account}/ram:ProprietaryID"),
        bic=text("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"),
        bank=any(means.find(names[bank]) is not None for bank in _BANKS),
        card=means.find(names[card]) is not None,
        mandate=any(each is not None for each in (mandate, creditor, debited)),
        mandate_id=mandate,
        creditor_id=creditor,
        debited_account=debited,
    )
