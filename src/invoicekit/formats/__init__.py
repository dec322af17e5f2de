"""File formats machines read, one declaration each: a public module exports `FORMAT`."""

from invoicekit.formats._format import Format, Reading
from invoicekit.registry import Registry

FORMATS: Registry[Format] = Registry(__name__, "FORMAT", Format)

__all__ = ["FORMATS", "Format", "Reading"]
