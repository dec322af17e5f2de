"""A 发票 as PDF: in the bureau's layout with the data inside, marked as a preview.

Read is any PDF of a 发票: its data where it has them inside, else the text of its page.
"""

from __future__ import annotations

from invoicekit.errors import InputError
from invoicekit.findings import Finding, Severity
from invoicekit.formats import _fapiao, _mof
from invoicekit.formats._fapiao.page_text import Printed, fields_on
from invoicekit.formats._fapiao.printed import printed_record
from invoicekit.formats._fapiao.shape import SUPERVISED
from invoicekit.formats._format import Format, ReadInvoice
from invoicekit.formats._tolerant import tolerant_invoice
from invoicekit.model import Invoice, SourceFacts
from invoicekit.registry import installed, needed
from invoicekit.renderers import built_in, view_of

_HEAD = 1024
_NAME = "fapiao.xml"
_LANGUAGE = "zh-CN"
_WORD = "发票"
_DATA = ((_fapiao.detects, _fapiao.read), (_mof.detects, _mof.read))


def write(invoice: Invoice) -> bytes:
    """Returns the PDF/A-3b, with the bureau's XML of the same data inside.

    Raises:
        MissingExtra: The `pdf` extra is not installed.
        RenderFailed: It cannot be laid out.
    """
    needed("typst", "PDF of 发票")
    from invoicekit.renderers.pdf import EmbeddedFile, render_pdf

    template = built_in("fapiao")
    view = view_of(invoice, _LANGUAGE, original=True, template=template)
    data = EmbeddedFile(
        name=_NAME,
        data=_fapiao.write(invoice).decode(),
        media_type="text/xml",
        description="EInvoice",
        relationship="alternative",
    )
    return render_pdf(view, template, attached=[data])


def read(data: bytes) -> ReadInvoice:
    """Returns what a PDF of a 发票 says, and how it was read.

    Raises:
        InputError: The PDF cannot be opened, or there is no 发票 in it.
        MissingExtra: The `pdf` extra is not installed.
    """
    found = _embedded(data) or _from_page(data)
    if found is None:
        raise InputError(
            "the PDF has neither the data of a 发票 inside nor its text on the page",
            where="pdf",
            expected="a PDF of the tax bureau or of a platform",
            hint="A picture can only be read by people: ask for the XML or the OFD.",
        )
    return found


def detects(data: bytes) -> bool:
    """Returns whether it is a PDF of a 发票."""
    if b"%PDF-" not in data[:_HEAD] or not (installed("pikepdf") and installed("pypdfium2")):
        return False
    try:
        files = _files(data)
        if any(detects_it(file) for file in files for detects_it, _ in _DATA):
            return True
        # An invoice by EN 16931 is inside: no need to look at its pages.
        return not any(file.lstrip()[:1] == b"<" for file in files) and bool(_fields(data))
    except InputError:
        return False


def _files(data: bytes) -> tuple[bytes, ...]:
    needed("pikepdf", "reading invoices in PDF")
    from invoicekit.formats._carriers.pdf import contents_of

    return tuple(file.data for file in contents_of(data).files)


def _embedded(data: bytes) -> ReadInvoice | None:
    held = ((file, detects_it, read_it) for file in _files(data) for detects_it, read_it in _DATA)
    return next((read_it(file) for file, detects_it, read_it in held if detects_it(file)), None)


def _fields(data: bytes) -> dict[str, object]:
    needed("pypdfium2", "reading the text of a PDF")
    from invoicekit.formats._carriers.pdf_text import first_page

    width, runs = first_page(data, _WORD)
    return fields_on((Printed(run.x, run.y, run.width, run.text) for run in runs), width)


def _from_page(data: bytes) -> ReadInvoice | None:
    record = _fields(data)
    if not record:
        return None
    title = str(record.pop("title", ""))
    made, findings = printed_record(record, title)
    del made[SUPERVISED]
    invoice, faults = tolerant_invoice(made, Invoice.model_validate)
    return ReadInvoice(invoice, (_told(), *findings, *faults), SourceFacts(syntax="pdf-text"))


def _told() -> Finding:
    message = (
        "The PDF has no data inside: it was read from the text of its page, which the bureau's XML"
        " or OFD should confirm."
    )
    return Finding("PDF-TEXT", Severity.WARNING, message)


FORMAT = Format(
    name="fapiao-pdf",
    title="发票 PDF (版式文件)",
    media_type="application/pdf",
    suffix=".pdf",
    write=write,
    read=read,
    detects=detects,
    identifier="fapiao",
    rules="fapiao",
    source="国家税务总局公告2024年第11号",
    needs="typst",
)
