"""Lines, items, prices, allowances and charges in UBL."""

from __future__ import annotations

from invoicekit.binding import (
    Row,
    Table,
    again,
    amount,
    at,
    choice,
    code,
    const,
    decimal,
    each,
    iso_date,
    one,
)
from invoicekit.formats._ubl.party import IDENTIFIER


def tax_category(path: str, category: str, rate: str, *more: Row) -> tuple[Row, ...]:
    """Returns the rows of a VAT category; the scheme is always VAT."""
    return (
        at(f"{path}/cbc:ID", category, code),
        at(f"{path}/cbc:Percent", rate, decimal),
        *more,
        const(f"{path}/cac:TaxScheme/cbc:ID", "VAT", marks=category, rate=rate),
    )


PERIOD = Table(
    at("cbc:StartDate", "start", iso_date),
    at("cbc:EndDate", "end", iso_date),
    at("cbc:DescriptionCode", "code", code),
)

_ADJUSTMENT = (
    at("cbc:AllowanceChargeReasonCode", "reason_code", code),
    at("cbc:AllowanceChargeReason", "reason"),
    at("cbc:MultiplierFactorNumeric", "percent", decimal),
    at("cbc:Amount", "amount", amount),
    at("cbc:BaseAmount", "base_amount", amount),
)


def adjustments(*more: Row) -> Row:
    """Returns the row of allowances and charges, sorted by their indicator."""
    return choice(
        "cac:AllowanceCharge",
        "cbc:ChargeIndicator",
        {"false": "allowances", "true": "charges"},
        Table(*_ADJUSTMENT, *more),
    )


_CLASSIFICATION = Table(
    at("cbc:ItemClassificationCode", "code"),
    at("cbc:ItemClassificationCode/@listID", "scheme"),
    at("cbc:ItemClassificationCode/@listVersionID", "version"),
)

_ITEM = Table(
    at("cbc:Description", "description"),
    at("cbc:Name", "name"),
    at("cac:BuyersItemIdentification/cbc:ID", "buyer_id"),
    at("cac:SellersItemIdentification/cbc:ID", "seller_id"),
    one("cac:StandardItemIdentification/cbc:ID", "standard_id", IDENTIFIER),
    at("cac:OriginCountry/cbc:IdentificationCode", "origin_country", code),
    each("cac:CommodityClassification", "classifications", _CLASSIFICATION),
    *tax_category("cac:ClassifiedTaxCategory", "^vat_category", "^vat_rate"),
    each(
        "cac:AdditionalItemProperty",
        "attributes",
        Table(at("cbc:Name", "name"), at("cbc:Value", "value")),
    ),
)

_PRICE = Table(
    at("cbc:PriceAmount", "net", amount),
    at("cbc:BaseQuantity", "base_quantity", decimal),
    at("cbc:BaseQuantity/@unitCode", "base_unit"),
    const("cac:AllowanceCharge/cbc:ChargeIndicator", "false"),
    at("cac:AllowanceCharge/cbc:Amount", "discount", amount),
    at("cac:AllowanceCharge/cbc:BaseAmount", "gross", amount),
)


def line_table(quantity: str) -> Table:
    """Returns the table of a line.

    Args:
        quantity: `cbc:InvoicedQuantity`, or `cbc:CreditedQuantity` in a credit note.
    """
    return Table(
        at("cbc:ID", "id"),
        at("cbc:Note", "note"),
        at(quantity, "quantity", decimal),
        at(f"{quantity}/@unitCode", "unit"),
        at("cbc:LineExtensionAmount", "net_amount", amount),
        at("cbc:AccountingCost", "accounting_reference"),
        one("cac:InvoicePeriod", "period", PERIOD),
        at("cac:OrderLineReference/cbc:LineID", "order_line"),
        one("cac:DocumentReference/cbc:ID", "object_id", IDENTIFIER),
        const("cac:DocumentReference/cbc:DocumentTypeCode", "130"),
        adjustments(),
        one("cac:Item", "item", _ITEM),
        one("cac:Price", "price", _PRICE),
        again("cac:SubInvoiceLine", "lines"),
    )
