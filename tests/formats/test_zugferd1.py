"""ZUGFeRD 1.0 says what CII says, under older names."""

from __future__ import annotations

import re

import pytest
from tests.formats.test_facturx import invoice, pdf_with

import invoicekit as ik

__all__ = ["invoice"]

RENAMED = {
    "rsm:ExchangedDocumentContext": "rsm:SpecifiedExchangedDocumentContext",
    "rsm:ExchangedDocument": "rsm:HeaderExchangedDocument",
    "rsm:SupplyChainTradeTransaction": "rsm:SpecifiedSupplyChainTradeTransaction",
    "ram:ApplicableHeaderTrade": "ram:ApplicableSupplyChainTrade",
    "ram:SpecifiedLineTrade": "ram:SpecifiedSupplyChainTrade",
    "TradeSettlementHeaderMonetary": "TradeSettlementMonetary",
    "TradeSettlementLineMonetary": "TradeSettlementMonetary",
    "RateApplicablePercent": "ApplicablePercent",
    "rsm:CrossIndustryInvoice": "rsm:CrossIndustryDocument",
    "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100": (
        "urn:ferd:CrossIndustryDocument:invoice:1p0"
    ),
    "InformationEntity:100": "InformationEntity:12",
    "UnqualifiedDataType:100": "UnqualifiedDataType:15",
    "QualifiedDataType:100": "QualifiedDataType:12",
}


def older(cii: bytes) -> bytes:
    """The file as it would have been in 2014: older names, a currency at every amount."""
    text = cii.decode()
    for new, old in RENAMED.items():
        text = (
            re.sub(rf"{re.escape(new)}(?!Context)", old, text)
            if new.endswith("nt")
            else (text.replace(new, old))
        )
    return re.sub(r"<ram:(\w+Amount)>", r'<ram:\1 currencyID="EUR">', text).encode()


def test_it_is_read_as_cii_is(invoice: ik.Invoice) -> None:
    data = ik.write(invoice, "cii")
    document = ik.load(older(data))
    assert document.format == "zugferd1"
    assert document.invoice == ik.read(data)
    assert document.findings == ()


def test_it_is_read_out_of_a_pdf(invoice: ik.Invoice) -> None:
    data = older(ik.write(invoice, "cii"))
    document = ik.load(pdf_with(("ZUGFeRD-invoice.xml", data)))
    assert (document.format, document.invoice.number) == ("facturx", invoice.number)


def test_it_is_not_written(invoice: ik.Invoice) -> None:
    with pytest.raises(ik.InputError, match="read, not written"):
        ik.write(invoice, "zugferd1")
