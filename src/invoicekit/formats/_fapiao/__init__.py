"""发票 as data: the tax bureau's `EInvoice`, and `eInvoice` of the 税控 devices before it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from invoicekit.binding import Reader, Reading, Writer, current, keeping, opening
from invoicekit.binding.unknown_elements import elements_at, with_elements
from invoicekit.errors import InputError
from invoicekit.findings import Finding, Severity
from invoicekit.formats._fapiao.dialects import dialect_of
from invoicekit.formats._fapiao.einvoice import EINVOICE
from invoicekit.formats._fapiao.shape import SUPERVISED
from invoicekit.formats._fapiao.taxcontrol import TAX_CONTROL
from invoicekit.formats._format import ReadInvoice
from invoicekit.formats._tolerant import tolerant_invoice
from invoicekit.model import Invoice
from invoicekit.model.fapiao import Unknown

_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:EInvoice|eInvoice)[\s>/]")
_DECLARED_ROOT = re.compile(r"<!DOCTYPE\s+(?:[\w.-]+:)?[Ee]Invoice\b")
"""A file that is refused for its DOCTYPE, and told so."""
_FIRST = 500
_UNKNOWN = "IK-UNKNOWN"
_MOST_KEPT = 20_000
"""Unknown elements that are kept: ten on each line of the longest invoices known."""
_DECLARED, _STANDALONE = b'encoding="UTF-8"?>', b'encoding="UTF-8" standalone="yes"?>'


def write(invoice: Invoice) -> bytes:
    """Returns the invoice as the bureau's `EInvoice`; a red-letter invoice gets its minus signs.

    It is the data, not the original: that has the bureau's signature.

    Raises:
        RenderFailed: A text holds a character that XML forbids, or a kept element is no XML.
    """
    data = _writer().write(invoice, None).replace(_DECLARED, _STANDALONE, 1)
    unknown = invoice.fapiao.unknown if invoice.fapiao else ()
    return with_elements(data, [(each.parent, each.xml) for each in unknown]) if unknown else data


def read(data: bytes) -> ReadInvoice:
    """Returns what a file of the bureau, or of a 税控 device, says.

    Raises:
        InputError: Not XML, beyond a limit, with a DOCTYPE, or another dialect, which is named.
    """
    dialect = dialect_of(opening(data))
    if dialect is not None:
        raise InputError(
            f"the file is not the tax bureau's XML but {dialect}",
            expected="the bureau's EInvoice, or eInvoice of a 税控 device",
            hint="Ask for the XML file of the bureau (税务数字账户), or for the OFD.",
        )
    reading = _reader().read(data)
    supervised = reading.record.pop(SUPERVISED, None)
    findings = list(reading.findings)
    if supervised:
        findings.append(_differing(supervised))
    odd = reading.source.unknown or any(each.rule == _UNKNOWN for each in findings)
    if odd and reading.source.syntax == EINVOICE.name:
        kept = _kept_elements(data, reading)
        places = frozenset(place for place, _, _ in kept)
        findings = [_kept(each, places) for each in findings]
        reading.record["fapiao"]["unknown"] = [
            Unknown(parent=parent, xml=xml) for _, parent, xml in kept
        ]
    invoice, faults = tolerant_invoice(reading.record, Invoice.model_validate)
    return ReadInvoice(invoice, (*findings, *faults), reading.source)


def detects(data: bytes) -> bool:
    """Returns whether the root element is the bureau's or another dialect's of Chinese invoices."""
    head = opening(data)
    named = _ROOT.match(head) or _DECLARED_ROOT.search(head[:_FIRST])
    return named is not None or dialect_of(head) is not None


def _differing(number: str) -> Finding:
    message = f"TaxSupervisionInfo names another invoice, {number}, than the header."
    return Finding("IK-DIFFERING", Severity.ERROR, message, "number", params={"found": number})


def _kept_elements(data: bytes, reading: Reading) -> tuple[tuple[str, str, str], ...]:
    """Returns every element that no row knows, even where findings are no longer listed."""
    source, findings = reading.source, reading.findings
    if len(findings) >= current().findings:
        with keeping(replace(current(), findings=_MOST_KEPT)):
            again = _reader().read(data)
        source, findings = again.source, again.findings
    unknown = frozenset(source.unknown)
    containers = [
        each.xpath for each in findings if each.rule == _UNKNOWN and each.xpath not in unknown
    ]
    return elements_at(data, source.unknown, containers)


def _kept(finding: Finding, places: frozenset[str]) -> Finding:
    if finding.rule != _UNKNOWN or finding.xpath not in places:
        return finding
    found = finding.params["found"]
    message = f"{found} is not known here; it is kept as it stands and written again."
    return replace(finding, rule="IK-KEPT", severity=Severity.INFORMATION, message=message)


@cache
def _reader() -> Reader:
    return Reader(EINVOICE, *TAX_CONTROL)


@cache
def _writer() -> Writer:
    return Writer(EINVOICE)
