"""Making a hybrid PDF: laid out by the renderer, with the XML attached and told by the XMP."""

from __future__ import annotations

from invoicekit.formats import _cii
from invoicekit.formats._facturx_levels import Level
from invoicekit.model import Invoice, Template
from invoicekit.regimes import regime_of
from invoicekit.registry import needed
from invoicekit.renderers import InvoiceView, view_of

NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml")
"""What the standards call the XML, the newest first; any other name is read too."""
NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"


def hybrid_pdf(invoice: Invoice, level: Level, *, locale: str | None = None) -> bytes:
    """Returns the PDF/A-3b of an invoice at a level.

    Args:
        invoice: Calculated.
        level: What the XML carries; the pages show all there is.
        locale: BCP 47 tag; the usual language of the seller's country where none is given.

    Raises:
        MissingExtra: The `pdf` extra is not installed.
        RenderFailed: It cannot be laid out.
    """
    view = view_of(invoice, locale or _language(invoice), original=True)
    return hybrid_of(view, None, invoice, level)


def hybrid_of(
    view: InvoiceView, template: Template | None, invoice: Invoice, level: Level
) -> bytes:
    """Returns the PDF/A-3b of a view, with its invoice as XML at a level.

    Raises:
        MissingExtra: The `pdf` extra is not installed.
        RenderFailed: It cannot be laid out.
    """
    needed("typst", "hybrid PDF invoices")
    needed("pikepdf", "hybrid PDF invoices")
    from invoicekit.formats._carriers.pdf import (
        ExtensionSchema,
        Property,
        with_schema,
    )
    from invoicekit.renderers.pdf import EmbeddedFile, render_pdf

    xml = EmbeddedFile(
        name=level.file_name,
        data=_cii.write_level(level.reduced(invoice)).decode(),
        media_type="text/xml",
        description="Factur-X invoice",
        relationship=level.relationship,
    )
    schema = ExtensionSchema(
        "Factur-X PDFA Extension Schema",
        NAMESPACE,
        "fx",
        (
            Property("DocumentFileName", level.file_name, "Name of the embedded XML file"),
            Property("DocumentType", "INVOICE", "Type of the hybrid document in capital letters"),
            Property("Version", "1.0", "Version of the standard the XML follows"),
            Property("ConformanceLevel", level.name, "Conformance level of the XML"),
        ),
    )
    return with_schema(render_pdf(view, template, attached=[xml]), schema)


def _language(invoice: Invoice) -> str:
    country = invoice.seller.country if invoice.seller else None
    return regime_of(country).languages[0] if country else "en"
