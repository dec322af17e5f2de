"""XRechnung 3.0: EN 16931, the German rules, and those it takes over from Peppol.

The severities that differ from EN 16931 are those of KoSIT's validator configuration.

Source: XRechnung 3.0 (KoSIT), schematron 2.5; https://github.com/itplr-kosit
"""

from invoicekit.findings import RuleSet, Severity
from invoicekit.rules import _peppol_amounts, _peppol_document, _xrechnung_document, en16931

RULES = RuleSet(
    "xrechnung",
    extends=(
        en16931.RULES,
        _peppol_document.SHARED,
        _peppol_document.CONTENT,
        _peppol_amounts.XRECHNUNG,
        _xrechnung_document.RULES,
    ),
    severities={
        "BR-CL-21": Severity.WARNING,
        "BR-CL-23": Severity.WARNING,
        "UBL-CR-646": Severity.ERROR,
        "CII-SR-452": Severity.ERROR,
        "CII-SR-453": Severity.ERROR,
        "CII-SR-454": Severity.ERROR,
    },
)
"""The rules of EN 16931 and what XRechnung asks beyond."""
