"""Issuer files: 增值税电子发票 (`inv`) and 铁路电子客票 (`rai`) to the model."""

from __future__ import annotations

from datetime import date
from typing import Any

from invoicekit.formats._fapiao.lines import breakdown_of
from invoicekit.formats._fapiao.parties import read_party
from invoicekit.formats._fapiao.shape import SUPERVISED
from invoicekit.formats._fapiao.taxcontrol import original_record
from invoicekit.formats._mof.instance import AMOUNT, DAY, NUMBER, RATE, Fact
from invoicekit.model import FapiaoKind
from invoicekit.money import ZERO, add, subtract

Record = dict[str, Any]

_ID = "TaxpayerIdentificationNumberUnifiedSocialCreditCodeOf"
INV = (
    Fact("TypeOfInvoice", "type"),
    Fact("UniqueCodeOfInvoice", "document_id"),
    Fact("LocationOfInvoice", "area"),
    Fact("CodeOfInvoice", "code"),
    Fact("NumberOfInvoice", "number"),
    Fact("DateOfIssue", "issued_at"),
    Fact("IdentifyingCode", "check_code"),
    Fact("NumberOfInvoiceMachine", "machine_number"),
    Fact("SpecialInvoiceType", "special_type"),
    Fact("InvoiceIssuingSign", "sign"),
    Fact("NameOfPurchaser", "buyer_name"),
    Fact(f"{_ID}Purchaser", "buyer_id"),
    Fact("AddressPhoneNumberOfPurchaser", "buyer_address"),
    Fact("DepositBankAndAccountNumberOfPurchaser", "buyer_account"),
    Fact("TotalAmountExcludingTax", "net", AMOUNT),
    Fact("TotalTaxAmount", "tax", AMOUNT),
    Fact("TaxIncludedAmountInWords", "words"),
    Fact("TaxIncludedAmountInFigures", "gross", AMOUNT),
    Fact(
        "InformationOfTaxableGoodsOrServicesDetailItemsTuple",
        "lines",
        rows=(
            Fact("NatureOfInvoiceLine", "nature"),
            Fact("NameOfTaxableGoodsOrServices", "name"),
            Fact("Specification", "specification"),
            Fact("UnitOfGoodsOrServices", "unit"),
            Fact("QuantityOfGoodsOrServices", "quantity", NUMBER),
            Fact("UnitPriceOfGoodsOrServices", "price", NUMBER),
            Fact("AmountExcludingTax", "net", AMOUNT),
            Fact("TaxRate", "rate", RATE),
            Fact("TaxAmount", "tax", AMOUNT),
        ),
    ),
    Fact("NameOfSeller", "seller_name"),
    Fact(f"{_ID}Seller", "seller_id"),
    Fact("AddressPhoneNumberOfSeller", "seller_address"),
    Fact("DepositBankAndAccountNumberOfSeller", "seller_account"),
    Fact("Remarks", "remark"),
    Fact("Payee", "payee"),
    Fact("Reviewer", "reviewer"),
    Fact("Issuer", "drawer"),
    Fact("BeginningOfIncomePeriodUnderAccrualBasis", "income_start", DAY),
    Fact("EndOfIncomePeriodUnderAccrualBasis", "income_end", DAY),
)
"""The issuer's file of a 税控 invoice, in the order of the taxonomy of 2021-09-30."""

RAI = (
    Fact("TypeOfVoucher", "type"),
    Fact("ElectronicInvoiceRailwayETicketNumber", "number"),
    Fact("DateOfIssue", "issued_at", DAY),
    Fact("TypeOfBusiness", "business"),
    Fact("DepartureStation", "origin"),
    Fact("DestinationStation", "destination"),
    Fact("TrainNumber", "service_number"),
    Fact("TravelDate", "travel_date", DAY),
    Fact("DepartureTime", "departure_time"),
    Fact("SeatLevel", "seat_class"),
    Fact("Carriage", "carriage"),
    Fact("Seat", "seat"),
    Fact("Fare", "gross", AMOUNT),
    Fact("AmountRefunded", "refunded", AMOUNT),
    Fact("IdNumber", "document_number"),
    Fact("Name", "traveller"),
    Fact("TotalAmountExcludingTax", "net", AMOUNT),
    Fact("TaxRate", "rate", RATE),
    Fact("TaxAmount", "tax", AMOUNT),
    Fact("NameOfPurchaser", "buyer_name"),
    Fact("UnifiedSocialCreditCodeOfPurchaser", "buyer_id"),
    Fact("ElectronicTicketNum", "ticket_number"),
    Fact("Remarks", "remark"),
    Fact("NumberOfOriginalInvoice", "original_number"),
)
"""The issuer's file of a 铁路电子客票."""

