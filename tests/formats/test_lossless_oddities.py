"""What files say that the standard has no term for, and how that is written again.

All that is of the standard remains. The official documents have none of it; files that people send
do.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from lxml import etree
from tests.formats.test_lossless import content
from tests.rules.invoices import CLEAN, CREDIT_NOTE

import invoicekit as ik
from invoicekit.formats import FORMATS

SETTLEMENT = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement"
ACCOUNT = f"{SETTLEMENT}/SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount"
TAX_POINT = f"{SETTLEMENT}/ApplicableTradeTax/TaxPointDate"
OBJECT = "AdditionalDocumentReference/Attachment/EmbeddedDocumentBinaryObject"
DAY = (
    '<ram:TaxPointDate><udt:DateString format="102">20260401</udt:DateString></ram:TaxPointDate>'
    "<ram:CategoryCode>"
)


class Odd(NamedTuple):
    """A text of our file, what stands there instead, and what is then lost and new."""

    why: str
    syntax: str
    find: str
    put: str
    lost: tuple[tuple[str, str, str], ...] = ()
    new: tuple[tuple[str, str, str], ...] = ()


ODD = (
    Odd(
        "a business day has no time zone (BT-2)",
        "ubl",
        "<cbc:IssueDate>2026-04-01<",
        "<cbc:IssueDate>2026-04-01+02:00<",
        (("IssueDate", "", "2026-04-01+02:00"),),
        (("IssueDate", "", "2026-04-01"),),
    ),
    Odd(
        "a card (BG-18) has no network; the schema of UBL wants one, which is NA",
        "ubl",
        "<cbc:NetworkID>NA<",
        "<cbc:NetworkID>VISA<",
        (("PaymentMeans/CardAccount/NetworkID", "", "VISA"),),
        (("PaymentMeans/CardAccount/NetworkID", "", "NA"),),
    ),
    Odd(
        "xs:boolean is written as a word",
        "ubl",
        "<cbc:ChargeIndicator>true<",
        "<cbc:ChargeIndicator>1<",
        (("AllowanceCharge/ChargeIndicator", "", "1"),),
        (("AllowanceCharge/ChargeIndicator", "", "true"),),
    ),
    Odd(
        "an attached document of no bytes is none (PEPPOL-EN16931-R008)",
        "ubl",
        "<cac:AccountingSupplierParty>",
        "<cac:AdditionalDocumentReference><cbc:ID>A</cbc:ID><cac:Attachment>"
        '<cbc:EmbeddedDocumentBinaryObject mimeCode="text/csv" filename="a.csv"/>'
        "</cac:Attachment></cac:AdditionalDocumentReference><cac:AccountingSupplierParty>",
    ),
    Odd(
        "an IBAN keeps its blanks",
        "ubl",
        "DE89 3704 0044 0532 0130 00",
        "DE89 37040044 05320130 00",
    ),
    Odd("so it does in CII", "cii", "DE89 3704 0044 0532 0130 00", "DE89 37040044 05320130 00"),
    Odd(
        "what is no IBAN stands where other numbers do (BT-84)",
        "cii",
        "<ram:IBANID>DE89 3704 0044 0532 0130 00<",
        "<ram:IBANID>1234567<",
        ((f"{ACCOUNT}/IBANID", "", "1234567"),),
        ((f"{ACCOUNT}/ProprietaryID", "", "1234567"),),
    ),
    Odd(
        "the tax point (BT-7) stands once (CII-SR-461)",
        "cii",
        "<ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>7",
        "?",
        (
            (TAX_POINT, "element", ""),
            (f"{TAX_POINT}/DateString", "", "20260401"),
            (f"{TAX_POINT}/DateString", "format", "102"),
        ),
    ),
)


def odd_file(odd: Odd) -> bytes:
    """Our invoice with it."""
    text = ik.write(CLEAN, odd.syntax).decode()
    if odd.put != "?":
        assert odd.find in text
        return text.replace(odd.find, odd.put, 1).encode()
    start = text.index("<ram:ApplicableHeaderTradeSettlement>")
    end = text.index("<ram:SpecifiedTradeAllowanceCharge>", start)
    taxes = text[start:end].replace("<ram:CategoryCode>", DAY)
    assert taxes.count("<ram:TaxPointDate>") == 2
    return (text[:start] + taxes + text[end:]).encode()


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.why)
def test_all_of_the_standard_is_written_again(odd: Odd) -> None:
    data = odd_file(odd)
    chosen = FORMATS[odd.syntax]

    written = chosen.write(chosen.read(data).invoice)

    before, after = content(data), content(written)
    assert sorted(before - after) == sorted(odd.lost)
    assert sorted(after - before) == sorted(odd.new)


def test_the_kind_of_document_decides_on_the_root_of_a_ubl_file() -> None:
    """A credit note that calls itself a partial invoice (BT-3 = 326) is one."""
    data = ik.write(CREDIT_NOTE, "ubl").replace(b">381<", b">326<")

    invoice = ik.read(data)
    written = ik.write(invoice, "ubl")

    assert etree.QName(etree.fromstring(data)).localname == "CreditNote"
    assert etree.QName(etree.fromstring(written)).localname == "Invoice"
    assert ik.read(written) == invoice
