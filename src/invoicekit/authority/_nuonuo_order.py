"""A 发票 in the words of Nuonuo's requests."""

from __future__ import annotations

from datetime import datetime

from invoicekit.authority._order import FapiaoOrder, OrderLine
from invoicekit.model import FapiaoKind

KINDS = {
    FapiaoKind.DIGITAL_SPECIAL: "bs",
    FapiaoKind.DIGITAL_ORDINARY: "pc",
    FapiaoKind.DIGITAL_PAPER_SPECIAL: "es",
    FapiaoKind.DIGITAL_PAPER_ORDINARY: "ec",
}

POLICY_NAMES = {"01": "简易征收", "03": "免税", "04": "不征税", "08": "按3%简易征收"}
"""优惠政策 code → the words that the platform asks for; others go as they are."""


def order_body(order: FapiaoOrder, request_id: str, now: datetime) -> dict[str, object]:
    """Returns the `order` of a request, every value as text."""
    return {
        "orderNo": request_id,
        "invoiceDate": f"{now:%Y-%m-%d %H:%M:%S}",
        "invoiceType": "2" if order.red else "1",
        "invoiceLine": KINDS.get(order.kind, "pc"),
        "salerTaxNum": order.seller.tax_number,
        "salerTel": order.seller.phone,
        "salerAddress": order.seller.address,
        "salerAccount": f"{order.seller.bank}{order.seller.account}",
        "buyerName": order.buyer.name,
        "buyerTaxNum": order.buyer.tax_number,
        "buyerTel": order.buyer.phone,
        "buyerAddress": order.buyer.address,
        "buyerAccount": f"{order.buyer.bank}{order.buyer.account}",
        "naturalPersonFlag": "1" if order.person else "0",
        "pushMode": "-1",
        "clerk": order.drawer,
        "payee": order.payee,
        "checker": order.reviewer,
        "remark": order.remark,
        "invoiceDetail": [_detail(line) for line in order.lines],
    }


def _detail(line: OrderLine) -> dict[str, str]:
    return {
        "goodsName": line.name,
        "goodsCode": line.tax_code,
        "withTaxFlag": "0",
        "price": line.price,
        "num": line.quantity,
        "unit": line.unit,
        "specType": line.specification,
        "tax": line.tax,
        "taxRate": line.rate,
        "taxExcludedAmount": line.net,
        "taxIncludedAmount": line.gross,
        # Nuonuo's table: 0 normal, 1 discount, 2 discounted
        "invoiceLineProperty": line.nature.removeprefix("0"),
        "favouredPolicyFlag": line.policy,
        "favouredPolicyName": POLICY_NAMES.get(line.policy, ""),
        "deduction": line.deduction,
        "zeroRateFlag": line.zero_rate,
    }
