"""Peppol is UBL under its own identifiers."""

from __future__ import annotations

from invoicekit.formats import FORMATS
from invoicekit.model import Invoice

PEPPOL, UBL = FORMATS["peppol"], FORMATS["ubl"]


def test_writes_its_identifiers() -> None:
    invoice = PEPPOL.read(PEPPOL.write(Invoice(number="1", specification="other"))).invoice
    assert invoice.specification == PEPPOL.identifier
    assert invoice.business_process == "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


def test_keeps_a_process_that_is_given() -> None:
    invoice = PEPPOL.read(PEPPOL.write(Invoice(business_process="mine"))).invoice
    assert invoice.business_process == "mine"


def test_is_told_by_its_specification() -> None:
    assert PEPPOL.detects(PEPPOL.write(Invoice(number="1")))
    assert not PEPPOL.detects(UBL.write(Invoice(number="1")))
    assert not PEPPOL.detects(PEPPOL.identifier.encode())
