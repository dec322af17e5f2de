"""A 发票 in the words of Baiwang's requests."""

from __future__ import annotations

from invoicekit.authority._order import FapiaoOrder, OrderLine
from invoicekit.authority._red_order import red_letter_of
from invoicekit.model import FapiaoKind, Invoice

_KINDS = {FapiaoKind.DIGITAL_SPECIAL: "01", FapiaoKind.DIGITAL_ORDINARY: "02"}

REASONS = {"01": "2", "02": "1", "03": "3", "04": "4"}
"""The bureau's reason → `redInvoiceLabel`."""


def red_data(invoice: Invoice) -> dict[str, object]:
    """Returns what a red-letter invoice adds to the `data` of a request, nothing for a blue one."""
    if not invoice.is_credit or invoice.fapiao is None or invoice.fapiao.red is None:
        return {}
    red = red_letter_of(invoice)
    digital = {"originalDigitInvoiceNo": red.original_number}
    older = {"originalInvoiceCode": red.original_code, "originalInvoiceNo": red.original_number}
    return {
        "redInvoiceLabel": REASONS.get(red.reason or "", "1"),
        "redConfirmNo": red.confirmation_number or "",
        "redConfirmUuid": red.confirmation_id or "",
        **(older if red.original_code else digital),
    }


def order_data(order: FapiaoOrder, request_id: str, now: str) -> dict[str, object]:
    """Returns the `data` of a request, every value as text."""
    return {
        "orderNo": request_id,
        "orderDateTime": now,
        "invoiceType": "2" if order.red else "1",
        "invoiceTypeCode": _KINDS.get(order.kind, "02"),
        "priceTaxMark": "0",
        "buyerName": order.buyer.name,
        "buyerTaxNo": order.buyer.tax_number,
        "buyerAddress": order.buyer.address,
        "buyerTelephone": order.buyer.phone,
        "buyerBankName": order.buyer.bank,
        "buyerBankNumber": order.buyer.account,
        "drawer": order.drawer,
        "payee": order.payee,
        "checker": order.reviewer,
        "remarks": order.remark,
        "invoiceDetailList": [
            _detail(place, line) for place, line in enumerate(order.lines, start=1)
        ],
    }


def goods_of(line: OrderLine) -> dict[str, str]:
    """Returns what a line is of, as orders and red-letter forms both say it."""
    return {
        "goodsName": line.name,
        "goodsCode": line.tax_code,
        "goodsSpecification": line.specification,
        "goodsUnit": line.unit,
        "goodsQuantity": line.quantity,
        "goodsPrice": line.price,
        "goodsTaxRate": line.rate,
        "goodsTotalPrice": line.net,
        "goodsTotalTax": line.tax,
        "freeTaxMark": line.zero_rate,
        "preferentialMark": "1" if line.policy else "0",
        "vatSpecialManagement": line.policy,
    }


def _detail(place: int, line: OrderLine) -> dict[str, str]:
    return {
        "goodsLineNo": str(place),
        "invoiceLineNature": line.nature.removeprefix("0"),
        **goods_of(line),
        "goodsTotalPriceTax": line.gross,
    }
