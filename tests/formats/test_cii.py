"""CII: what is written is read back; where CII says things in its own way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from invoicekit import convert, load, model, validate
from invoicekit.errors import InputError
from invoicekit.formats import FORMATS
from invoicekit.model import Invoice

CII = FORMATS["cii"]
SCHEMA = "urn:un:unece:uncefact:data:standard:"
NAMESPACES = {
    "rsm": f"{SCHEMA}CrossIndustryInvoice:100",
    "ram": f"{SCHEMA}ReusableAggregateBusinessInformationEntity:100",
    "qdt": f"{SCHEMA}QualifiedDataType:100",
    "udt": f"{SCHEMA}UnqualifiedDataType:100",
}
HEAD = (
    "<rsm:CrossIndustryInvoice"
    + "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    + ">"
)
EUR = "<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>"


def doc(*, head: str = "", lines: str = "", agreement: str = "", settlement: str = "") -> bytes:
    return (
        f"{HEAD}<rsm:ExchangedDocument>{head}</rsm:ExchangedDocument>"
        f"<rsm:SupplyChainTradeTransaction>{lines}"
        f"<ram:ApplicableHeaderTradeAgreement>{agreement}</ram:ApplicableHeaderTradeAgreement>"
        "<ram:ApplicableHeaderTradeDelivery/>"
        f"<ram:ApplicableHeaderTradeSettlement>{settlement}</ram:ApplicableHeaderTradeSettlement>"
        "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    ).encode()


def bodies(invoice: Invoice, name: str) -> list[str]:
    root = etree.fromstring(CII.write(invoice))
    return [
        "".join(map(str, element.itertext())) for element in root.iterfind(f".//{name}", NAMESPACES)
    ]


def test_days_and_events_have_codes_of_their_own() -> None:
    invoice = Invoice(
        issue_date=date(2026, 1, 31),
        period=model.Period(start=date(2026, 1, 1), code="35"),
        vat_breakdown=[model.VatBreakdown(category="S")],
    )
    assert b'<udt:DateTimeString format="102">20260131<' in CII.write(invoice)
    assert bodies(invoice, "ram:DueDateTypeCode") == ["29"]
    assert CII.read(CII.write(invoice)).invoice == invoice


@pytest.mark.parametrize(
    ("account", "element"),
    [("DE02 1203 0000 0000 2020 51", "IBANID"), ("12345678", "ProprietaryID"), ("A", "IBANID")],
)
def test_an_account_is_an_iban_or_a_number(account: str, element: str) -> None:
    instructions = model.PaymentInstructions(
        means_code="58", accounts=(model.BankAccount(id=account), model.BankAccount(id="2"))
    )
    invoice = Invoice(payment_instructions=instructions)
    assert bodies(invoice, f"ram:{element}")[0] == account
    assert bodies(invoice, "ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode") == ["58"] * 2
    assert CII.read(CII.write(invoice)).invoice == invoice


def test_a_party_has_identifiers_with_and_without_scheme() -> None:
    party = model.Party(
        identifiers=[model.Identifier(value="1"), model.Identifier(value="2", scheme="0088")],
        tax_ids=[model.TaxId(country="DE", value="136695976"), model.TaxId(value="9", kind="tax")],
        contact=model.Contact(name="A", department="Sales"),
    )
    invoice = Invoice(seller=party)
    assert bodies(invoice, "ram:SellerTradeParty/ram:ID") == ["1"]
    assert bodies(invoice, "ram:SellerTradeParty/ram:GlobalID") == ["2"]
    assert bodies(invoice, "ram:SpecifiedTaxRegistration/ram:ID") == ["DE136695976", "9"]
    assert bodies(invoice, "ram:DepartmentName") == ["Sales"]


def test_documents_are_told_by_their_type() -> None:
    invoice = Invoice(
        tender_reference="T",
        object_id=model.Identifier(value="O", scheme="ABZ"),
        attachments=[model.Attachment(id="A", description="Timesheet")],
        project_reference="P",
    )
    path = "ram:AdditionalReferencedDocument/ram:"
    assert bodies(invoice, f"{path}TypeCode") == ["50", "130", "916"]
    assert bodies(invoice, "ram:SpecifiedProcuringProject/ram:Name") == ["Project reference"]
    assert CII.read(CII.write(invoice)).invoice == invoice


def test_vat_in_another_currency_is_a_total_of_its_own() -> None:
    totals = model.Totals(vat="19.00", vat_in_vat_currency="210.00")
    invoice = Invoice(currency="EUR", vat_currency="SEK", totals=totals)
    assert bodies(invoice, "ram:TaxTotalAmount") == ["19.00", "210.00"]
    assert b'<ram:TaxTotalAmount currencyID="SEK">210.00<' in CII.write(invoice)
    assert CII.read(CII.write(invoice)).invoice == invoice


PRICE = (
    "<ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedLineTradeAgreement>"
    "<ram:GrossPriceProductTradePrice><ram:ChargeAmount>12</ram:ChargeAmount>"
    '<ram:BasisQuantity unitCode="H87">{}</ram:BasisQuantity></ram:GrossPriceProductTradePrice>'
    "<ram:NetPriceProductTradePrice><ram:ChargeAmount>9</ram:ChargeAmount>{}"
    "</ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>"
    "</ram:IncludedSupplyChainTradeLineItem>"
)
NET = '<ram:BasisQuantity unitCode="H87">10</ram:BasisQuantity>'


@pytest.mark.parametrize(
    ("gross", "net", "apart"), [("10", "", None), ("10", NET, None), ("5", NET, Decimal(5))]
)
def test_the_quantity_of_a_price_stands_with_either(
    gross: str, net: str, apart: Decimal | None
) -> None:
    reading = CII.read(doc(lines=PRICE.format(gross, net)))
    price = reading.invoice.lines[0].price
    assert price is not None
    assert (price.base_quantity, price.base_unit) == (Decimal(10), "H87")
    assert price.gross_base_quantity == apart
    assert bodies(reading.invoice, "ram:BasisQuantity") == [gross, "10"]


def test_a_discount_has_the_price_that_it_is_taken_from() -> None:
    """The schema wants the gross price; what the file says beside is no loss."""
    line = model.InvoiceLine(price=model.Price(net="9", discount="1", base_quantity="10"))
    invoice = Invoice(lines=[line])
    assert bodies(invoice, "ram:GrossPriceProductTradePrice/ram:ChargeAmount") == ["10"]
    assert bodies(invoice, "ram:BasisQuantity") == ["10", "10"]
    assert convert(invoice, "cii").losses == ()


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        (
            {
                "settlement": "<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58"
                "</ram:TypeCode></ram:SpecifiedTradeSettlementPaymentMeans>"
                "<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>59</ram:TypeCode>"
                "</ram:SpecifiedTradeSettlementPaymentMeans>"
            },
            "payment_instructions.means_code",
        ),
        (
            {
                "agreement": "<ram:SpecifiedProcuringProject><ram:ID>1</ram:ID>"
                "<ram:Name>Bridge</ram:Name></ram:SpecifiedProcuringProject>"
            },
            "project_reference",
        ),
        (
            {
                "agreement": "<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>1"
                "</ram:IssuerAssignedID><ram:TypeCode>4</ram:TypeCode>"
                "</ram:AdditionalReferencedDocument>"
            },
            "attachments[0].id",
        ),
        (
            {
                "settlement": "".join(
                    "<ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:TaxPointDate>"
                    f'<udt:DateString format="102">{day}</udt:DateString></ram:TaxPointDate>'
                    "</ram:ApplicableTradeTax>"
                    for day in ("20260101", "20260102")
                )
            },
            "tax_point_date",
        ),
        (
            {
                "settlement": "".join(
                    "<ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>"
                    f"<ram:DueDateTypeCode>{code}</ram:DueDateTypeCode></ram:ApplicableTradeTax>"
                    for code in ("5", "29")
                )
            },
            "period.code",
        ),
        (
            {
                "settlement": EUR
                + "<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
                + '<ram:TaxTotalAmount currencyID="EUR">1</ram:TaxTotalAmount>' * 3
                + "</ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
            },
            "totals.vat_in_vat_currency",
        ),
    ],
)
def test_what_the_model_has_once_is_told(parts: dict[str, str], path: str) -> None:
    findings = CII.read(doc(**parts)).findings
    assert [(f.rule, f.path) for f in findings] == [("IK-DIFFERING", path)]


DATE = (
    '<ram:IssueDateTime><udt:DateTimeString format="{}">{}</udt:DateTimeString></ram:IssueDateTime>'
)
EVENT = (
    "<ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>"
    "<ram:DueDateTypeCode>3</ram:DueDateTypeCode></ram:ApplicableTradeTax>"
)


@pytest.mark.parametrize(
    ("parts", "rule", "path"),
    [
        ({"head": DATE.format(102, "2026-01-31")}, "IK-UNREADABLE", "issue_date"),
        ({"head": DATE.format(102, "20261301")}, "IK-UNREADABLE", "issue_date"),
        ({"settlement": EVENT}, "IK-UNREADABLE", "period.code"),
        ({"head": "<ram:Color>red</ram:Color>"}, "IK-UNKNOWN", ""),
    ],
)
def test_what_cannot_be_read_is_told(parts: dict[str, str], rule: str, path: str) -> None:
    reading = CII.read(doc(**parts))
    assert [(f.rule, f.path) for f in reading.findings] == [(rule, path)]


def test_a_day_in_another_format_is_not_taken_for_one() -> None:
    reading = CII.read(doc(head=DATE.format(203, "20260131")))
    assert [f.rule for f in reading.findings] == ["IK-ATTRIBUTE", "IK-UNREADABLE"]
    assert reading.invoice.issue_date is None


def test_charges_are_told_by_their_indicator() -> None:
    charge = (
        "<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>{}"
        "</udt:Indicator></ram:ChargeIndicator><ram:ActualAmount>{}</ram:ActualAmount>"
        "</ram:SpecifiedTradeAllowanceCharge>"
    )
    settlement = charge.format("true", 1) + charge.format("0", 2) + charge.format("1", "x")
    reading = CII.read(doc(settlement=settlement))
    assert [each.amount for each in reading.invoice.charges] == [Decimal(1), None]
    assert [each.amount for each in reading.invoice.allowances] == [Decimal(2)]
    assert [f.path for f in reading.findings] == ["charges[1].amount"]


LINE = (
    "<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument>"
    "<ram:LineID>{}</ram:LineID>{}</ram:AssociatedDocumentLineDocument>"
    "</ram:IncludedSupplyChainTradeLineItem>"
)


def listed(*lines: tuple[str, str, str]) -> bytes:
    """A file with lines of an id, the id of the line above and a mark, both empty where none."""
    return doc(
        lines="".join(
            LINE.format(
                id,
                (f"<ram:ParentLineID>{above}</ram:ParentLineID>" if above else "")
                + (f"<ram:LineStatusReasonCode>{mark}</ram:LineStatusReasonCode>" if mark else ""),
            )
            for id, above, mark in lines
        )
    )


def tree(lines: Iterable[model.InvoiceLine]) -> dict[str | None, object]:
    return {line.id: tree(line.lines) for line in lines}


@pytest.mark.parametrize(
    ("file", "expected", "told"),
    [
        ([("1", "", "GROUP"), ("2", "1", "DETAIL")], {"1": {"2": {}}}, []),
        ([("1", "", ""), ("2", "1", ""), ("3", "2", "")], {"1": {"2": {"3": {}}}}, []),
        ([("1", "", ""), ("2", "", ""), ("3", "1", "")], {"1": {"3": {}}, "2": {}}, []),
        ([("1", "", ""), ("2", "9", "")], {"1": {}, "2": {}}, ["lines[1].lines"]),
        ([("1", "2", ""), ("2", "1", "")], {"1": {"2": {}}}, ["lines[0].lines"]),
        (
            [("1", "", ""), ("2", "1", "INFORMATION")],
            {"1": {"2": {}}},
            ["lines[0].lines[0].lines"],
        ),
        ([("1", "", "GROUP")], {"1": {}}, ["lines[0].lines"]),
        ([("1", "", "DETAIL")], {"1": {}}, []),
    ],
)
def test_a_line_stands_below_the_line_that_it_names(
    file: list[tuple[str, str, str]], expected: dict[str, object], told: list[str]
) -> None:
    reading = CII.read(listed(*file))
    assert tree(reading.invoice.lines) == expected
    assert [f.path for f in reading.findings if f.rule == "IK-DIFFERING"] == told


def test_what_is_said_of_a_line_below_a_line_names_its_place() -> None:
    data = listed(("1", "", ""), ("2", "", ""), ("3", "1", ""))
    reading = CII.read(data)
    assert reading.source.lines == ("lines[0]", "lines[1]", "lines[0].lines[0]")
    assert tree(load(data).invoice.lines) == {"1": {"3": {}}, "2": {}}
    for source in (data, load(data)):
        told = {f.path: f.xpath for f in validate(source, "en16931").findings if f.rule == "BR-27"}
        assert {path: place[-3:] for path, place in told.items()} == {
            "lines[0].price.net": "[1]",
            "lines[1].price.net": "[2]",
            "lines[0].lines[0].price.net": "[3]",
        }


def test_marks_are_those_of_factur_x() -> None:
    below = model.SubInvoiceLine(id="1.1", lines=[model.SubInvoiceLine(id="1.1.1")])
    invoice = Invoice(lines=[model.InvoiceLine(id="1", lines=[below]), model.InvoiceLine(id="2")])
    marks = bodies(invoice, "ram:LineStatusReasonCode")
    assert marks == ["GROUP", "GROUP", "DETAIL", "DETAIL"]
    assert bodies(invoice, "ram:ParentLineID") == ["1", "1.1"]
    assert CII.read(CII.write(invoice)).invoice == invoice


@pytest.mark.parametrize(("currency", "said"), [(None, 0), ("EUR", 0), ("SEK", 1)])
def test_a_third_partys_payment_names_a_currency_of_its_own(
    currency: str | None, said: int
) -> None:
    payment = model.ThirdPartyPayment(kind="Toll", amount="5.00", currency=currency)
    invoice = Invoice(currency="EUR", third_party_payments=[payment])
    data = CII.write(invoice)
    assert bodies(invoice, "ram:SpecifiedFinancialAdjustment/ram:ActualAmount") == ["5.00"]
    assert data.count(b"currencyID") == said
    assert CII.read(data).invoice.third_party_payments == (
        payment.replace(currency="SEK" if said else None),
    )


def test_a_line_below_one_without_an_id_is_a_loss() -> None:
    invoice = Invoice(lines=[model.InvoiceLine(lines=[model.SubInvoiceLine(id="1.1")])])
    assert "lines[0].lines[0]" in {loss.path for loss in convert(invoice, "cii").losses}


def test_groups_that_the_schema_wants_are_there() -> None:
    written = CII.write(Invoice(number="1"))
    assert b"<ram:ApplicableHeaderTradeDelivery></ram:ApplicableHeaderTradeDelivery>" in written
    assert CII.read(written).invoice == Invoice(number="1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_is_told_by_its_root(encoding: str) -> None:
    data = doc(head="<!-- > --><ram:ID>7</ram:ID>").decode().encode(encoding)
    assert CII.detects(data)
    assert CII.read(data).invoice.number == "7"
    assert not CII.detects(b"<CrossIndustryInvoice/>")


def test_another_root_is_refused() -> None:
    with pytest.raises(InputError, match="CrossIndustryInvoice"):
        CII.read(b"<Invoice/>")


@pytest.mark.parametrize(
    ("specification", "written"),
    [
        (None, 1),
        ("urn:cen.eu:en16931:2017", 1),
        ("urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0", 1),
        ("urn:factur-x.eu:1p0:basicwl", 2),
        ("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", 2),
    ],
)
def test_d16b_has_one_preceding_invoice_and_factur_x_any(
    specification: str | None, written: int
) -> None:
    given = [model.PrecedingInvoice(number=number) for number in ("A", "B")]
    invoice = Invoice(specification=specification, preceding_invoices=given)
    assert bodies(invoice, "ram:InvoiceReferencedDocument") == ["A", "B"][:written]
    lost = [loss.path for loss in convert(invoice, "cii").losses if "preceding" in loss.path]
    assert lost == ["preceding_invoices[1]"][: 2 - written]
