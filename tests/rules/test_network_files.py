"""What Peppol and XRechnung ask of the file itself: empty, unknown and repeated elements."""

from __future__ import annotations

import pytest

from invoicekit import validate

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
CII = "urn:un:unece:uncefact:data:standard:"
P, C = "PEPPOL-EN16931-", "PEPPOL-COMMON-"


def ubl(body: str) -> bytes:
    return (
        f'<Invoice xmlns="{UBL}Invoice-2" xmlns:cac="{UBL}CommonAggregateComponents-2"'
        f' xmlns:cbc="{UBL}CommonBasicComponents-2">{body}</Invoice>'
    ).encode()


def cii(settlement: str = "", agreement: str = "", lines: str = "") -> bytes:
    return (
        f'<rsm:CrossIndustryInvoice xmlns:rsm="{CII}CrossIndustryInvoice:100"'
        f' xmlns:ram="{CII}ReusableAggregateBusinessInformationEntity:100"'
        f' xmlns:udt="{CII}UnqualifiedDataType:100"><rsm:SupplyChainTradeTransaction>{lines}'
        f"<ram:ApplicableHeaderTradeAgreement>{agreement}</ram:ApplicableHeaderTradeAgreement>"
        "<ram:ApplicableHeaderTradeDelivery/>"
        f"<ram:ApplicableHeaderTradeSettlement>{settlement}</ram:ApplicableHeaderTradeSettlement>"
        "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    ).encode()


def amount(name: str, value: str = "1", currency: str = "EUR") -> str:
    return f'<cbc:{name} currencyID="{currency}">{value}</cbc:{name}>'


def allowance(indicator: str, *, percent: str = "", base: str = "") -> str:
    said = f"<cbc:ChargeIndicator>{indicator}</cbc:ChargeIndicator>" if indicator else ""
    share = f"<cbc:MultiplierFactorNumeric>{percent}</cbc:MultiplierFactorNumeric>"
    return (
        f"<cac:AllowanceCharge>{said}{share if percent else ''}{amount('Amount', '10')}"
        f"{amount('BaseAmount', base) if base else ''}</cac:AllowanceCharge>"
    )


def address(city: str) -> str:
    named = f"<cbc:CityName>{city}</cbc:CityName>" if city else ""
    return (
        f"<cac:Delivery><cac:DeliveryLocation><cac:Address>{named}"
        "<cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country>"
        "</cac:Address></cac:DeliveryLocation></cac:Delivery>"
    )


def means(code: str, more: str = "") -> str:
    return (
        "<cac:PaymentMeans>"
        f"<cbc:PaymentMeansCode>{code}</cbc:PaymentMeansCode>{more}</cac:PaymentMeans>"
    )


def seller(*vat_ids: str) -> str:
    schemes = "".join(
        f"<cac:PartyTaxScheme><cbc:CompanyID>{vat_id}</cbc:CompanyID>"
        "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
        for vat_id in vat_ids
    )
    owner = "cac:AccountingSupplierParty"
    return f"<{owner}><cac:Party>{schemes}</cac:Party></{owner}>"


EUR = "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"
CARD = "<cac:CardAccount/>"
MANDATE = "<cac:PaymentMandate/>"
TOTAL = f"<cac:TaxTotal>{amount('TaxAmount')}</cac:TaxTotal>"
DETAILED = f"<cac:TaxTotal>{amount('TaxAmount')}<cac:TaxSubtotal/></cac:TaxTotal>"
DOCUMENT = "<cac:DocumentReference><cbc:ID>1</cbc:ID>{}</cac:DocumentReference>"
OBJECT = DOCUMENT.format("<cbc:DocumentTypeCode>130</cbc:DocumentTypeCode>")
ENDPOINT = '<cbc:EndpointID schemeID="{}">1</cbc:EndpointID>'
BUYER = "<cac:AccountingCustomerParty><cac:Party>{}</cac:Party></cac:AccountingCustomerParty>"
PDF = '<cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf"/>'
TIFF = '<cbc:EmbeddedDocumentBinaryObject mimeCode="image/tiff"/>'
PRICE = (
    "<cac:InvoiceLine><cac:Price><cac:AllowanceCharge>{}</cac:AllowanceCharge></cac:Price>"
    "</cac:InvoiceLine>"
)
FALSE = "<cbc:ChargeIndicator>false</cbc:ChargeIndicator>"

CASES = [
    # a file without content, and blanks
    (ubl(""), f"{P}R008", True),
    (ubl("<cbc:Note>a</cbc:Note>"), f"{P}R008", False),
    (ubl("<cbc:Note> </cbc:Note>"), f"{P}R008", True),
    (ubl("<cbc:Unknown><cbc:Note/></cbc:Unknown>"), f"{P}R008", True),
    (ubl("<cac:Delivery>text</cac:Delivery>"), f"{P}R008", False),
    (ubl("<cbc:Note/><cbc:Note/>"), f"{P}R002", True),
    # allowances that do not say what they are
    (ubl(allowance("false", percent="10", base="100")), f"{P}R043", False),
    (ubl(allowance("1", percent="10", base="100")), f"{P}R043", True),
    (ubl(allowance("", percent="10", base="100")), f"{P}R043", True),
    (ubl(allowance("", percent="10")), f"{P}R041", True),
    (ubl(allowance("", percent="10")), f"{P}R043", False),
    (ubl(allowance("", base="100")), f"{P}R042", True),
    (ubl(allowance("", percent="11", base="100")), f"{P}R040", True),
    (
        ubl(f"<cac:InvoiceLine>{allowance('', percent='11', base='100')}</cac:InvoiceLine>"),
        f"{P}R040",
        True,
    ),
    (ubl(allowance("", percent="10", base="100")), f"{P}R040", False),
    (ubl(PRICE.format(FALSE)), f"{P}R044", False),
    (ubl(PRICE.format("")), f"{P}R044", True),
    # groups that stand several times
    (ubl(address("Bonn") + address("Ulm")), "BR-DE-10", False),
    (ubl(address("Bonn") + address("")), "BR-DE-10", True),
    (ubl(DETAILED), f"{P}R053", False),
    (ubl(DETAILED * 2), f"{P}R053", True),
    (ubl(TOTAL + DETAILED), f"{P}R054", True),
    (ubl(f"<cac:InvoiceLine>{OBJECT}</cac:InvoiceLine>"), f"{P}R100", False),
    (ubl(f"<cac:InvoiceLine>{OBJECT * 2}</cac:InvoiceLine>"), f"{P}R100", True),
    (ubl(f"<cac:InvoiceLine>{OBJECT}</cac:InvoiceLine>"), f"{P}R101", False),
    (ubl(f"<cac:InvoiceLine>{DOCUMENT.format('')}</cac:InvoiceLine>"), f"{P}R101", True),
    (ubl(BUYER.format(ENDPOINT.format("0088") + ENDPOINT.format("AAA"))), f"{P}CL008", True),
    # groups of payment that are there but empty
    (ubl(means("30", CARD)), "BR-DE-23-b", True),
    (ubl(means("30", MANDATE)), "BR-DE-23-b", True),
    (ubl(means("30")), "BR-DE-23-b", False),
    (ubl(means("48", CARD)), "BR-DE-24-a", False),
    (ubl(means("59", MANDATE)), "BR-DE-25-a", False),
    (ubl(means("30") + means("59", CARD)), "BR-DE-25-b", True),
    # places that nobody knows
    (ubl(EUR + amount("BaseAmount", currency="USD")), f"{P}R051", True),
    (ubl(EUR + amount("BaseAmount")), f"{P}R051", False),
    (ubl(EUR + amount("TaxAmount", currency="XXQ")), f"{P}CL007", True),
    (ubl(f"<cac:Unknown>{ENDPOINT.format('0001')}</cac:Unknown>"), f"{P}CL008", True),
    (ubl(TIFF), f"{P}CL001", True),
    (ubl(PDF), f"{P}CL001", False),
    (ubl("<cac:Unknown><cbc:StartDate>1 May</cbc:StartDate></cac:Unknown>"), f"{P}F001", True),
    (ubl("<cbc:IssueDate> 2026-04-01 </cbc:IssueDate>"), f"{P}F001", True),
    (ubl("<cbc:IssueDate>2026-04-01</cbc:IssueDate>"), f"{P}F001", False),
    (ubl("<cbc:IssueDate>2026-04-31</cbc:IssueDate>"), f"{P}F001", True),
    # a country that two numbers name is none
    (ubl(seller("NO974760674MVA")), "NO-R-001", True),
    (ubl(seller("NO974760674MVA", "NO974760673MVA")), "NO-R-001", False),
    # CII: payments, totals and periods in its own way
    (
        cii(
            "<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>59</ram:TypeCode>"
            "<ram:PayeeSpecifiedCreditorFinancialInstitution/>"
            "</ram:SpecifiedTradeSettlementPaymentMeans>"
        ),
        "BR-DE-25-b",
        True,
    ),
    (cii("<ram:CreditorReferenceID>1</ram:CreditorReferenceID>"), "BR-DE-31", True),
    (cii("<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>"), f"{P}R053", False),
    (
        cii(
            "<ram:ApplicableTradeTax><ram:DueDateTypeCode>5</ram:DueDateTypeCode>"
            "</ram:ApplicableTradeTax>",
            lines="<ram:IncludedSupplyChainTradeLineItem/>",
        ),
        "BR-DE-TMP-32",
        True,
    ),
    (cii("<ram:BillingSpecifiedPeriod/>"), "BR-DE-TMP-32", False),
    (cii(), f"{P}R008", True),
    (
        cii(
            agreement="<ram:BuyerTradeParty><ram:ID schemeID='X1'>1</ram:ID></ram:BuyerTradeParty>"
        ),
        "BR-DEX-05",
        True,
    ),
]
"""File, rule, and whether it fires."""


@pytest.mark.parametrize(("data", "rule", "fires"), CASES)
def test_a_rule_fires_on_a_file(data: bytes, rule: str, fires: bool) -> None:
    profile = "peppol" if rule.startswith((P, C, "NO-")) else "xrechnung-extension"
    if rule == f"{P}R008" or b"CrossIndustry" in data:
        profile = "xrechnung-extension"

    found = {finding.rule for finding in validate(data, profile, "official").findings}

    assert (rule in found) == fires


def swedish(party: str, addresses: tuple[str, ...] = ("SE",)) -> bytes:
    places = "".join(
        "<cac:PostalAddress><cac:Country>"
        f"<cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country>"
        "</cac:PostalAddress>"
        for country in addresses
    )
    return ubl(
        f"<cac:AccountingSupplierParty><cac:Party>{places}{party}</cac:Party>"
        "</cac:AccountingSupplierParty>"
    )


def registered(number: str) -> str:
    return f"<cac:PartyLegalEntity><cbc:CompanyID>{number}</cbc:CompanyID></cac:PartyLegalEntity>"


def taxed(number: str, scheme: str) -> str:
    return (
        f"<cac:PartyTaxScheme>{number}<cac:TaxScheme><cbc:ID>{scheme}</cbc:ID></cac:TaxScheme>"
        "</cac:PartyTaxScheme>"
    )


def period(start: str) -> str:
    day = f'<udt:DateTimeString format="102">{start}</udt:DateTimeString>' if start else ""
    return (
        "<ram:BillingSpecifiedPeriod>"
        f"<ram:StartDateTime>{day}</ram:StartDateTime></ram:BillingSpecifiedPeriod>"
    )


def line(inside: str = "", *, agreed: str = "") -> str:
    return (
        "<ram:IncludedSupplyChainTradeLineItem>"
        f"<ram:SpecifiedLineTradeAgreement>{agreed}</ram:SpecifiedLineTradeAgreement>"
        "<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity>2</ram:BilledQuantity>"
        "</ram:SpecifiedLineTradeDelivery>"
        f"<ram:SpecifiedLineTradeSettlement>{inside}"
        "<ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>8"
        "</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>"
        "</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"
    )


def priced(of_gross: str, of_net: str = "") -> str:
    quantities = [
        f"<ram:BasisQuantity>{each}</ram:BasisQuantity>" if each else ""
        for each in (of_gross, of_net)
    ]
    return (
        f"<ram:GrossPriceProductTradePrice><ram:ChargeAmount>4</ram:ChargeAmount>{quantities[0]}"
        "</ram:GrossPriceProductTradePrice><ram:NetPriceProductTradePrice>"
        f"<ram:ChargeAmount>4</ram:ChargeAmount>{quantities[1]}</ram:NetPriceProductTradePrice>"
    )


PRODUCT = (
    "<ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedTradeProduct>"
    '<ram:GlobalID schemeID="0088">{}</ram:GlobalID></ram:SpecifiedTradeProduct>'
    "</ram:IncludedSupplyChainTradeLineItem>"
)
FLAWS = [
    (cii(lines=PRODUCT.format("1234567890129")), "peppol", f"{C}R040", True),
    (cii(lines=PRODUCT.format("1234567890128")), "peppol", f"{C}R040", False),
    (swedish(registered("")), "peppol", "SE-R-003", True),
    (swedish(registered("5565420137"), ("NO", "SE")), "peppol", "SE-R-013", True),
    (swedish(registered("5565420139"), ("NO", "SE")), "peppol", "SE-R-013", False),
    (swedish(registered("1"), ("NO", "DK")), "peppol", "SE-R-013", False),
    (swedish(registered("1"), ("DK",)), "peppol", "DK-R-014", True),
    (swedish(registered("1"), ("DK", "DK")), "peppol", "DK-R-014", False),
    (swedish(registered("1") + taxed("", "TAX")), "peppol", "SE-R-005", False),
    (
        swedish(registered("1") + taxed("<cbc:CompanyID>no</cbc:CompanyID>", "TAX")),
        "peppol",
        "SE-R-005",
        True,
    ),
    (cii(period("20260201"), lines=line(period("20260131"))), "peppol", f"{P}R110", True),
    (cii(period("20260201"), lines=line(period("2026-02-01"))), "peppol", f"{P}R110", True),
    (cii(period("20260201"), lines=line(period("2026x"))), "peppol", f"{P}R110", False),
    (cii(period("20260201"), lines=line(period(""))), "peppol", f"{P}R110", True),
    (cii(period(""), lines=line(period("20260201"))), "xrechnung", f"{P}R110", True),
    (cii(lines=line(agreed=priced("2"))), "peppol", f"{P}R120", False),
    (cii(lines=line(agreed=priced("2", "1"))), "peppol", f"{P}R120", False),
    (cii(lines=line(agreed=priced("1", "2"))), "peppol", f"{P}R120", True),
    (cii(lines=line(agreed=priced("2"))), "xrechnung", f"{P}R120", True),
    (cii(lines=line(agreed=priced("-2", "1"))), "peppol", f"{P}R121", True),
    (
        cii(
            agreement="<ram:SellerOrderReferencedDocument><ram:IssuerAssignedID>1"
            "</ram:IssuerAssignedID></ram:SellerOrderReferencedDocument>"
        ),
        "peppol",
        f"{P}R003",
        True,
    ),
    (
        ubl("<cac:OrderReference><cbc:SalesOrderID>1</cbc:SalesOrderID></cac:OrderReference>"),
        "peppol",
        f"{P}R003",
        True,
    ),
    (
        ubl(
            "<cac:OrderReference><cbc:ID>NA</cbc:ID><cbc:SalesOrderID>1</cbc:SalesOrderID>"
            "</cac:OrderReference>"
        ),
        "peppol",
        f"{P}R003",
        False,
    ),
    (ubl("<cac:OrderReference><cbc:ID/></cac:OrderReference>"), "peppol", f"{P}R008", True),
    (ubl("<cac:OrderReference><cbc:ID/></cac:OrderReference>"), "xrechnung", f"{P}R008", False),
    (
        ubl(
            "<cac:AllowanceCharge><cbc:ChargeIndicator>0</cbc:ChargeIndicator>"
            "<cbc:AllowanceChargeReasonCode>ZZZ</cbc:AllowanceChargeReasonCode>"
            "</cac:AllowanceCharge>"
        ),
        "peppol",
        f"{P}CL002",
        False,
    ),
    (cii("<ram:TaxCurrencyCode/><ram:InvoiceCurrencyCode/>"), "peppol", f"{P}R054", True),
    (
        ubl(
            "<cac:InvoiceLine><cac:InvoicePeriod><cbc:EndDate>2026-01-31Z</cbc:EndDate>"
            "</cac:InvoicePeriod></cac:InvoiceLine>"
        ),
        "peppol",
        f"{P}F001",
        True,
    ),
    (
        ubl(
            "<cac:InvoiceLine><cac:InvoicePeriod/></cac:InvoiceLine>"
            "<cac:CreditNoteLine><cbc:ID>1</cbc:ID></cac:CreditNoteLine>"
        ),
        "xrechnung",
        "BR-DE-TMP-32",
        True,
    ),
]
"""File, profile, rule, and whether it fires: what damage does to rules of networks."""


@pytest.mark.parametrize(("data", "profile", "rule", "fires"), FLAWS)
def test_a_damaged_file_is_judged_as_published(
    data: bytes, profile: str, rule: str, fires: bool
) -> None:
    found = {finding.rule for finding in validate(data, profile, "official").findings}
    assert (rule in found) is fires


UNDECIDED = [
    (ubl("<cbc:ProfileID>1</cbc:ProfileID><cbc:ProfileID>1</cbc:ProfileID>"), {"peppol"}),
    (ubl(2 * "<cbc:TaxCurrencyCode>EUR</cbc:TaxCurrencyCode>"), set()),
    (ubl(allowance("false", percent="1,5", base="10")), {"peppol", "xrechnung"}),
    (ubl(allowance("false", percent="1,5")), set()),
    (
        ubl("<cac:InvoiceLine><cbc:InvoicedQuantity>1e2</cbc:InvoicedQuantity></cac:InvoiceLine>"),
        {"peppol", "xrechnung"},
    ),
    (
        ubl("<cac:InvoiceLine><cbc:CreditedQuantity>1</cbc:CreditedQuantity></cac:InvoiceLine>"),
        set(),
    ),
    (
        swedish("<cac:Contact>" + 2 * "<cbc:Telephone>1</cbc:Telephone>" + "</cac:Contact>"),
        {"xrechnung"},
    ),
    (cii(lines=line(agreed=priced("x", "1"))), {"peppol", "xrechnung"}),
]
"""File, and the profiles whose published rules give no verdict on it."""


@pytest.mark.parametrize(("data", "profiles"), UNDECIDED)
def test_what_a_network_cannot_judge_is_refused_there_alone(
    data: bytes, profiles: set[str]
) -> None:
    asked = ("en16931", "peppol", "xrechnung", "xrechnung-extension")
    told = {
        profile
        for profile in asked
        if any(f.rule == "IK-UNDECIDED" for f in validate(data, profile, "official").errors)
    }
    assert told - {"xrechnung-extension"} == profiles
    assert ("xrechnung-extension" in told) is ("xrechnung" in profiles)
