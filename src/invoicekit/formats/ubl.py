"""UBL 2.1 as EN 16931-3-2 binds it: invoices and credit notes."""

from __future__ import annotations

from invoicekit.formats._format import Format
from invoicekit.formats._ubl import detects, judge, read, write

FORMAT = Format(
    name="ubl",
    title="UBL 2.1 (EN 16931)",
    media_type="application/xml",
    suffix=".xml",
    write=write,
    read=read,
    judge=judge,
    detects=detects,
    rules="en16931",
    source="https://docs.oasis-open.org/ubl/UBL-2.1.html; EN 16931-3-2",
)