_NATURES = {"正常行": "00", "折扣行": "01", "被折扣行": "02"}
_KINDS = {
    "增值税电子普通发票": FapiaoKind.TC_ELECTRONIC_ORDINARY.value,
    "增值税电子专用发票": FapiaoKind.TC_ELECTRONIC_SPECIAL.value,
}
_REFUND = "退"
_JOURNEY = (
    "origin destination service_number travel_date departure_time seat_class carriage seat"
    " document_number traveller ticket_number"
).split()


def tax_control_invoice(record: Record) -> Record:
    """Returns the model's record of a 税控 invoice."""
    parties = {
        who: {part: record.get(f"{who}_{part}") for part in ("name", "id", "address", "account")}
        for who in ("buyer", "seller")
    }
    made = original_record(record | parties)
    del made[SUPERVISED]
    facts = made["fapiao"]
    facts["kind"] = _KINDS.get(record.get("type", ""), facts["kind"])
    for line, row in zip(made["lines"], record.get("lines", ()), strict=True):
        line["fapiao"]["nature"] = _NATURES.get(row.get("nature", ""), line["fapiao"]["nature"])
    start, end = record.get("income_start"), record.get("income_end")
    if start or end:
        made["period"] = {"start": start, "end": end}
    return made


def rail_ticket(record: Record) -> Record:
    """Returns the model's record of a 铁路电子客票; a refund is a red-letter invoice."""
    red = record.get("business", "").startswith(_REFUND)
    gross = record.get("refunded") if red and "refunded" in record else record.get("gross")
    net, tax = record.get("net"), record.get("tax")
    gross, net, tax = (None if each is None else abs(each) for each in (gross, net, tax))
    if net is None and gross is not None:
        net = subtract(gross, tax or ZERO)
    issued = record.get("issued_at")
    original = record.get("original_number")
    line = _line(record, net, tax)
    return {
        "number": record.get("number"),
        "issue_date": issued if isinstance(issued, date) else None,
        "type_code": "381" if red else "380",
        "currency": "CNY",
        "notes": [{"text": record["remark"]}] if record.get("remark") else [],
        "preceding_invoices": [{"number": original}] if original else [],
        "buyer": read_party({"name": record.get("buyer_name"), "id": record.get("buyer_id")}),
        "totals": {
            "line_total": net,
            "without_vat": net,
            "vat": tax,
            "with_vat": gross,
            "amount_due": gross,
        },
        "vat_breakdown": breakdown_of([line]),
        "lines": [line],
        "fapiao": {
            "kind": FapiaoKind.DIGITAL_RAIL.value,
            "red": {"original_number": original} if red else None,
            "special": {
                "code": "09",
                "journeys": [
                    {name: record.get(name) for name in _JOURNEY} | {"vehicle_type": "火车"}
                ],
            },
        },
    }


def _line(record: Record, net: Any, tax: Any) -> Record:
    rate = record.get("rate")
    taxed = rate is not None and not isinstance(rate, str)
    train = record.get("service_number") or ""
    name = f"{record.get('origin') or ''}—{record.get('destination') or ''} {train}".strip()
    return {
        "id": "1",
        "quantity": 1,
        "net_amount": net,
        "price": {"net": net},
        "vat_category": "S" if taxed and rate else None,
        "vat_rate": rate if taxed else None,
        "item": {"name": name},
        "fapiao": {
            "nature": "00",
            "tax_amount": tax,
            "amount_with_tax": None if net is None else add((net, tax or ZERO)),
        },
    }
