"""Where a hybrid PDF does not say of itself what its XML says: warnings, for it is read anyway.

Source: Factur-X 1.09 / ZUGFeRD 2.5, part "hybrid documents": name, relationship and XMP.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from invoicekit.findings import Finding, Severity
from invoicekit.formats._facturx_levels import Level, level_of
from invoicekit.formats._hybrid import NAMES
from invoicekit.model import Invoice

_TEXTS = {
    "FX-NAME": "The file in the PDF is named {found}, and not as the standard has it: {expected}.",
    "FX-RELATIONSHIP": "The relationship of the file in the PDF is {found}: expected {expected}.",
    "FX-XMP": "The PDF's metadata (XMP) name no invoice: expected {expected}.",
    "FX-LEVEL": "The PDF's metadata (XMP) name the level {found}, the file {expected} (BT-24).",
    "FX-FILE": "The PDF's metadata (XMP) name the file {found}, but it is {expected}.",
}
_PROPERTY = r"\b\w+:{name}(?:\s*=\s*[\"']([^\"']*)|\s*>\s*([^<]*))"
_LEVEL, _FILE = (
    re.compile(_PROPERTY.format(name=name)) for name in ("ConformanceLevel", "DocumentFileName")
)
_ALIKE = {"COMFORT": "EN16931", "BASICWITHOUTLINES": "BASICWL"}
"""Names of levels in ZUGFeRD 2.0."""
_ANY = {"Alternative", "Source", "Data"}
_ONE = "DE"
"""Where the data of a whole invoice are its alternative and nothing else."""


def inconsistencies(
    name: str, relationship: str, xmp: str, invoice: Invoice, syntax: str
) -> Iterator[Finding]:
    """Yields a warning for each fault of the PDF around the data.

    Args:
        name: Of the file.
        relationship: Its AFRelationship, empty for none.
        xmp: The PDF's metadata, empty for none.
        invoice: What the file says.
        syntax: In which it says so; what CII alone is asked is not asked of others.
    """
    level = level_of(invoice.specification)
    if name.lower() not in NAMES:
        yield _finding("FX-NAME", name, level.file_name)
    if syntax == "cii" and relationship not in _allowed(level, invoice):
        yield _finding("FX-RELATIONSHIP", relationship or "-", level.relationship.capitalize())
    said = _property(_LEVEL, xmp)
    if not said:
        yield _finding("FX-XMP", "-", f"fx:ConformanceLevel {level.name}")
        return
    if syntax == "cii" and _plain(said) != _plain(level.name):
        yield _finding("FX-LEVEL", said, level.name)
    file = _property(_FILE, xmp)
    if file != name:
        yield _finding("FX-FILE", file or "-", name)


def _allowed(level: Level, invoice: Invoice) -> set[str]:
    right = level.relationship.capitalize()
    seller = invoice.seller.country if invoice.seller else None
    return {right} if right == "Data" or seller == _ONE else _ANY


def _property(pattern: re.Pattern[str], xmp: str) -> str:
    found = pattern.search(xmp)
    return (found[1] or found[2] or "").strip() if found else ""


def _plain(level: str) -> str:
    plain = level.upper().replace(" ", "").replace("-", "").replace("_", "")
    return _ALIKE.get(plain, plain)


def _finding(rule: str, found: str, expected: str) -> Finding:
    params = {"found": found, "expected": expected}
    return Finding(
        rule, Severity.WARNING, _TEXTS[rule].format(**params), params=params, location="pdf"
    )
