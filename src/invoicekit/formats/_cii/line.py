"""Lines, items, prices, allowances and charges in CII."""

from __future__ import annotations

from typing import Any

from invoicekit.binding import Row, Table, at, choice, code, const, decimal, each, one
from invoicekit.formats._cii.codecs import day
from invoicekit.formats._cii.party import IDENTIFIER
from invoicekit.model import InvoiceLine, Price
from invoicekit.money import add

PERIOD = Table(
    at("ram:StartDateTime/udt:DateTimeString", "start", day),
    at("ram:EndDateTime/udt:DateTimeString", "end", day),
)

_ADJUSTMENT = (
    at("ram:CalculationPercent", "percent", decimal),
    at("ram:BasisAmount", "base_amount", decimal),
    at("ram:ActualAmount", "amount", decimal),
    at("ram:ReasonCode", "reason_code", code),
    at("ram:Reason", "reason"),
)


def tax_category(path: str) -> tuple[Row, ...]:
    """Returns the rows of a VAT category and its rate."""
    return (
        const(f"{path}/ram:TypeCode", "VAT", marks="vat_category", rate="vat_rate", exact=True),
        at(f"{path}/ram:CategoryCode", "vat_category", code),
        at(f"{path}/ram:RateApplicablePercent", "vat_rate", decimal),
    )


def adjustments(path: str, *more: Row) -> Row:
    """Returns the row of allowances and charges, sorted by their indicator."""
    return choice(
        path,
        "ram:ChargeIndicator/udt:Indicator",
        {"false": "allowances", "true": "charges"},
        Table(*_ADJUSTMENT, *more),
    )


_CLASS = "ram:ClassCode"
_CLASSIFICATION = Table(
    at(_CLASS, "code"),
    at(f"{_CLASS}/@listID", "scheme"),
    at(f"{_CLASS}/@listVersionID", "version"),
)

_ITEM = Table(
    one("ram:GlobalID", "standard_id", IDENTIFIER),
    at("ram:SellerAssignedID", "seller_id"),
    at("ram:BuyerAssignedID", "buyer_id"),
    at("ram:Name", "name"),
    at("ram:Description", "description"),
    each(
        "ram:ApplicableProductCharacteristic",
        "attributes",
        Table(at("ram:Description", "name"), at("ram:Value", "value")),
    ),
    each("ram:DesignatedProductClassification", "classifications", _CLASSIFICATION),
    at("ram:OriginTradeCountry/ram:ID", "origin_country", code),
)

_OBJECT = Table(
    at("ram:IssuerAssignedID", "value"),
    const("ram:TypeCode", "130"),
    at("ram:ReferenceTypeCode", "scheme"),
)

_ABOUT = "ram:AssociatedDocumentLineDocument"
_AGREEMENT = "ram:SpecifiedLineTradeAgreement"
_GROSS = f"{_AGREEMENT}/ram:GrossPriceProductTradePrice"
_NET = f"{_AGREEMENT}/ram:NetPriceProductTradePrice"
_DISCOUNT = f"{_GROSS}/ram:AppliedTradeAllowanceCharge"
_QUANTITY = "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"
_SETTLEMENT = "ram:SpecifiedLineTradeSettlement"

LINE = Table(
    at(f"{_ABOUT}/ram:LineID", "id"),
    at(f"{_ABOUT}/ram:ParentLineID", "parent"),
    at(f"{_ABOUT}/ram:LineStatusReasonCode", "status", code),
    at(f"{_ABOUT}/ram:IncludedNote/ram:Content", "note"),
    one("ram:SpecifiedTradeProduct", "item", _ITEM),
    at(f"{_AGREEMENT}/ram:BuyerOrderReferencedDocument/ram:LineID", "order_line"),
    at(f"{_GROSS}/ram:ChargeAmount", "price_gross", decimal),
    at(f"{_GROSS}/ram:BasisQuantity", "price_gross_base_quantity", decimal),
    at(f"{_GROSS}/ram:BasisQuantity/@unitCode", "price_gross_base_unit"),
    const(f"{_DISCOUNT}/ram:ChargeIndicator/udt:Indicator", "false"),
    at(f"{_DISCOUNT}/ram:ActualAmount", "price_discount", decimal),
    at(f"{_NET}/ram:ChargeAmount", "price_net", decimal),
    at(f"{_NET}/ram:BasisQuantity", "price_base_quantity", decimal),
    at(f"{_NET}/ram:BasisQuantity/@unitCode", "price_base_unit"),
    at(_QUANTITY, "quantity", decimal),
    at(f"{_QUANTITY}/@unitCode", "unit"),
    *tax_category(f"{_SETTLEMENT}/ram:ApplicableTradeTax"),
    one(f"{_SETTLEMENT}/ram:BillingSpecifiedPeriod", "period", PERIOD),
    adjustments(f"{_SETTLEMENT}/ram:SpecifiedTradeAllowanceCharge"),
    at(
        f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
        "net_amount",
        decimal,
    ),
    one(f"{_SETTLEMENT}/ram:AdditionalReferencedDocument", "object_id", _OBJECT),
    at(
        f"{_SETTLEMENT}/ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID",
        "accounting_reference",
    ),
)

_PRICE = {
    f"price_{field}": field for field in ("gross", "discount", "net", "base_quantity", "base_unit")
}
_NO_PRICE = dict.fromkeys((*_PRICE, "price_gross_base_quantity", "price_gross_base_unit"))


def read_line(record: dict[str, Any]) -> dict[str, Any]:
    """Returns the record of a line with its price, which CII has in two parts.

    The quantity a price is for (BT-149) stands with either part or with both.
    """
    price = {field: record.pop(name) for name, field in _PRICE.items() if name in record}
    for field in ("base_quantity", "base_unit"):
        of_gross = record.pop(f"price_gross_{field}", None)
        if of_gross is not None and str(price.setdefault(field, of_gross)) != str(of_gross):
            price[f"gross_{field}"] = of_gross  # also where it has other digits: 1 and 1.0
    if price:
        record["price"] = price
    return record


class _Written:
    """An object with the fields of the table."""


_NO_PLACE: dict[str, object] = {"parent": None, "status": None}
"""Of a line that stands neither below nor above others."""


def write_line(line: InvoiceLine) -> object:
    """Returns an object with the fields of the table."""
    price, written = line.price, _Written()
    more = _NO_PRICE if price is None else _price(price)
    written.__dict__ = {**_NO_PLACE, **vars(line), **more}
    return written


def _price(price: Price) -> dict[str, object]:
    gross, quantity, unit = price.gross, None, None
    if gross is None and price.discount is not None and price.net is not None:
        # The schema wants the price that the discount is taken from.
        gross = add((price.net, price.discount))
    if gross is not None:
        quantity = price.base_quantity
        if price.gross_base_quantity is not None:
            quantity = price.gross_base_quantity
        unit = price.gross_base_unit or price.base_unit
    return {
        "price_gross": gross,
        "price_gross_base_quantity": quantity,
        "price_gross_base_unit": unit,
        "price_discount": price.discount,
        "price_net": price.net,
        "price_base_quantity": price.base_quantity,
        "price_base_unit": price.base_unit,
    }
