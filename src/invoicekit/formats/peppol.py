"""Peppol BIS Billing 3.0: UBL with its own identifiers."""

from __future__ import annotations

from invoicekit.formats._format import Format
from invoicekit.formats._ubl import identified, judge, names_specification, read

SPECIFICATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"

FORMAT = Format(
    name="peppol",
    title="Peppol BIS Billing 3.0 (UBL)",
    media_type="application/xml",
    suffix=".xml",
    write=identified(SPECIFICATION, PROCESS),
    read=read,
    judge=judge,
    detects=names_specification(SPECIFICATION),
    identifier=SPECIFICATION,
    rules="peppol",
    source="https://docs.peppol.eu/poacc/billing/3.0/",
)
