"""Which rules judge a document where nobody says."""

from __future__ import annotations

import re

from invoicekit.model import Invoice

XRECHNUNG = "xrechnung"
"""The rule set of XRechnung; those of its profiles are named after it."""

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
    ("xrechnung", XRECHNUNG),
    ("urn:fdc:peppol.eu:2017:poacc:billing", "peppol"),
)
"""Part of a specification identifier → rule set, whatever the version: its rules judge that."""

FACTUR_X = "facturx"
"""The rule set of its level EN 16931; the others are named after it."""
_LEVEL = re.compile(r"(?:factur-x\.eu|zugferd\.de):[12]p0:(minimum|basicwl|basic|extended)")


def level_of(invoice: Invoice) -> str:
    """Returns the rule set of the level of Factur-X that a document names; EN 16931's else."""
    named = _LEVEL.search(invoice.specification or "")
    return f"{FACTUR_X}-{named[1]}" if named else FACTUR_X


def profile_of(invoice: Invoice, rules: str = "core") -> str:
    """Returns the rule set's name: by the specification (BT-24), else the format's rules."""
    given = invoice.specification or ""
    if (level := level_of(invoice)) != FACTUR_X:
        return level
    if not given.strip().startswith(_EN16931):
        return rules
    if given in EXACT:
        return EXACT[given]
    plain = FACTUR_X if rules == FACTUR_X else "en16931"
    return next((profile for part, profile in PARTS if part in given), plain)
