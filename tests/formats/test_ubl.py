"""UBL: what is written is read back, and what was read is written again."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from invoicekit import model
from invoicekit.errors import InputError
from invoicekit.formats import FORMATS
from invoicekit.model import Invoice

SHARED = Path(__file__).parents[3] / "shared" / "conformance"
UNITS = SHARED / "units"

UBL = FORMATS["ubl"]
SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd:"
HEAD = (
    f'<Invoice xmlns="{SCHEMA}Invoice-2" xmlns:cac="{SCHEMA}CommonAggregateComponents-2" '
    f'xmlns:cbc="{SCHEMA}CommonBasicComponents-2">'
)

Needs = Callable[[str, object], None]


def doc(body: str) -> bytes:
    return f"{HEAD}{body}</Invoice>".encode()


@given(st.data())
def test_what_is_written_is_read_back(
    invoices: st.SearchStrategy[Invoice], data: st.DataObject
) -> None:
    invoice = data.draw(invoices)

    reading = UBL.read(UBL.write(invoice))

    assert reading.findings == ()
    assert reading.invoice == invoice


def test_official_fragments_are_read(needs: Needs) -> None:
    files = sorted(UNITS.glob("*-unit-UBL/*.xml"))
    needs("the official UBL unit cases", files)
    fragments = [
        etree.tostring(root)
        for file in files
        for root in etree.parse(str(file)).getroot().iter("{*}Invoice", "{*}CreditNote")
        if str(root.tag).startswith("{" + SCHEMA)
    ]

    readings = [UBL.read(fragment) for fragment in fragments]

    assert len(readings) > 1000
    assert all(isinstance(reading.invoice, Invoice) for reading in readings)


def bodies(invoice: Invoice, path: str) -> list[str]:
    root = etree.fromstring(UBL.write(invoice))
    namespaces = {"cac": SCHEMA + "CommonAggregateComponents-2"}
    namespaces["cbc"] = SCHEMA + "CommonBasicComponents-2"
    return [element.text or "" for element in root.iterfind(path, namespaces)]


def test_kinds_decide_the_root_element() -> None:
    roots = {
        code: etree.QName(
            etree.fromstring(UBL.write(Invoice(type_code=code, number="1")))
        ).localname
        for code in ("380", "384", "389", "381", "261")
    }
    assert roots == {
        "380": "Invoice",
        "384": "Invoice",
        "389": "Invoice",
        "381": "CreditNote",
        "261": "CreditNote",
    }


def test_several_accounts_are_several_payment_means() -> None:
    accounts = (model.BankAccount(id="A"), model.BankAccount(id="B"))
    invoice = Invoice(
        payment_instructions=model.PaymentInstructions(means_code="58", accounts=accounts)
    )
    assert bodies(invoice, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID") == ["A", "B"]
    assert bodies(invoice, "cac:PaymentMeans/cbc:PaymentMeansCode") == ["58", "58"]


def test_several_identifiers_are_several_elements() -> None:
    party = model.Party(identifiers=[model.Identifier(value="1"), model.Identifier(value="2")])
    path = "cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification"
    assert len(bodies(Invoice(seller=party), path)) == 2


def test_a_tax_number_is_written_with_its_prefix() -> None:
    party = model.Party(tax_ids=[model.TaxId(country="DE", value="136695976")])
    path = "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID"
    assert bodies(Invoice(seller=party), path) == ["DE136695976"]


def test_a_seller_order_alone_still_has_an_order_id() -> None:
    invoice = Invoice(sales_order_reference="S1")
    assert bodies(invoice, "cac:OrderReference/cbc:ID") == ["NA"]
    assert UBL.read(UBL.write(invoice)).invoice == invoice


def test_vat_in_another_currency_is_a_total_of_its_own() -> None:
    totals = model.Totals(vat="19.00", vat_in_vat_currency="210.00")
    invoice = Invoice(currency="EUR", vat_currency="SEK", totals=totals)
    assert bodies(invoice, "cac:TaxTotal/cbc:TaxAmount") == ["19.00", "210.00"]
    assert b'<cbc:TaxAmount currencyID="SEK">210.00<' in UBL.write(invoice)


OTHER = model.OtherTaxBreakdown(
    scheme="QST", rate="9.975", taxable_amount="100.00", tax_amount="9.98"
)
HELD = OTHER.replace(scheme="IRPF", tax_amount="15.00", withholding=True)


@pytest.mark.parametrize(("category", "expected"), [("S", "E"), ("O", "O")])
def test_another_tax_is_a_charge_of_the_file(category: str, expected: str) -> None:
    vat = model.VatBreakdown(taxable_amount="100.00", tax_amount="0.00", category=category)
    invoice = Invoice(
        currency="CAD",
        vat_breakdown=[vat],
        other_tax_breakdown=[OTHER, HELD],
        totals=model.Totals(
            line_total="100.00",
            without_vat="100.00",
            vat="0.00",
            other_taxes="9.98",
            with_vat="109.98",
            withheld="15.00",
            amount_due="94.98",
        ),
    )

    file = UBL.read(UBL.write(invoice)).invoice

    assert [(c.amount, c.vat_category, c.reason) for c in file.charges] == [
        (Decimal("9.98"), expected, "QST 9.975 %")
    ]
    assert file.totals == model.Totals(
        line_total="100.00",
        charge_total="9.98",
        without_vat="109.98",
        vat="0.00",
        with_vat="109.98",
        prepaid="15.00",
        amount_due="94.98",
    )
    bases = {row.category: row.taxable_amount for row in file.vat_breakdown}
    assert bases == (
        {"O": Decimal("109.98")} if category == "O" else {"S": Decimal(100), "E": Decimal("9.98")}
    )


def test_withholding_alone_adds_no_charge() -> None:
    totals = model.Totals(without_vat="100", with_vat="100", withheld="15.00", amount_due="85")
    file = UBL.read(UBL.write(Invoice(other_tax_breakdown=[HELD], totals=totals))).invoice
    assert file.charges == ()
    assert file.totals is not None
    assert file.totals.prepaid == Decimal("15.00")


PAYMENT = "<cac:PaymentMeans><cbc:PaymentMeansCode>{}</cbc:PaymentMeansCode></cac:PaymentMeans>"
SECOND = "<cac:TaxTotal><cbc:TaxAmount>{}</cbc:TaxAmount></cac:TaxTotal>"
FILED = (
    "<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID>"
    "<cbc:DocumentTypeCode>{}</cbc:DocumentTypeCode></cac:AdditionalDocumentReference>"
)
UNREADABLE = (
    "<cac:TaxTotal><cac:TaxSubtotal><cbc:TaxAmount>x</cbc:TaxAmount></cac:TaxSubtotal>"
    "</cac:TaxTotal>"
)
INCOMPLETE = (
    "<cac:AccountingSupplierParty><cac:Party><cac:PartyTaxScheme/></cac:Party>"
    "</cac:AccountingSupplierParty>"
)
PAYEE = (
    "<cac:PayeeParty><cac:PartyIdentification><cbc:ID schemeID='SEPA'>DE1</cbc:ID>"
    "</cac:PartyIdentification></cac:PayeeParty>"
)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (PAYMENT.format(58) + PAYMENT.format(59), "payment_instructions.means_code"),
        (
            SECOND.format(1) + SECOND.format(2) + SECOND.format(3),
            "totals.vat_in_vat_currency",
        ),
        (FILED.format(916), "attachments[0].id"),
        (FILED.format(130) + FILED.format(130), "attachments[0].id"),
    ],
)
def test_what_the_model_has_once_is_told(body: str, path: str) -> None:
    findings = UBL.read(doc(body)).findings
    assert [(f.rule, f.path) for f in findings] == [("IK-DIFFERING", path)]


@pytest.mark.parametrize(
    ("body", "rule", "path"),
    [
        ("<cbc:IssueDate>123</cbc:IssueDate>", "IK-UNREADABLE", "issue_date"),
        (UNREADABLE, "IK-UNREADABLE", "vat_breakdown[0].tax_amount"),
        (INCOMPLETE, "IK-INCOMPLETE", "seller.tax_ids[0].value"),
        (f"<cbc:Note>{'n' * 9}</cbc:Note><cbc:Color/>", "IK-UNKNOWN", ""),
    ],
)
def test_what_cannot_be_read_is_told(body: str, rule: str, path: str) -> None:
    reading = UBL.read(doc("<cbc:ID>7</cbc:ID>" + body))
    assert [(f.rule, f.path) for f in reading.findings] == [(rule, path)]
    assert reading.invoice.number == "7"


def test_a_creditor_named_by_the_payee_is_found() -> None:
    instructions = UBL.read(doc(PAYEE)).invoice.payment_instructions
    assert instructions is not None
    assert instructions.direct_debit == model.DirectDebit(creditor_id="DE1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_is_told_by_its_root(encoding: str) -> None:
    data = doc("<cbc:ID>7</cbc:ID>").decode().encode(encoding)
    assert UBL.detects(data)
    assert UBL.read(data).invoice.number == "7"
    assert not UBL.detects(b"<Invoice/>")
    assert not UBL.detects(b"{}")


def test_another_root_is_refused() -> None:
    with pytest.raises(InputError, match="CreditNote"):
        UBL.read(b"<Order/>")
