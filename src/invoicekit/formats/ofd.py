"""OFD: the page of a 发票, with its data inside; what we write is a preview."""

from __future__ import annotations

from invoicekit.formats._format import Format
from invoicekit.formats._ofd import detects, read, write

FORMAT = Format(
    name="ofd",
    title="OFD 版式文件 (GB/T 33190-2016)",
    media_type="application/ofd",
    suffix=".ofd",
    write=write,
    read=read,
    detects=detects,
    rules="fapiao",
    source="GB/T 33190-2016",
)
