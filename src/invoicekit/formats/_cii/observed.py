"""What Peppol and XRechnung ask of a CII file itself: name → the XPath of what is not as asked.

Source: Peppol BIS Billing 3.0, release 3.0.19; XRechnung schematron 2.5.
"""

from __future__ import annotations

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
_ADJUSTMENT = (
    f"ram:SpecifiedTradeAllowanceCharge{_NO_BOOLEAN}"
    "[boolean(ram:CalculationPercent) = boolean(ram:BasisAmount)]"
)
_OBJECT = "ram:AdditionalReferencedDocument"

OBSERVED = {
    "charge indicator 1": f"{_TRADE}/ram:ApplicableHeaderTradeSettlement/{_ADJUSTMENT}"
    f" | {_SETTLEMENT}/{_ADJUSTMENT}",
    "charge indicator 2": f"{_GROSS}/{_DISCOUNT}{_NO_BOOLEAN}",
    "price indicator": f"{_GROSS}[{_DISCOUNT}/ram:ActualAmount]"
    f"[not({_DISCOUNT}/ram:ChargeIndicator/udt:Indicator = 'false')]",
    "line documents": f"{_SETTLEMENT}[count({_OBJECT}[ram:TypeCode = '130']) > 1]",
    "line document type": f"{_SETTLEMENT}[{_OBJECT}][not({_OBJECT}/ram:TypeCode = '130')]",
    "objects": f"{_DOCUMENTS}[ram:TypeCode = '130']) > 1]",
    "projects": f"{_DOCUMENTS}[ram:TypeCode = '50']) > 1]",
    "lines below lines": f"{_LINE}/ram:AssociatedDocumentLineDocument/ram:ParentLineID",
}
