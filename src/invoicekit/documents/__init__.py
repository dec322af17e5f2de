"""The narrow waist: a document is read, judged, calculated, written and rendered here."""

from invoicekit.documents.calculate import calculate
from invoicekit.documents.convert import Conversion, convert
from invoicekit.documents.detect import detect
from invoicekit.documents.load import Document, load
from invoicekit.documents.read import read
from invoicekit.documents.render import render
from invoicekit.documents.validate import validate
from invoicekit.documents.write import write

__all__ = [
    "Conversion",
    "Document",
    "calculate",
    "convert",
    "detect",
    "load",
    "read",
    "render",
    "validate",
    "write",
]
