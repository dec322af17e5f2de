"""The tax bureau's XML of a 数电票 (`EInvoice`), and what the 税控 devices wrote before it."""

from __future__ import annotations

from invoicekit.formats._fapiao import detects, read, write
from invoicekit.formats._format import Format

FORMAT = Format(
    name="fapiao-xml",
    title="数电票 XML (EInvoice)",
    media_type="application/xml",
    suffix=".xml",
    write=write,
    read=read,
    detects=detects,
    rules="fapiao",
    source="国家税务总局公告2024年第11号; EInvoice 0.2 to 0.33, which has no public schema",
)
