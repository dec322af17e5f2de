"""The tax bureau's `EInvoice` XML, versions 0.2 to 0.33: one table reads, checks and writes it.

There is no namespace and no public schema; the order of siblings varies, so names alone count.
Source: files of the bureau and of platforms; see docs/formats for what is proven.
"""

from __future__ import annotations

from decimal import Decimal

from invoicekit.binding import (
    NUMBER,
    Row,
    Runs,
    Shape,
    Syntax,
    Table,
    at,
    code,
    decimal,
    each,
    kept,
    one,
)
from invoicekit.formats._fapiao.codecs import day, rate, tax
from invoicekit.formats._fapiao.shape import from_file, to_file

INHERENT = {
    "InIssuType": "issue_label",
    "EInvoiceType": "type_label",
    "GeneralOrSpecialVAT": "vat_label",
    "TaxpayerType": "taxpayer_label",
}
"""Element of a fixed label → its field."""

_LABEL = Table(at("LabelCode", "code"), at("LabelName", "name"))
_OTHER_LABEL = Table(at("LabelType", "kind"), at("LabelCode", "code"), at("LabelName", "name"))
_LINE = Table(
    at("ItemName", "name"),
    at("SpecMod", "specification"),
    at("MeaUnits", "unit"),
    at("Quantity", "quantity", decimal),
    at("UnPrice", "price", decimal),
    at("Amount", "net", decimal),
    at("TaxRate", "rate", rate),
    at("ComTaxAm", "tax", tax),
    at("TotaltaxIncludedAmount", "gross", decimal),
    at("TaxClassificationCode", "tax_code"),
)
_NO_TAX = r"\*\*\*"
_RUNS = Runs(
    "lines",
    "IssuItemInformation",
    {row.path: (row.field, row.codec) for row in _LINE.rows},
    {
        tax: (rf"{NUMBER}|{_NO_TAX}", lambda raw: None if raw == "***" else Decimal(raw)),
        rate: (rf"{NUMBER}|[0-9]{{1,3}}%|免税|不征税|{_NO_TAX}", rate.read),
    },
)
_TOLL = Table(
    at("PlateNumber", "plate"),
    at("VehicleType", "vehicle_type"),
    at("StartDatesOfPassage", "start"),
    at("EndDatesOfPassage", "end"),
)
_JOURNEY = Table(
    at("Departure", "origin"),
    at("Destination", "destination"),
    at("Traveler", "traveller"),
    at("ValidIDNumber", "document_number"),
    at("TravelDate", "travel_date", day),
    at("Grade", "seat_class"),
    at("TypeOfPassengerDocument", "document_type"),
    at("Vehicletype", "vehicle_type"),
)
_SIGNATURE = Table(
    at("Reference/@URI", "reference"),
    at("SignatureAlgorithm", "algorithm"),
    at("SignatureFormat", "format"),
    at("SignatureTime", "signed_at"),
    at("SignatureValue", "value"),
    at("KeyInfo", "key_info"),
)


def _party(name: str) -> Table:
    handler = (at("BuyerHandlingName", "handler"),) if name == "Buyer" else ()
    return Table(
        at(f"{name}IdNum", "id"),
        at(f"{name}Name", "name"),
        at(f"{name}Addr", "address"),
        at(f"{name}TelNum", "phone"),
        at(f"{name}BankName", "bank"),
        at(f"{name}BankAccNum", "account"),
        *handler,
    )


def _within(path: str, *rows: tuple[str, str]) -> tuple[Row, ...]:
    return tuple(at(f"{path}/{element}", field) for element, field in rows)


