"""UBL 2.1: one table, compiled on first use, reads, checks and writes both document types."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any, TypeAlias

from invoicekit.binding import Reader, Reading, Writer, opening
from invoicekit.findings import Finding, Severity
from invoicekit.formats._format import ReadInvoice
from invoicekit.formats._tolerant import plain_invoice, tolerant_invoice
from invoicekit.formats._ubl.document import syntax_of
from invoicekit.formats._ubl.shape import ABSENT, DIFFERING
from invoicekit.model import Invoice
from invoicekit.model.plain import IncompleteRecord

Build: TypeAlias = Callable[[dict[str, Any]], tuple[Invoice, tuple[Finding, ...]]]
"""Makes an invoice of a record, and says what of it does not fit."""

CREDIT_NOTES = frozenset({"81", "83", "261", "296", "308", "381", "396", "420", "458", "532"})
"""UNTDID 1001 codes that are written as a credit note (EN 16931-3-2, UBL-CR rules on BT-3)."""

_ROOT = re.compile(
    r"<(?:[\w.-]+:)?(Invoice|CreditNote)\s[^>]*"
    r"urn:oasis:names:specification:ubl:schema:xsd:\1-2[\"']"
)


def write(invoice: Invoice) -> bytes:
    """Returns the invoice as UBL; its kind decides the root element.

    Raises:
        RenderFailed: A text holds a character that XML forbids.
    """
    credit = invoice.type_code in CREDIT_NOTES
    return _writer("CreditNote" if credit else "Invoice").write(invoice, invoice.currency)


def read(data: bytes) -> ReadInvoice:
    """Returns what a UBL file says.

    Raises:
        InputError: Not XML, beyond a limit, or another root element.
    """
    return _read(_reader().read(data), _validated)


def judge(data: bytes) -> ReadInvoice:
    """Returns what a UBL file says, for a verdict: of plain objects.

    Raises:
        InputError: As `read`.
    """
    try:
        return _read(_reader().read(data, judging=True), plain_invoice)
    except IncompleteRecord:
        return read(data)


def _read(reading: Reading, build: Build) -> ReadInvoice:
    differing = [_differing(*pair) for pair in reading.record.pop(DIFFERING)]
    source, absent = reading.source, reading.record.pop(ABSENT)
    if absent:
        source = replace(source, absent=absent)
    invoice, faults = build(reading.record)
    return ReadInvoice(invoice, (*reading.findings, *differing, *faults), source)


def _validated(record: dict[str, Any]) -> tuple[Invoice, tuple[Finding, ...]]:
    return tolerant_invoice(record, Invoice.model_validate)


def _differing(path: str, value: object) -> Finding:
    message = f"{path} has a further value, {value}, which an invoice has no place for."
    return Finding("IK-DIFFERING", Severity.WARNING, message, path, params={"found": str(value)})


def detects(data: bytes) -> bool:
    """Returns whether the root element is UBL's `Invoice` or `CreditNote`."""
    return _ROOT.match(opening(data)) is not None


def identified(specification: str, process: str) -> Callable[[Invoice], bytes]:
    """Returns a `write` that names a specification (BT-24), and a process (BT-23) where none is."""

    def write_as(invoice: Invoice) -> bytes:
        process_given = invoice.business_process or process
        return write(invoice.replace(specification=specification, business_process=process_given))

    return write_as


def names_specification(specification: str) -> Callable[[bytes], bool]:
    """Returns a `detects` for UBL files of a specification (BT-24) or of one of its profiles."""
    named = re.compile(rf">\s*{re.escape(specification)}[^<]*<")

    def names_it(data: bytes) -> bool:
        head = opening(data)
        return specification in head and detects(data) and named.search(head) is not None

    return names_it


@cache
def _reader() -> Reader:
    return Reader(syntax_of("Invoice"), syntax_of("CreditNote"))


@cache
def _writer(root: str) -> Writer:
    return Writer(syntax_of(root))
