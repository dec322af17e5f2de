"""What one does with a document, one verb a file: the waist between knowledge and services."""

from invoicekit.documents.calculate import calculate
from invoicekit.documents.convert import Conversion, Loss, convert
from invoicekit.documents.detect import detect
from invoicekit.documents.document import Document
from invoicekit.documents.explain import explain
from invoicekit.documents.load import load
from invoicekit.documents.read import read
from invoicekit.documents.render import render
from invoicekit.documents.render_many import render_many
from invoicekit.documents.source import Source
from invoicekit.documents.validate import validate
from invoicekit.documents.validate_many import validate_many
from invoicekit.documents.write import write
from invoicekit.documents.write_many import write_many

__all__ = [
    "Conversion",
    "Document",
    "Loss",
    "Source",
    "calculate",
    "convert",
    "detect",
    "explain",
    "load",
    "read",
    "render",
    "render_many",
    "validate",
    "validate_many",
    "write",
    "write_many",
]
