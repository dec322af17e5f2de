"""XBRL instances of the Ministry of Finance: issuer files read, receiver files both ways."""

from __future__ import annotations

from invoicekit.formats._format import Format
from invoicekit.formats._mof import detects, read, write

FORMAT = Format(
    name="mof-xbrl",
    title="电子凭证会计数据标准 XBRL (财政部)",
    media_type="application/xml",
    suffix=".xml",
    write=write,
    read=read,
    detects=detects,
    rules="fapiao",
    source="财会〔2025〕9号 电子凭证会计数据标准",
)
