"""What was read is written again: every element and attribute of the standard, in both syntaxes.

And what is written is read back, in every format that an invoice fits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests import strategies

from invoicekit import calculate, convert
from invoicekit.formats import FORMATS
from invoicekit.model import Invoice, InvoiceLine, Party
from invoicekit.model.value import Value
from invoicekit.money import plain

DOCUMENTS = Path(__file__).parents[3] / "shared" / "conformance" / "documents"
CII_ROOT = b"CrossIndustryInvoice"

Needs = Callable[[str, object], None]
Content: TypeAlias = "Counter[tuple[str, str, str]]"
"""Path of an element, name of an attribute or empty for its text, and the value."""


def content(data: bytes) -> Content:
    """Everything that a file says: an element without any text or attribute says nothing."""
    root = etree.fromstring(data, etree.XMLParser(remove_comments=True))
    found: Content = Counter()
    for element in root.iter():
        steps = [element, *element.iterancestors()]
        path = "/".join(etree.QName(step).localname for step in reversed(steps[:-1]))
        text = " ".join((element.text or "").split())
        if text:
            found[path, "", text] += 1
        elif len(element) and any(map(str.strip, map(str, element.itertext()))):
            found[path, "element", ""] += 1
        if text or len(element):
            for name, value in element.items():
                if "schemaLocation" not in str(name):
                    found[path, str(name), value] += 1
    return found


def empties(data: bytes) -> Counter[str]:
    """The elements of a file that say nothing, by path."""
    root = etree.fromstring(data, etree.XMLParser(remove_comments=True))
    return Counter(
        "/".join(etree.QName(step).localname for step in reversed([each, *each.iterancestors()]))
        for each in root.iter()
        if not len(each) and not (each.text or "").strip()
    )


EMPTY = {
    "CII-BR-CO-10-RoundingIssue.xml": 1,
    "CII_business_example_02.xml": 4,
    "XRechnung-O.xml": 10,
    "guide-example2.xml": 1,
    "ubl-tc434-example2.xml": 1,
    "ubl-tc434-test-1.xml": 1,
}
"""Document → how many elements without content it has: they say nothing, networks forbid them
(PEPPOL-EN16931-R008), and none is written. All others are kept."""

TRADE = "SupplyChainTradeTransaction"
LINE = f"{TRADE}/IncludedSupplyChainTradeLineItem"
MEANS = f"{TRADE}/ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementPaymentMeans"
DOCUMENT_TYPE = f"{TRADE}/ApplicableHeaderTradeAgreement/AdditionalReferencedDocument/TypeCode"
OBJECT_TYPE = f"{LINE}/SpecifiedLineTradeSettlement/AdditionalReferencedDocument/TypeCode"
NET_QUANTITY = f"{LINE}/SpecifiedLineTradeAgreement/NetPriceProductTradePrice/BasisQuantity"
VERSION = ("UBLVersionID", "", "2.1")

DIFFERENT: dict[str, tuple[str, dict[tuple[str, str, str], int], dict[tuple[str, str, str], int]]]
DIFFERENT = {
    "CII_example5.xml": (
        "the text of the payment means (BT-82) stands with each; attachments have 916",
        {},
        {
            (f"{MEANS}/Information", "", "Half prepaid"): 1,
            (DOCUMENT_TYPE, "", "916"): 2,
        },
    ),
    "XRechnung-O.xml": (
        "an invoiced object is marked by code 130",
        {},
        {(OBJECT_TYPE, "", "130"): 2},
    ),
    "huf_example_cii.xml": (
        "100. is 100",
        {
            (NET_QUANTITY, "", "100."): 3,
            (f"{LINE}/SpecifiedLineTradeDelivery/BilledQuantity", "", "64."): 1,
        },
        {
            (NET_QUANTITY, "", "100"): 3,
            (f"{LINE}/SpecifiedLineTradeDelivery/BilledQuantity", "", "64"): 1,
            (DOCUMENT_TYPE, "", "916"): 1,
        },
    ),
    "01.01_comprehensive_test_uncefact.xml": (
        "the quantity of a price (BT-149) stands with net and gross price, BT-82 with each means",
        {},
        {
            (NET_QUANTITY, "", "1"): 1,
            (NET_QUANTITY, "unitCode", "XPP"): 1,
            (f"{MEANS}/Information", "", "[Payment means text]"): 1,
        },
    ),
    "BIS_Billing_30-Kreditering_med_negativ_faktura.xml": (
        "+0.10 is 0.10",
        {("LegalMonetaryTotal/PayableRoundingAmount", "", "+0.10"): 1},
        {("LegalMonetaryTotal/PayableRoundingAmount", "", "0.10"): 1},
    ),
    "CreditNote-Max_content.xml": (
        "UBL's version is not of the standard (UBL-CR-002); BT-82 stands with each means",
        {VERSION: 1},
        {("PaymentMeans/PaymentMeansCode", "name", "Credit transfer"): 3},
    ),
    "Invoice-Max_content.xml": (
        "UBL's version is not of the standard (UBL-CR-002); BT-82 stands with each means",
        {VERSION: 1},
        {("PaymentMeans/PaymentMeansCode", "name", "Credit transfer"): 3},
    ),
    "ubl-tc434-example1.xml": (
        "each payment means gets the remittance (BT-83), which the model has once",
        {},
        {("PaymentMeans/PaymentID", "", "Deb. 10202 / Fact. 12115118"): 1},
    ),
    "ubl-tc434-example2.xml": (
        "xs:boolean is written as a word",
        {("AllowanceCharge/ChargeIndicator", "", "0"): 1},
        {("AllowanceCharge/ChargeIndicator", "", "false"): 1},
    ),
    "ubl-tc434-example5.xml": (
        "an invoiced object is marked by code 130",
        {},
        {("InvoiceLine/DocumentReference/DocumentTypeCode", "", "130"): 2},
    ),
    "01.01_comprehensive_test_ubl.xml": (
        "BT-82 stands with each means",
        {},
        {("PaymentMeans/PaymentMeansCode", "name", "[Payment means text]"): 1},
    ),
}
"""Document → why it is not written as it was, what is lost, what is new."""


def official() -> list[Path]:
    return sorted(path for path in DOCUMENTS.rglob("*") if path.suffix.lower() == ".xml")


@pytest.mark.parametrize("path", official() or [None], ids=lambda path: path and path.name)
def test_official_documents_keep_everything(path: Path | None, needs: Needs) -> None:
    needs("the official documents", path)
    assert path is not None
    data = path.read_bytes()
    chosen = FORMATS["cii" if CII_ROOT in data else "ubl"]
    assert chosen.detects(data)

    written = chosen.write(chosen.read(data).invoice)

    before, after = content(data), content(written)
    _, lost, new = DIFFERENT.get(path.name, ("", {}, {}))
    assert before - after == Counter(lost)
    assert after - before == Counter(new)
    assert (empties(data) - empties(written)).total() == EMPTY.get(path.name, 0)
    assert chosen.write(chosen.read(written).invoice) == written


WHY = {
    "lines.price.gross_base_quantity": "UBL has one quantity for the net and the gross price",
    "buyer.electronic_address": "a scheme without an address is none",
    "buyer.tax_ids.scheme": "CII has codes of its own (VA, FC) for the scheme of a tax number",
    "seller.tax_ids.scheme": "as the buyer's",
    "preceding_invoices": "CII D16B has one",
}
LOST: dict[str, dict[str, int]] = {
    "CII_business_example_01.xml": {"lines.price.gross_base_quantity": 2},
    "CII_example2.xml": {"lines.price.gross_base_quantity": 2},
    "CII_example5.xml": {"lines.price.gross_base_quantity": 1},
    "XRechnung-O.xml": {"buyer.electronic_address": 1},
    "BIS_Billing_30-Resor_Bokning.xml": {"seller.tax_ids.scheme": 1},
    "CreditNote-Max_content.xml": {"preceding_invoices": 1},
    "Invoice-Max_content.xml": {"preceding_invoices": 1},
    "ubl-tc434-test-1.xml": {"buyer.tax_ids.scheme": 1},
    "ubl-tc434-example5.xml": {"seller.tax_ids.scheme": 1},
    "01.01_comprehensive_test_ubl.xml": {"preceding_invoices": 1, "seller.tax_ids.scheme": 1},
    "01.03a-INVOICE_ubl.xml": {"seller.tax_ids.scheme": 1},
    "01.04a-INVOICE_ubl.xml": {"seller.tax_ids.scheme": 1},
    "01.10a-INVOICE_ubl.xml": {"seller.tax_ids.scheme": 1},
}
"""Document → what the other syntax does not carry, and how often; all others lose nothing."""


@pytest.mark.parametrize("path", official() or [None], ids=lambda path: path and path.name)
def test_a_conversion_tells_what_it_loses_and_nothing_else(path: Path | None, needs: Needs) -> None:
    needs("the official documents", path)
    assert path is not None
    data = path.read_bytes()
    here, there = ("cii", "ubl") if CII_ROOT in data else ("ubl", "cii")
    invoice = FORMATS[here].read(data).invoice

    conversion = convert(data, there)

    told = Counter(re.sub(r"\[\d+\]", "", loss.path) for loss in conversion.losses)
    assert told == LOST.get(path.name, {})
    assert told.keys() <= WHY.keys()
    back = FORMATS[there].read(conversion.data).invoice
    gone = {place.partition(".")[0] for place, _ in _said(invoice) - _said(back)}
    assert gone == {place.partition(".")[0] for place in told}
    assert not _numbers(invoice) - _numbers(back)


def _said(value: object, place: str = "") -> Counter[tuple[str, str]]:
    """What an invoice says, wherever in a list it says it."""
    if isinstance(value, Value):
        fields = type(value).model_fields
        return sum((_said(getattr(value, f), f"{place}.{f}".strip(".")) for f in fields), Counter())
    if isinstance(value, tuple):
        return sum((_said(each, place) for each in value), Counter())
    return Counter() if value is None else Counter([(place, str(value))])


def _numbers(invoice: Invoice) -> set[str]:
    """What no conversion may lose: its number, and the amounts of lines and totals."""
    totals = [invoice.totals.amount_due, invoice.totals.with_vat] if invoice.totals else []
    amounts = [*totals, *(line.net_amount for line in invoice.lines)]
    return {invoice.number or "", *(plain(amount) for amount in amounts if amount is not None)}


def fitted(invoice: Invoice, format: str) -> Invoice:
    """What a syntax can say: identifiers in order, a tax point in a tax group, both prices.

    CII D16B has one preceding invoice.
    """
    preceding = invoice.preceding_invoices[: 1 if format == "cii" else None]
    changes: dict[str, object] = {
        name: _in_order(getattr(invoice, name))
        for name in ("seller", "buyer", "payee", "tax_representative")
    } | {"preceding_invoices": preceding}
    if not invoice.vat_breakdown:
        period = invoice.period.replace(code=None) if invoice.period else None
        changes |= {"tax_point_date": None, "period": period}
    return invoice.replace(lines=[_fitted_line(line) for line in invoice.lines], **changes)


def _in_order(party: Party | None) -> Party | None:
    if party is None:
        return None
    ids = sorted(party.identifiers, key=lambda each: each.scheme is not None)
    return party.replace(identifiers=ids)


def _fitted_line(line: InvoiceLine) -> InvoiceLine:
    period, price = line.period, line.price
    if price is not None and price.gross is None:
        price = price.replace(discount=None)
    below = [_fitted_line(each) for each in line.lines]
    return line.replace(
        period=period.replace(code=None) if period else None, price=price, lines=below
    )


@pytest.mark.parametrize("name", ["ubl", "cii", "json"])
@given(data=st.data())
def test_any_invoice_that_fits_is_read_back(
    name: str, invoices: st.SearchStrategy[Invoice], data: st.DataObject
) -> None:
    invoice = fitted(data.draw(invoices), name)
    reading = FORMATS[name].read(FORMATS[name].write(invoice))
    assert reading.findings == ()
    assert reading.invoice == invoice


@pytest.mark.parametrize("name", ["ubl", "cii", "json"])
@given(data=st.data())
def test_any_invoice_of_the_extension_is_read_back(
    name: str, extended_invoices: st.SearchStrategy[Invoice], data: st.DataObject
) -> None:
    """Lines below lines and payments of third parties."""
    invoice = fitted(data.draw(extended_invoices), name)
    reading = FORMATS[name].read(FORMATS[name].write(invoice))
    assert reading.findings == ()
    assert reading.invoice == invoice


@pytest.mark.parametrize("name", ["ubl", "cii", "peppol", "xrechnung_ubl", "xrechnung_cii"])
@given(invoice=strategies.invoices(priced="net"))
def test_a_calculated_invoice_is_read_back_but_for_what_is_told(
    name: str, invoice: Invoice
) -> None:
    """Taxes beside VAT become charges of the file; the second time nothing changes any more."""
    chosen = FORMATS[name]
    first = chosen.read(chosen.write(calculate(invoice)))
    second = chosen.read(chosen.write(first.invoice))
    assert first.findings == ()
    assert second.invoice == first.invoice
    assert convert(first.invoice, name).losses == ()


def test_json_keeps_every_calculated_invoice() -> None:
    @given(strategies.invoices())
    def keeps(invoice: Invoice) -> None:
        done = calculate(invoice)
        assert FORMATS["json"].read(FORMATS["json"].write(done)).invoice == done

    keeps()