_BASIC = "EInvoiceData/BasicInformation"
_SPECIFIC = "EInvoiceData/SpecificInformation"
_FURTHER = "EInvoiceData/AdditionalInformation"
_TABLE = Table(
    *_within("Header", ("EIid", "number"), ("EInvoiceTag", "tag"), ("Version", "version")),
    *(one(f"Header/InherentLabel/{name}", field, _LABEL) for name, field in INHERENT.items()),
    kept("Header/UndefinedLabel"),
    each("Header/UndefinedLabel/Label", "labels", _OTHER_LABEL),
    one("EInvoiceData/SellerInformation", "seller", _party("Seller")),
    one("EInvoiceData/BuyerInformation", "buyer", _party("Buyer")),
    at(f"{_BASIC}/TotalAmWithoutTax", "net", decimal),
    at(f"{_BASIC}/TotalTaxAm", "tax", tax),
    at(f"{_BASIC}/TotalTax-includedAmount", "gross", decimal),
    at(f"{_BASIC}/TotalTax-includedAmountInChinese", "words"),
    at(f"{_BASIC}/Drawer", "drawer"),
    at(f"{_BASIC}/RequestTime", "requested_at"),
    each("EInvoiceData/IssuItemInformation", "lines", _LINE),
    kept(_SPECIFIC),
    at(f"{_SPECIFIC}/RedEInvoice/OriginalInvoiceCode", "original_number"),
    at(f"{_SPECIFIC}/RedEInvoice/CreditNoteNumber", "confirmation_number"),
    each(f"{_SPECIFIC}/Toll", "tolls", _TOLL),
    each(f"{_SPECIFIC}/PassengerTransportation", "journeys", _JOURNEY),
    kept(_FURTHER),
    at(f"{_FURTHER}/Remark", "remark"),
    kept(f"{_FURTHER}/Remark"),
    each(
        f"{_FURTHER}/Additional",
        "extras",
        Table(at("Information", "name"), at("InformationValue", "value")),
    ),
    each(
        f"{_FURTHER}/Transaction/TransactionRecord",
        "transactions",
        Table(at("PaymentChannel", "channel"), at("TransactionNumber", "number")),
    ),
    at("SellerAuthentication/AuthenticationMethods", "authentication", code),
    *_within(
        "TaxSupervisionInfo",
        ("InvoiceNumber", "supervised_number"),
        ("IssueTime", "issued_at"),
        ("TaxBureauCode", "bureau_code"),
        ("TaxBureauName", "bureau_name"),
    ),
    one("TaxBureauSignature", "signature", _SIGNATURE),
)

PATHS = (
    (r"^lines\[(\d+)\]\.(name)$", r"lines[\1].item.name"),
    (r"^lines\[(\d+)\]\.price$", r"lines[\1].price.net"),
    (r"^lines\[(\d+)\]\.net$", r"lines[\1].net_amount"),
    (r"^lines\[(\d+)\]\.rate$", r"lines[\1].vat_rate"),
    (r"^lines\[(\d+)\]\.tax$", r"lines[\1].fapiao.tax_amount"),
    (r"^lines\[(\d+)\]\.gross$", r"lines[\1].fapiao.amount_with_tax"),
    (r"^lines\[(\d+)\]\.(specification|unit|tax_code)$", r"lines[\1].fapiao.\2"),
    (r"^(seller|buyer)\.id$", r"\1.tax_ids"),
    (r"^(seller|buyer)\.address$", r"\1.address.line1"),
    (r"^(seller|buyer)\.(bank|account)$", r"\1.bank_accounts"),
    (r"^net$", "totals.without_vat"),
    (r"^tax$", "totals.vat"),
    (r"^gross$", "totals.with_vat"),
    (r"^words$", "fapiao.amount_in_words"),
    (r"^remark$", "notes[0].text"),
    (r"^(tolls|journeys)\b", r"fapiao.special.\1"),
    (r"^original_number$", "fapiao.red.original_number"),
    (r"^confirmation_number$", "fapiao.red.confirmation_number"),
    (r"^(tag|version|drawer|requested_at|issued_at|bureau_\w+|labels|extras)\b", r"fapiao.\1"),
    (r"^(transactions|signature)\b", r"fapiao.\1"),
)
"""From the file's groups to the model's, for the paths of findings."""

EINVOICE = Syntax(
    name="fapiao-xml",
    root="EInvoice",
    table=_TABLE,
    namespaces={},
    currency="Currency",  # there is none: every amount is in yuan
    shape=Shape(from_file, to_file),
    paths=PATHS,
    runs=_RUNS,
    lines="EInvoiceData/IssuItemInformation",
)
