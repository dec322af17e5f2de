"""One line per rule of Peppol and XRechnung: the edit of a clean invoice that must trip it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tests.rules.invoices import edited
from tests.rules.national_invoices import (
    APRIL,
    CIUS,
    CVD,
    DEBIT,
    GERMAN,
    HOME,
    WITH_ALLOWANCE,
    XRECHNUNG,
    extended,
)

from invoicekit.model import (
    Allowance,
    Attachment,
    Attribute,
    BankAccount,
    Classification,
    DirectDebit,
    Identifier,
    Invoice,
    Item,
    LineCharge,
    Note,
    PaymentCard,
    PaymentInstructions,
    Period,
    PrecedingInvoice,
    Price,
    Sights,
    SourceFacts,
    SubInvoiceLine,
    TaxId,
)


class Break(NamedTuple):
    """Sets the field at a path of an invoice; `source` is what a file says beside."""

    path: str
    value: object
    invoice: Invoice = GERMAN
    source: SourceFacts = SourceFacts()
    profile: str = "peppol"


def scheme(number: str, value: str) -> Identifier:
    return Identifier(value=value, scheme=number)


def means(code: str, account: str | None = None, bic: str | None = None, **more: object) -> object:
    accounts = (BankAccount(id=account, bic=bic),) if account else ()
    return PaymentInstructions(means_code=code, accounts=accounts, **more)  # type: ignore[arg-type]


def seen(name: str) -> SourceFacts:
    return SourceFacts(syntax="ubl", look=lambda: Sights(observed=frozenset({name})))


def _attached(number: str) -> Attachment:
    return Attachment(id=number, data="AAAA", mime_type="application/pdf", file_name="a.pdf")


FRENCH_BUYER = GERMAN.replace(
    buyer=HOME["DK"].buyer,
)
SWISS = edited(GERMAN.replace(vat_currency="CHF"), "totals.vat_in_vat_currency", "18.00")
PERIODS = GERMAN.replace(
    period=APRIL, lines=(GERMAN.lines[0].replace(period=Period(start=APRIL.start, end=APRIL.end)),)
)
DANISH, GREEK, ICELANDIC = HOME["DK"], HOME["GR"], HOME["IS"]
DUTCH, SWEDISH = HOME["NL"], HOME["SE"]
GIRO, FIK = (
    DANISH.replace(payment_instructions=means("50", "1234567", remittance="04#1234567890123456")),
    DANISH.replace(payment_instructions=means("93", "12345678", remittance="71#123456789012345")),
)
PLUSGIRO = SWEDISH.replace(payment_instructions=means("30", "12345", "SE:PLUSGIRO"))
DUTCH_CREDIT = DUTCH.replace(
    type_code="381", preceding_invoices=(PrecedingInvoice(number="2026-0"),)
)
AGENT = DUTCH.replace(tax_representative=DUTCH.seller)
SELLER_ADDRESS = "seller.address"
ACCOUNT, CODE = "payment_instructions.accounts[0].id", "payment_instructions.means_code"
BUYER_ID = "buyer.electronic_address"

_GENERAL: dict[str, Break] = {
    "R001": Break("business_process", None),
    "R002": Break("notes", (Note(text="a"), Note(text="b")), FRENCH_BUYER),
    "R003": Break("buyer_reference", None),
    "R004": Break("specification", CIUS),
    "R005": Break("vat_currency", "EUR"),
    "R006": Break("number", "1", source=SourceFacts(look=lambda: Sights(frozenset({"objects"})))),
    "R007": Break("business_process", "billing"),
    "R008": Break("number", "1", source=SourceFacts(empty=("/Invoice/cbc:Note",))),
    "R010": Break(BUYER_ID, None),
    "R020": Break("seller.electronic_address", None),
    "R040": Break("allowances[0].amount", "10.03", WITH_ALLOWANCE),
    "R041": Break("allowances[0].base_amount", None, WITH_ALLOWANCE),
    "R042": Break("allowances[0].percent", None, WITH_ALLOWANCE),
    "R043": Break("number", "1", source=seen("charge indicator")),
    "R044": Break("number", "1", source=seen("price indicator")),
    "R046": Break("lines[0].price.gross", "120.00"),
    "R051": Break("number", "1", source=SourceFacts(currencies=frozenset({"USD"}))),
    "R053": Break("number", "1", source=SourceFacts(tax_totals=())),
    "R054": Break("vat_currency", "CHF"),
    "R055": Break("totals.vat_in_vat_currency", "-18.00", SWISS),
    "R061": Break("payment_instructions.direct_debit.mandate_id", None, DEBIT),
    "R080": Break("number", "1", source=seen("projects")),
    "R100": Break("number", "1", source=seen("line documents")),
    "R101": Break("number", "1", source=seen("line document type")),
    "R110": Break("lines[0].period.start", date(2026, 3, 31), PERIODS),
    "R111": Break("lines[0].period.end", date(2026, 5, 1), PERIODS),
    "R120": Break("lines[0].net_amount", "100.03"),
    "R121": Break("lines[0].price.base_quantity", "0"),
    "R130": Break("lines[0].price.base_unit", "KGM"),
    "F001": Break("number", "1", source=SourceFacts(unread=frozenset({"cbc:DueDate"}))),
    "CL001": Break("attachments[0].mime_type", "text/html"),
    "CL002": Break("allowances[0].reason_code", "1", WITH_ALLOWANCE),
    "CL003": Break(
        "lines[0].charges",
        (LineCharge(amount="1.00", reason_code="1"),),
    ),
    "CL006": Break("period", Period(code="1")),
    "CL007": Break("number", "1", source=SourceFacts(currencies=frozenset({"XXQ"}))),
    "CL008": Break(BUYER_ID, scheme("EM", "ap@example.com")),
    "P0100": Break("type_code", "389"),
    "P0101": Break("type_code", "261"),
    "P0112": Break("type_code", "384", FRENCH_BUYER),
}
_CODES = {
    "P0104": "VATEX-EU-G",
    "P0105": "VATEX-EU-O",
    "P0106": "VATEX-EU-IC",
    "P0107": "VATEX-EU-AE",
    "P0108": "VATEX-EU-D",
    "P0109": "VATEX-EU-F",
    "P0110": "VATEX-EU-I",
    "P0111": "VATEX-EU-J",
}
_PARTICIPANTS = {
    "R040": scheme("0088", "4000001000006"),
    "R041": scheme("0192", "974760674"),
    "R042": scheme("0184", "DK1358562"),
    "R043": scheme("0208", "0202239952"),
    "R044": scheme("0201", "A-B123"),
    "R045": scheme("0210", "RSSMRA85T10A562"),
    "R046": scheme("9907", "0074311015"),
    "R047": scheme("0211", "IT00743110158"),
    "R048": scheme("9906", "IT00743110158"),
    "R049": scheme("0007", "5560360794"),
    "R050": scheme("0151", "51824753557"),
}

_GERMAN: dict[str, Break] = {
    "1": Break("payment_instructions", None),
    "2": Break("seller.contact", None),
    "3": Break("seller.address.city", None),
    "4": Break("seller.address.postcode", ""),
    "5": Break("seller.contact.name", None),
    "6": Break("seller.contact.phone", " "),
    "7": Break("seller.contact.email", None),
    "8": Break("buyer.address.city", None),
    "9": Break("buyer.address.postcode", None),
    "10": Break("supply.address.city", None),
    "11": Break("supply.address.postcode", None),
    "14": Break("vat_breakdown[0].rate", None),
    "15": Break("buyer_reference", None),
    "16": Break("seller.tax_ids", ()),
    "17": Break("type_code", "71"),
    "18": Break("payment_terms", "#SKONTO#TAGE=14#PROZENT=2.25#"),
    "19": Break(ACCOUNT, "DE89370400440532013001"),
    "20": Break("payment_instructions.direct_debit.debited_account", "DE8937040044", DEBIT),
    "22": Break("attachments", (_attached("1"), _attached("2"))),
    "23a": Break("payment_instructions.accounts", ()),
    "23b": Break("payment_instructions.card", PaymentCard(number="1234")),
    "24a": Break(CODE, "48"),
    "24b": Break(CODE, "54"),
    "25a": Break("payment_instructions.direct_debit", None, DEBIT),
    "25b": Break("payment_instructions.card", PaymentCard(number="1234"), DEBIT),
    "26": Break("type_code", "384"),
    "27": Break("seller.contact.phone", "12"),
    "28": Break("seller.contact.email", "desk@example"),
    "30": Break("payment_instructions.direct_debit.creditor_id", None, DEBIT),
    "31": Break("payment_instructions.direct_debit.debited_account", None, DEBIT),
}

_NATIONAL: dict[str, Break] = {
    "DK-R-002": Break("seller.registration_id", None, DANISH),
    "DK-R-003": Break("lines[0].item.classifications[0].version", "1", DANISH),
    "DK-R-004": Break("allowances", (Allowance(reason_code="ZZZ", reason="#tax"),), DANISH),
    "DK-R-005": Break(CODE, "30", DANISH),
    "DK-R-006": Break("payment_instructions.accounts[0].bic", None, DANISH),
    "DK-R-007": Break(
        "payment_instructions", means("49", direct_debit=DirectDebit(mandate_id="1")), DANISH
    ),
    "DK-R-008": Break(ACCOUNT, "123456", GIRO),
    "DK-R-009": Break("payment_instructions.remittance", "04#12345", GIRO),
    "DK-R-010": Break("payment_instructions.remittance", "70#123456789012345", FIK),
    "DK-R-011": Break("payment_instructions.remittance", "71#12345", FIK),
    "DK-R-013": Break("seller.identifiers", (Identifier(value="1"),), DANISH),
    "DK-R-014": Break("seller.registration_id", scheme("0088", "4000001000005"), DANISH),
    "DK-R-016": Break("totals.amount_due", "-1.00", DANISH.replace(type_code="381")),
    "GR-R-001-1": Break("number", "094259216|01/04/2026|0|1.1|A", GREEK),
    "GR-R-001-2": Break("number", "094259217|01/04/2026|0|1.1|A|1", GREEK),
    "GR-R-001-3": Break("number", "094259216|02/04/2026|0|1.1|A|1", GREEK),
    "GR-R-001-4": Break("number", "094259216|01/04/2026|-1|1.1|A|1", GREEK),
    "GR-R-001-5": Break("number", "094259216|01/04/2026|0|9.9|A|1", GREEK),
    "GR-R-001-6": Break("number", "094259216|01/04/2026|0|1.1||1", GREEK),
    "GR-R-001-7": Break("number", "094259216|01/04/2026|0|1.1|A|", GREEK),
    "GR-R-002": Break("seller.trading_name", None, GREEK),
    "GR-R-003": Break("seller.tax_ids[0].value", "EL094259217", GREEK),
    "GR-R-004-1": Break("attachments", (), GREEK),
    "GR-R-004-2": Break("attachments[0].id", "0", GREEK),
    "GR-R-005": Break("buyer.trading_name", None, GREEK),
    "GR-R-006": Break("buyer.tax_ids[0].value", "EL094259217", GREEK),
    "GR-R-008-2": Break("attachments", (*GREEK.attachments, GREEK.attachments[1]), GREEK),
    "GR-R-008-3": Break("attachments[1].uri", None, GREEK),
    "GR-R-009": Break("seller.electronic_address", scheme("9933", "094259217"), GREEK),
    "GR-R-010": Break(BUYER_ID, scheme("0088", "4000001000005"), GREEK),
    "GR-S-008-1": Break("attachments", GREEK.attachments[:1], GREEK),
    "GR-S-011": Break("seller.tax_ids", (), GREEK),
    "IS-R-001": Break("type_code", "386", ICELANDIC),
    "IS-R-002": Break("seller.registration_id", None, ICELANDIC),
    "IS-R-003": Break("seller.address.line1", None, ICELANDIC),
    "IS-R-004": Break("buyer.registration_id.scheme", "0088", ICELANDIC),
    "IS-R-005": Break("buyer.address.postcode", None, ICELANDIC),
    "IS-R-006": Break("payment_instructions", means("9", "1234567"), ICELANDIC),
    "IS-R-007": Break(ACCOUNT, "1234567", ICELANDIC),
    "IS-R-008": Break("attachments[0].id", "2026-02-30", ICELANDIC),
    "IS-R-009": Break("due_date", None, ICELANDIC),
    "IS-R-010": Break("attachments[0].id", "2026-04-30", ICELANDIC),
    "IT-R-001": Break("seller.tax_ids", (TaxId(value="x", kind="tax"),), HOME["IT"]),
    "IT-R-002": Break("seller.address.line1", None, HOME["IT"]),
    "IT-R-003": Break("seller.address.city", None, HOME["IT"]),
    "IT-R-004": Break("seller.address.postcode", None, HOME["IT"]),
    "NL-R-001": Break("preceding_invoices", (), DUTCH_CREDIT),
    "NL-R-002": Break("seller.address.line1", None, DUTCH),
    "NL-R-003": Break("seller.registration_id.scheme", "0088", DUTCH),
    "NL-R-004": Break("buyer.address.city", None, DUTCH),
    "NL-R-005": Break("buyer.registration_id.scheme", "0088", DUTCH),
    "NL-R-006": Break("tax_representative.address.postcode", None, AGENT),
    "NL-R-007": Break("payment_instructions", None, DUTCH),
    "NL-R-008": Break(CODE, "31", DUTCH),
    "NL-R-009": Break("lines[0].order_line", "1", DUTCH),
    "NO-R-001": Break("seller.tax_ids[0].value", "NO974760674MVA", HOME["NO"]),
    "NO-R-002": Break("seller.tax_ids[1].value", "no", HOME["NO"]),
    "SE-R-001": Break("seller.tax_ids[0].value", "SE1234567897", SWEDISH),
    "SE-R-002": Break("seller.tax_ids[0].value", "SE12345678970X", SWEDISH),
    "SE-R-003": Break("seller.registration_id.value", "556036079X", SWEDISH),
    "SE-R-004": Break("seller.registration_id.value", "55603607931", SWEDISH),
    "SE-R-005": Break("seller.tax_ids[1].value", "F-skatt", SWEDISH),
    "SE-R-006": Break("lines[0].vat_rate", "19", SWEDISH),
    "SE-R-007": Break(ACCOUNT, "1234-5", PLUSGIRO),
    "SE-R-008": Break(ACCOUNT, "1234-567", SWEDISH),
    "SE-R-009": Break(ACCOUNT, "123456", SWEDISH),
    "SE-R-010": Break(ACCOUNT, "1", PLUSGIRO),
    "SE-R-011": Break(CODE, "50", SWEDISH),
    "SE-R-012": Break(CODE, "31", SWEDISH),
    "SE-R-013": Break("seller.registration_id.value", "5560360794", SWEDISH),
}

VEHICLE = XRECHNUNG.replace(
    specification=CVD,
    contract_reference="C1",
    tender_reference="T1",
    lines=(
        XRECHNUNG.lines[0].replace(
            item=XRECHNUNG.lines[0].item.replace(  # type: ignore[union-attr]  # it has an item
                classifications=(Classification(code="M1", scheme="CVD"),),
                attributes=(Attribute(name="cva", value="clean"),),
            )
        ),
    ),
)
ITEM = "lines[0].item"


def _cvd(path: str, value: object) -> Break:
    return Break(path, value, VEHICLE, profile="xrechnung-cvd")


def _extension(path: str, value: object, source: SourceFacts = SourceFacts()) -> Break:  # noqa: B008 - frozen
    return Break(path, value, extended(), source, "xrechnung-extension")


def _german(path: str, value: object, source: SourceFacts = SourceFacts()) -> Break:  # noqa: B008 - frozen
    return Break(path, value, XRECHNUNG, source, "xrechnung")


STRANGE = scheme("9999", "1")
_XRECHNUNG: dict[str, Break] = {
    "BR-DE-21": _german("specification", "urn:cen.eu:en16931:2017"),
    "BR-DE-TMP-32": _german("supply.delivery_date", None),
    "BR-TMP-2": _german("attachments[0].uri", "www.example.com/a"),
    "PEPPOL-EN16931-R043-1": _german("number", "1", seen("charge indicator 1")),
    "PEPPOL-EN16931-R043-2": _german("number", "1", seen("charge indicator 2")),
    "BR-TMP-3": _german(
        "lines[0].price",
        Price(net="100.00", gross="100.00", base_quantity="1", gross_base_quantity="10"),
    ),
    "BR-DE-CVD-01": _cvd("contract_reference", None),
    "BR-DE-CVD-02": _cvd("tender_reference", None),
    "BR-DE-CVD-03": _cvd(f"{ITEM}.classifications[0].scheme", "TST"),
    "BR-DE-CVD-04": _cvd(f"{ITEM}.classifications[0].code", "L1"),
    "BR-DE-CVD-05": _cvd(f"{ITEM}.attributes[0].value", "dirty"),
    "BR-DE-CVD-06-a": _cvd(f"{ITEM}.attributes", ()),
    "BR-DE-CVD-06-b": _cvd(f"{ITEM}.classifications", ()),
    "BR-TMP-CVD-01": _cvd(f"{ITEM}.classifications[0].scheme", "QQQ"),
    "BR-DEX-01": _extension("attachments[0].mime_type", "text/html"),
    "BR-DEX-02": _extension("lines[0].lines[0].net_amount", "99.00"),
    "BR-DEX-03": _extension("lines[0].lines[0]", SubInvoiceLine(item=Item(name="Part"))),
    "BR-DEX-04": _extension("seller.identifiers", (STRANGE,)),
    "BR-DEX-05": _extension("seller.registration_id", STRANGE),
    "BR-DEX-06": _extension(f"{ITEM}.standard_id", STRANGE),
    "BR-DEX-07": _extension("seller.electronic_address", STRANGE),
    "BR-DEX-08": _extension("supply.location_id", STRANGE),
    "BR-DEX-09": _extension("totals.amount_due", "119.00"),
    "BR-DEX-10": _extension("third_party_payments[0].kind", None),
    "BR-DEX-11": _extension("third_party_payments[0].amount", None),
    "BR-DEX-12": _extension("third_party_payments[0].description", None),
    "BR-DEX-13": _extension("third_party_payments[0].amount", "5.001"),
    "BR-DEX-14": _extension("third_party_payments[0].currency", "USD"),
    "BR-DEX-15": _extension("number", "1", SourceFacts(syntax="cii")),
}

PARTS = {"a": "-1", "b": "-2"}
BREAKS: dict[str, Break] = {
    **{f"PEPPOL-EN16931-{number}": each for number, each in _GENERAL.items()},
    **{
        f"PEPPOL-EN16931-{number}": Break("vat_breakdown[0].exemption_code", code)
        for number, code in _CODES.items()
    },
    **{f"PEPPOL-COMMON-{number}": Break(BUYER_ID, each) for number, each in _PARTICIPANTS.items()},
    **_NATIONAL,
    **{
        f"DE-R-{number.rstrip('ab').zfill(3)}{PARTS.get(number[-1], '')}": each
        for number, each in _GERMAN.items()
    },
    **{
        f"BR-DE-{number.rstrip('ab')}{'-' + number[-1] if number[-1] in PARTS else ''}": (
            each._replace(profile="xrechnung")
        )
        for number, each in _GERMAN.items()
    },
    **_XRECHNUNG,
}
