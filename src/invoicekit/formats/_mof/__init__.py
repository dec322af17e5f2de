"""电子凭证会计数据标准: XBRL instances of the Ministry of Finance.

Issuer files of 税控 invoices and railway tickets are read, receiver files of 数电票 read and
written. Source: 财会〔2025〕9号; taxonomies of 2021-09-30, 2021-11-30 and 2023-12-31.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from invoicekit.binding import opening
from invoicekit.binding.limits import parse
from invoicekit.errors import InputError
from invoicekit.formats._format import ReadInvoice
from invoicekit.formats._mof.instance import INSTANCE, Fact, Facts, facts_of, taxonomy_of
from invoicekit.formats._mof.issuer import INV, RAI, rail_ticket, tax_control_invoice
from invoicekit.formats._mof.receiver import EINV, facts_in, received_invoice, receiver_file
from invoicekit.formats._tolerant import tolerant_invoice
from invoicekit.model import Invoice, SourceFacts
from invoicekit.model.booking import ReceiverFacts

_ROOT = re.compile(r"<(?:[\w.-]+:)?xbrl[\s>]")
_TABLES: dict[str, tuple[tuple[Fact, ...], Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "inv": (INV, tax_control_invoice),
    "inv_ord": (INV, tax_control_invoice),
    "inv_spcl": (INV, tax_control_invoice),
    "rai": (RAI, rail_ticket),
    "einv": (EINV, received_invoice),
}
"""Taxonomy → its facts, and how they become the model's record."""


def read(data: bytes) -> ReadInvoice:
    """Returns the invoice that an instance is of.

    Raises:
        InputError: Not XML, beyond a limit, or an instance of another voucher, which is named.
    """
    name, facts = _facts(data)
    record = _TABLES[name][1](facts.record)
    invoice, faults = tolerant_invoice(record, Invoice.model_validate)
    return ReadInvoice(invoice, (*facts.findings, *faults), SourceFacts(syntax=f"xbrl-{name}"))


def read_receiver(data: bytes) -> ReceiverFacts:
    """Returns what the receiver's accounting added to a 数电票.

    Raises:
        InputError: Not XML, or no receiver's file.
    """
    name, facts = _facts(data)
    if name != "einv":
        raise InputError("the instance is an issuer's file", expected="a receiver's file (einv)")
    return facts_in(facts.record)


def write(invoice: Invoice) -> bytes:
    """Returns the receiver's file of an invoice, before anything was booked.

    Raises:
        RenderFailed: A text holds a character that XML forbids.
    """
    return receiver_file(invoice)


def detects(data: bytes) -> bool:
    """Returns whether it is an XBRL instance with facts of the Ministry."""
    head = opening(data)
    return _ROOT.match(head) is not None and "xbrl.mof.gov.cn" in head


def _facts(data: bytes) -> tuple[str, Facts]:
    root = parse(data)
    if root.tag != f"{{{INSTANCE}}}xbrl":
        raise InputError(f"the root element is {root.tag!s}", expected="an XBRL instance")
    name = taxonomy_of(root)
    if name not in _TABLES:
        raise InputError(
            f"no voucher known here: {name or 'no facts of the Ministry of Finance'}",
            expected="an instance of inv, rai or einv",
            hint="Other vouchers of the standard, such as bank receipts, are no invoices.",
        )
    return name, facts_of(root, _TABLES[name][0])


__all__ = ["detects", "read", "read_receiver", "receiver_file", "write"]
