"""OFD (GB/T 33190-2016), the page format of Chinese invoices: a zip of XML parts."""

from __future__ import annotations

from invoicekit.formats._ofd.reading import read, text
from invoicekit.formats._ofd.writing import write

_ZIP = b"PK\x03\x04"


def detects(data: bytes) -> bool:
    """Returns whether the bytes are a zip that names `OFD.xml`."""
    return data.startswith(_ZIP) and b"OFD.xml" in data


__all__ = ["detects", "read", "text", "write"]
