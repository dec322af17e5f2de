"""UN/CEFACT CII D16B as EN 16931-3-3 binds it: invoices and credit notes."""

from __future__ import annotations

from invoicekit.formats._cii import detects, judge, read, write
from invoicekit.formats._format import Format

FORMAT = Format(
    name="cii",
    title="UN/CEFACT CII D16B (EN 16931)",
    media_type="application/xml",
    suffix=".xml",
    write=write,
    read=read,
    judge=judge,
    detects=detects,
    rules="en16931",
    source="https://unece.org/trade/uncefact/xml-schemas; EN 16931-3-3",
)
