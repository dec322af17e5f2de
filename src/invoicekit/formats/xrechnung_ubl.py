"""XRechnung 3.0 in UBL: the German standard for invoices to public bodies."""

from __future__ import annotations

from invoicekit.formats._format import Format
from invoicekit.formats._ubl import judge, names_specification, read, write
from invoicekit.formats._xrechnung import SPECIFICATION, as_xrechnung

FORMAT = Format(
    name="xrechnung-ubl",
    title="XRechnung 3.0 (UBL)",
    media_type="application/xml",
    suffix=".xml",
    write=as_xrechnung(write),
    read=read,
    judge=judge,
    detects=names_specification(SPECIFICATION),
    identifier=SPECIFICATION,
    rules="xrechnung",
    source="https://xeinkauf.de/xrechnung/",
)
