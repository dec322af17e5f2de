"""Formats: the files that machines read, one declaration a format.

`FORMATS["ubl"].write(invoice)` gives the bytes, `.read(data)` the invoice with its findings.
Nothing of a format is imported before it is asked for.
"""

from invoicekit.formats._format import Format, ReadInvoice
from invoicekit.registry import Registry

FORMATS: Registry[Format] = Registry(__name__, "FORMAT", Format)
"""The formats by name: `ubl`, `json` …"""

__all__ = ["FORMATS", "Format", "ReadInvoice"]
