"""What XRechnung asks beside the German rules that Peppol shares.

Source: XRechnung 3.0 (KoSIT), schematron 2.5.
"""

from __future__ import annotations

import re
from typing import cast

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.model import Attachment, Invoice, Price
from invoicekit.rules._facts import Facts
from invoicekit.rules._german import Edition, german_rules
from invoicekit.rules._german_payment import skonto_fits
from invoicekit.rules._peppol_document import lacks

CIUS = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
EXTENSION = f"{CIUS}#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0"
CVD = f"{CIUS}#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9"
"""The specification identifiers (BT-24) of XRechnung 3.0 and its two profiles."""

_FILES = frozenset({"ubl", "cii"})
_EMAIL = re.compile(r"[^@\s]+@(?:[^@.\s]+\.)+[^@.\s]+")
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:")
_LINE = re.compile(r"/cac:(?:Invoice|CreditNote)Line(?:\[\d+\])?$")
_PARTS = {"a": "-a", "b": "-b", "": ""}

RULES = RuleSet(
    "xrechnung.document",
    extends=(
        german_rules(
            Edition(
                name="xrechnung.de",
                prefix="",
                id=lambda number, part: f"BR-DE-{number}{_PARTS[part]}",
                applies=None,
                skonto=skonto_fits(from_the_start=True),
                email=lambda text: _EMAIL.fullmatch(text) is not None,
            )
        ),
    ),
)
rule = RULES.rule


@rule("BR-DE-21", Severity.WARNING, path="specification")
def specification_is_xrechnung(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """The specification identifier (BT-24) is that of XRechnung 3.0 or of one of its profiles."""
    found = invoice.specification
    fine = found in {CIUS, EXTENSION, CVD} or lacks(facts, "context")
    return fine or Mismatch(CIUS, found)


# flagged as information, which the published verdicts list among the warnings
@rule("BR-DE-TMP-32", Severity.WARNING, path="supply.delivery_date")
def supply_is_dated(invoice: Invoice, facts: Facts) -> bool:
    """The supply has a date (BT-72), a period (BG-14) or a period on each line (BG-26)."""
    supply = invoice.supply
    delivered = supply is not None and supply.delivery_date is not None
    billed = invoice.period is not None
    if facts.source.syntax in _FILES:  # an empty group counts, and one of several
        delivered = "delivered" in facts.sights.observed
        billed = "period" in facts.sights.observed
    dated = all(line.period is not None for line in invoice.lines)
    strange = any(_LINE.search(place) for place in facts.source.unknown)  # of the other root
    return delivered or billed or (dated and not strange)


@rule("BR-TMP-2", Severity.WARNING, path="uri")
def address_of_document_is_absolute(node: Invoice | Attachment, facts: Facts) -> bool | Mismatch:
    """The address of an external document (BT-124) is absolute, with its scheme."""
    if node is facts.invoice:
        return "no address" not in facts.sights.observed
    attachment = cast("Attachment", node)
    if not facts.there(attachment.uri, facts.here("uri")):
        return True
    return bool(_ABSOLUTE.match(attachment.uri or "")) or Mismatch("scheme:…", attachment.uri)


@rule("BR-TMP-3", path="base_quantity")
def prices_are_for_one_quantity(price: Price) -> bool:
    """Net and gross price are for the same quantity (BT-149) in the same unit (BT-150)."""
    return price.gross_base_quantity is None and price.gross_base_unit is None
