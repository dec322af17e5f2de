"""Which rules judge a document where nobody says."""

from __future__ import annotations

from invoicekit.model import Invoice

_EN16931 = "urn:cen.eu:en16931:2017"
"""What every specification identifier (BT-24) of EN 16931 begins with."""

_KOSIT = "urn:xeinkauf.de:kosit:"
_XRECHNUNG = f"{_EN16931}#compliant#{_KOSIT}xrechnung_3.0"

EXACT = {
    f"{_XRECHNUNG}#conformant#{_KOSIT}extension:xrechnung_3.0": "xrechnung-extension",
    f"{_XRECHNUNG}#compliant#{_KOSIT}xrechnung:cvd_0.9": "xrechnung-cvd",
}
"""Specification identifier (BT-24) → rule set: XRechnung's profiles are told by the whole of it."""

PARTS = (
    ("xrechnung", "xrechnung"),
    ("urn:fdc:peppol.eu:2017:poacc:billing", "peppol"),
)
"""Part of a specification identifier → rule set, whatever the version: its rules judge that."""


def profile_of(invoice: Invoice, rules: str = "core") -> str:
    """Returns the rule set's name: by the specification (BT-24), else the format's rules."""
    given = invoice.specification or ""
    if not given.strip().startswith(_EN16931):
        return rules
    if given in EXACT:
        return EXACT[given]
    return next((profile for part, profile in PARTS if part in given), "en16931")
