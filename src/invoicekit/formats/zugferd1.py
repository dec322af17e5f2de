"""ZUGFeRD 1.0: read only; what is written today is Factur-X."""

from __future__ import annotations

from invoicekit.errors import InputError
from invoicekit.formats._format import Format
from invoicekit.formats._zugferd1 import detects, read
from invoicekit.model import Invoice


def write(_invoice: Invoice) -> bytes:
    """Refuses: nobody has to accept ZUGFeRD 1.0 any more.

    Raises:
        InputError: Always.
    """
    raise InputError(
        "ZUGFeRD 1.0 is read, not written",
        where="zugferd1",
        expected="facturx, or cii for the data alone",
    )


FORMAT = Format(
    name="zugferd1",
    title="ZUGFeRD 1.0 (CII before D16B)",
    media_type="application/xml",
    suffix=".xml",
    write=write,
    read=read,
    detects=detects,
    rules="core",
    source="https://www.ferd-net.de/zugferd (version 1.0, 2014)",
)
