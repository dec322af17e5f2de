"""What Peppol and XRechnung ask of a UBL file itself: name → the XPath of what is not as asked.

Source: Peppol BIS Billing 3.0, release 3.0.19; XRechnung schematron 2.5.
"""

from __future__ import annotations

_ADJUSTMENT = (
    "cac:AllowanceCharge[not(normalize-space(cbc:ChargeIndicator) = 'true' or"
    " normalize-space(cbc:ChargeIndicator) = 'false')]"
    "[boolean(cbc:MultiplierFactorNumeric) = boolean(cbc:BaseAmount)]"
)
_LINES = ("cac:InvoiceLine", "cac:CreditNoteLine")
_PRICES = (*_LINES, "cac:InvoiceLine//cac:SubInvoiceLine")


def _on(contexts: tuple[str, ...], path: str) -> str:
    return " | ".join(f"{context}{path}" for context in contexts)


OBSERVED = {
    "charge indicator": f"{_ADJUSTMENT} | {_on(_LINES, f'/{_ADJUSTMENT}')}",
    "price indicator": _on(
        _PRICES, "/cac:Price/cac:AllowanceCharge[normalize-space(cbc:ChargeIndicator) != 'false']"
    ),
    "line documents": _on(_LINES, "[count(cac:DocumentReference) > 1]"),
    "line document type": _on(
        _LINES,
        "[cac:DocumentReference][not(cac:DocumentReference/cbc:DocumentTypeCode = '130')]",
    ),
    "projects": "self::*[local-name() = 'CreditNote']"
    "[count(cac:AdditionalDocumentReference[cbc:DocumentTypeCode = '50']) > 1]",
    "sub line category": "cac:InvoiceLine//cac:SubInvoiceLine/cac:Item"
    "[count(cac:ClassifiedTaxCategory) != 1]",
}
