"""XRechnung 3.0 in CII: the German standard for invoices to public bodies."""

from __future__ import annotations

from invoicekit.formats._cii import judge, names_specification, read, write
from invoicekit.formats._format import Format
from invoicekit.formats._xrechnung import SPECIFICATION, as_xrechnung

FORMAT = Format(
    name="xrechnung-cii",
    title="XRechnung 3.0 (CII)",
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
