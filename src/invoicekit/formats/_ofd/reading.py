"""Reading an OFD: its data as XML where it has that inside, else what its tags and pages say."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from invoicekit.errors import InputError
from invoicekit.findings import Finding, Severity
from invoicekit.formats import _fapiao, _mof
from invoicekit.formats._fapiao.page_text import Printed, fields_on
from invoicekit.formats._fapiao.printed import printed_record
from invoicekit.formats._fapiao.shape import SUPERVISED, day_of
from invoicekit.formats._format import ReadInvoice
from invoicekit.formats._ofd.package import Package
from invoicekit.formats._ofd.signatures import signature_findings
from invoicekit.formats._ofd.structure import OfdDocument, documents
from invoicekit.formats._ofd.tags import custom_record, tagged_record
from invoicekit.formats._ofd.writing import MARK
from invoicekit.formats._tolerant import tolerant_invoice
from invoicekit.model import Invoice, SourceFacts
from invoicekit.money import subtract

Record = dict[str, Any]

PREVIEW, DIFFERING, MORE, ODD = "OFD-PREVIEW", "OFD-DIFFERING", "OFD-MORE", "OFD-ODD"


def read(data: bytes) -> ReadInvoice:
    """Returns what an OFD says: the first of its documents that is an invoice.

    Every part that a signature covers is checked against its digest; what differs is a finding.

    Raises:
        InputError: No OFD, cut off, encrypted, with odd paths, beyond a limit, or without an
            invoice in it.
    """
    package = Package(data)
    held = documents(package)
    findings: list[Finding] = []
    invoices: list[ReadInvoice] = []
    for document in held:
        reading = _invoice(document)
        if reading is not None:
            invoices.append(reading)
        findings += signature_findings(document)
        findings += [_odd(each) for each in dict.fromkeys(document.odd)]
        if MARK in document.custom:
            findings.append(_preview())
    if not invoices:
        raise InputError(
            "the OFD holds no invoice as data",
            where=held[0].path,
            expected="an XML attachment, custom tags, or custom data such as 发票号码",
            hint="Ask for the XML file of the bureau.",
        )
    findings += [_more(each.invoice) for each in invoices[1:]]
    first = invoices[0]
    return ReadInvoice(first.invoice, (*first.findings, *findings), first.source)


def text(data: bytes) -> str:
    """Returns the text of all pages of all documents.

    Raises:
        InputError: As `read`.
    """
    return "\n\n".join(document.text for document in documents(Package(data)))


def _invoice(document: OfdDocument) -> ReadInvoice | None:
    custom = custom_record(document)
    for each in document.attachments:
        reading = _attached(each.data)
        if reading is not None:
            differing = tuple(_differing(custom, reading.invoice))
            return ReadInvoice(reading.invoice, (*reading.findings, *differing), reading.source)
    record = _merged(tagged_record(document) if document.tags else {}, custom)
    if "number" not in record and "gross" not in record:
        record = _on_the_page(document)
    if not record:
        return None
    record.pop("title", None)
    made, findings = printed_record(record, document.text)
    del made[SUPERVISED]
    invoice, faults = tolerant_invoice(made, Invoice.model_validate)
    return ReadInvoice(invoice, (*findings, *faults), SourceFacts(syntax="ofd"))


def _on_the_page(document: OfdDocument) -> Record:
    texts = [
        Printed(each.x, each.y, each.width, each.text)
        for _, fragments in document.pages[:1]
        for each in (*document.form, *fragments)
    ]
    return fields_on(texts, document.width)


def _attached(data: bytes) -> ReadInvoice | None:
    """Returns an attachment that is the invoice as data, None for any other file."""
    for detects, read_it in ((_fapiao.detects, _fapiao.read), (_mof.detects, _mof.read)):
        try:
            if detects(data):
                return read_it(data)
        except InputError:
            continue
    return None


def _merged(tagged: Record, custom: Record) -> Record:
    """Returns the tags' fields, and those that the custom data alone have."""
    record = custom | tagged
    for who in ("buyer", "seller"):
        if who in custom or who in tagged:
            record[who] = custom.get(who, {}) | tagged.get(who, {})
    return record


def _differing(custom: Record, invoice: Invoice) -> Iterator[Finding]:
    """Yields where the head of the file says otherwise than the data in it."""
    totals, sign = invoice.totals, -1 if invoice.is_credit else 1
    pairs: list[tuple[str, str, object, object]] = [
        ("number", "发票号码", custom.get("number"), invoice.number),
        ("issue_date", "开票日期", day_of(custom.get("issued_at")), invoice.issue_date),
    ]
    if totals is not None:
        amounts = (("net", totals.without_vat), ("tax", totals.vat), ("gross", totals.with_vat))
        for name, amount in amounts:
            told = _number(custom.get(name))
            if told is not None and amount is not None and subtract(told, sign * amount):
                pairs.append((f"totals.{name}", name, told, sign * amount))
    for path, name, said, found in pairs:
        if said is not None and said != found:
            message = f"The head of the OFD says {name} {said}, the data in it {found}."
            yield Finding(
                DIFFERING,
                Severity.ERROR,
                message,
                path,
                params={"found": str(said), "expected": str(found)},
            )


def _number(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text and text.isascii() else None
    except InvalidOperation:
        return None


def _preview() -> Finding:
    message = "This OFD is a preview made by invoicekit, not the document that the bureau sealed."
    return Finding(PREVIEW, Severity.INFORMATION, message)


def _more(invoice: Invoice) -> Finding:
    number = invoice.number or "?"
    message = f"The OFD holds a further invoice, {number}, which was not read."
    return Finding(MORE, Severity.WARNING, message, params={"found": number})


def _odd(text: str) -> Finding:
    message = f"The OFD is not as the standard wants it: {text}."
    return Finding(ODD, Severity.INFORMATION, message, params={"found": text})
