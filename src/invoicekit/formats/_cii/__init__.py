"""UN/CEFACT CII D16B: one table, compiled on first use, reads, checks and writes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any, TypeAlias

from invoicekit.binding import Reader, Reading, Writer, opening
from invoicekit.findings import Finding, Severity
from invoicekit.formats._cii.document import ROOT, syntax
from invoicekit.formats._cii.levels import EN_16931, level_named, level_of, level_rules
from invoicekit.formats._cii.shape import DIFFERING, LINES, OTHER
from invoicekit.formats._cii.sub_lines import LinePlaces
from invoicekit.formats._format import ReadInvoice
from invoicekit.formats._tolerant import plain_invoice, tolerant_invoice
from invoicekit.model import Invoice
from invoicekit.model.plain import IncompleteRecord

Build: TypeAlias = Callable[[dict[str, Any]], tuple[Invoice, tuple[Finding, ...]]]
"""Makes an invoice of a record, and says what of it does not fit."""

_ROOT = re.compile(rf"<(?:[\w.-]+:)?CrossIndustryInvoice\s[^>]*{re.escape(ROOT)}[\"']")


def write(invoice: Invoice) -> bytes:
    """Returns the invoice as CII D16B, whose schema has a place for the first preceding invoice.

    The levels of Factur-X have schemas of their own, for files that name one.

    Source: CEN/TS 16931-3-3, which binds BG-3 once, unlike EN 16931-1; ZUGFeRD 2.3 and later.

    Raises:
        RenderFailed: A text holds a character that XML forbids.
    """
    if len(invoice.preceding_invoices) > 1 and not level_of(invoice.specification or ""):
        invoice = invoice.replace(preceding_invoices=invoice.preceding_invoices[:1])
    return write_level(invoice)


def write_level(invoice: Invoice) -> bytes:
    """Returns the invoice as CII by the schemas of Factur-X, with every preceding invoice (BG-3).

    Raises:
        RenderFailed: As `write`.
    """
    return _writer().write(invoice, invoice.currency)


def read(data: bytes) -> ReadInvoice:
    """Returns what a CII file says; if it names a level of Factur-X, its rules are asked, too.

    Raises:
        InputError: Not XML, beyond a limit, or another root element.
    """
    return read_with(_reader(level_named(data)), data)


def judge(data: bytes) -> ReadInvoice:
    """Returns what a CII file says, for a verdict: of plain objects.

    Raises:
        InputError: As `read`.
    """
    try:
        reading = _reader(level_named(data)).read(data, judging=True)
        return _built(reading, plain_invoice)
    except IncompleteRecord:
        return read(data)


def read_level(data: bytes, level: str = "") -> ReadInvoice:
    """Returns what a CII file says, asked by a level: the one that it names, EN 16931 without one.

    Raises:
        InputError: As `read`.
    """
    return read_with(_reader(level or level_named(data) or EN_16931), data)


def _validated(record: dict[str, Any]) -> tuple[Invoice, tuple[Finding, ...]]:
    return tolerant_invoice(record, Invoice.model_validate)


def read_with(reader: Reader, data: bytes) -> ReadInvoice:
    """Returns what a file says, read by a table of this shape under other names."""
    return _built(reader.read(data), _validated)


def _built(reading: Reading, build: Build) -> ReadInvoice:
    differing = [_differing(*pair) for pair in reading.record.pop(DIFFERING)]
    source, other, lines = reading.source, reading.record.pop(OTHER), reading.record.pop(LINES)
    if other:
        source = replace(source, other=source.other | other)
    invoice, faults = build(reading.record)
    found = (*reading.findings, *differing)
    if lines:
        source = replace(source, lines=lines)
        source = replace(source, places=LinePlaces(source))
        found = tuple(replace(each, path=source.in_document(each.path)) for each in found)
    return ReadInvoice(invoice, (*found, *faults), source)


def _differing(path: str, value: object) -> Finding:
    message = f"{path} has a further value, {value}, which an invoice has no place for."
    return Finding("IK-DIFFERING", Severity.WARNING, message, path, params={"found": str(value)})


def detects(data: bytes) -> bool:
    """Returns whether the root element is CII's `CrossIndustryInvoice`."""
    return _ROOT.match(opening(data)) is not None


def identified(specification: str, process: str = "") -> Callable[[Invoice], bytes]:
    """Returns a `write` that names a specification (BT-24), and a process (BT-23) where none is."""

    def write_as(invoice: Invoice) -> bytes:
        process_given = invoice.business_process or process or None
        return write(invoice.replace(specification=specification, business_process=process_given))

    return write_as


def names_specification(specification: str) -> Callable[[bytes], bool]:
    """Returns a `detects` for CII files of a specification (BT-24) or of one of its profiles."""
    named = re.compile(rf">\s*{re.escape(specification)}[^<]*<")

    def names_it(data: bytes) -> bool:
        head = opening(data)
        return specification in head and detects(data) and named.search(head) is not None

    return names_it


@cache
def _reader(level: str = "") -> Reader:
    plain = syntax()
    if not level or plain.rules is None:
        return Reader(plain)
    return Reader(replace(plain, rules=plain.rules.at_level(level_rules(level))))


@cache
def _writer() -> Writer:
    return Writer(syntax())
