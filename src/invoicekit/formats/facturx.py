"""Factur-X / ZUGFeRD: a PDF/A-3b for people with the same invoice as CII inside.

The level follows from the invoice's specification (BT-24), EN 16931 without one. Reading takes the
XML out of any PDF, whatever it is called there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicekit.errors import InputError
from invoicekit.formats import _cii, _ubl, _zugferd1
from invoicekit.formats._facturx_levels import level_of
from invoicekit.formats._format import Format, ReadInvoice
from invoicekit.formats._hybrid import NAMES, hybrid_of, hybrid_pdf
from invoicekit.formats._hybrid_findings import inconsistencies
from invoicekit.model import Invoice, Template
from invoicekit.registry import needed
from invoicekit.renderers import InvoiceView

if TYPE_CHECKING:
    from invoicekit.formats._carriers.pdf import Attached

_OTHERS = ((_ubl.detects, _ubl.read), (_zugferd1.detects, _zugferd1.read))
"""What a PDF may carry besides CII."""


def write(invoice: Invoice) -> bytes:
    """Returns the PDF, in the language of the seller's country.

    Raises:
        MissingExtra: The `pdf` extra is not installed.
        RenderFailed: It cannot be laid out.
    """
    return hybrid_pdf(invoice, level_of(invoice.specification))


def write_pages(invoice: Invoice, view: InvoiceView, template: Template | None) -> bytes:
    """Returns the PDF with pages of a view and template, in the reader's language."""
    return hybrid_of(view, template, invoice, level_of(invoice.specification))


def read(data: bytes, level: str = "") -> ReadInvoice:
    """Returns what the XML in a PDF says, or an XML by itself, asked by a level.

    Args:
        data: The file.
        level: Such as `basicwl`; the one that the XML names where it is not given.

    Raises:
        InputError: The PDF cannot be opened, or nothing in it is an invoice.
    """
    if not detects(data):
        return _cii.read_level(data, level)
    needed("pikepdf", "reading invoices in PDF")
    from invoicekit.formats._carriers.pdf import contents_of

    contents = contents_of(data)
    files = contents.files
    ranks = {name: rank for rank, name in enumerate(NAMES)}
    for file in sorted(files, key=lambda each: ranks.get(each.name.lower(), len(NAMES))):
        if _cii.detects(file.data):
            return _with_findings(_cii.read_level(file.data, level), file, contents.xmp)
        for detects_it, read_it in _OTHERS:
            if detects_it(file.data):
                return _with_findings(read_it(file.data), file, contents.xmp)
    names = ", ".join(file.name for file in files) or "none"
    raise InputError(
        f"the PDF carries no invoice as data; files in it: {names}",
        where="pdf",
        expected="an XML file such as factur-x.xml",
        hint="A PDF without data can only be read by people: ask for the XML.",
    )


def _with_findings(found: ReadInvoice, file: Attached, xmp: str) -> ReadInvoice:
    told = inconsistencies(file.name, file.relationship, xmp, found.invoice, found.source.syntax)
    return found._replace(findings=(*found.findings, *told))


def detects(data: bytes) -> bool:
    """Returns whether the bytes begin as a PDF does."""
    return b"%PDF-" in data[:1024]


FORMAT = Format(
    name="facturx",
    title="Factur-X / ZUGFeRD (PDF with CII)",
    media_type="application/pdf",
    suffix=".pdf",
    write=write,
    read=read,
    detects=detects,
    rules="facturx",
    source="https://fnfe-mpe.org/factur-x/; https://www.ferd-net.de/zugferd",
    needs="pikepdf",
    pages=write_pages,
    at_level=read,
)
