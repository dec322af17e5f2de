"""Red-letter confirmation forms (红字信息确认单) in the words of Nuonuo's requests and answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from invoicekit.authority._order import FapiaoOrder, OrderLine, order_of
from invoicekit.authority._red_order import asked_form, red_letter_of
from invoicekit.jurisdiction.fapiao import china_time
from invoicekit.model import FapiaoKind, Invoice, RedForm, RedFormLine, RedSide
from invoicekit.money import ZERO, exact

REASONS = {"01": "2", "02": "1", "03": "3", "04": "4"}
"""The bureau's reason → `redReason`."""

KINDS = {
    FapiaoKind.DIGITAL_SPECIAL: "bs",
    FapiaoKind.DIGITAL_ORDINARY: "pc",
    FapiaoKind.DIGITAL_PAPER_SPECIAL: "es",
    FapiaoKind.DIGITAL_PAPER_ORDINARY: "ec",
    FapiaoKind.TC_ELECTRONIC_ORDINARY: "p",
    FapiaoKind.TC_ELECTRONIC_SPECIAL: "b",
    FapiaoKind.PAPER_SPECIAL: "s",
    FapiaoKind.PAPER_ORDINARY: "c",
}
IDENTITY: Mapping[RedSide, str] = {"seller": "0", "buyer": "1"}
_SIDES: Mapping[str, RedSide] = {"0": "seller", "1": "buyer"}
_CODES = {theirs: ours for ours, theirs in REASONS.items()}


def red_body(request_id: str, invoice: Invoice, side: RedSide) -> dict[str, object]:
    """Returns the application for a form; lines only where a part is taken back.

    The order number makes the red-letter invoice, which the platform issues by itself once the form
    allows it, found under our request.
    """
    red, order = red_letter_of(invoice), order_of(invoice)
    asked = asked_form(request_id, invoice, side)
    kind = red.original_kind or (invoice.fapiao.kind if invoice.fapiao else None) or ""
    body: dict[str, object] = {
        "billId": request_id,
        "orderNo": request_id,
        "applySource": IDENTITY[side],
        "blueInvoiceLine": next((name for each, name in KINDS.items() if each == kind), "pc"),
        "sellerTaxNo": order.seller.tax_number,
        "sellerName": order.seller.name,
        "buyerTaxNo": order.buyer.tax_number,
        "buyerName": order.buyer.name,
        "redReason": REASONS.get(asked.reason, "1"),
    }
    if red.original_code:
        body |= {
            "blueInvoiceCode": red.original_code,
            "blueInvoiceNumber": red.original_number,
        }
    else:
        body["blueElecInvoiceNumber"] = red.original_number
    return body | ({"detail": _details(order, asked)} if asked.lines else {})


def _details(order: FapiaoOrder, asked: RedForm) -> list[dict[str, str]]:
    placed = [line for line in order.lines if line.place]
    return [_detail(place.place, line) for place, line in zip(asked.lines, placed, strict=True)]


def _detail(place: int, line: OrderLine) -> dict[str, str]:
    return {
        "blueDetailIndex": str(place),
        "goodsName": line.name,
        "unit": line.unit,
        "specType": line.specification,
        "num": line.quantity,
        "taxExcludedPrice": line.price,
        "taxExcludedAmount": line.net,
        "taxAmount": line.tax,
        "taxRate": line.rate,
        "goodsCode": line.tax_code,
        "favouredPolicyFlag": line.policy,
    }


def fast_red_body(request_id: str, invoice: Invoice, callback_url: str) -> dict[str, object]:
    """Returns the request to issue a red-letter invoice by its form.

    A paper one is issued by it; an electronic one that was issued by itself is brought.
    """
    red = red_letter_of(invoice)
    kind = red.original_kind or ""
    body = {
        "orderNo": request_id,
        "taxNum": order_of(invoice).seller.tax_number,
        "billNo": red.confirmation_number or "",
        "billUuid": red.confirmation_id or "",
        "invoiceLine": next((name for each, name in KINDS.items() if each == kind), "pc"),
        "callBackUrl": callback_url,
    }
    if red.original_code:
        return body | {"invoiceCode": red.original_code, "invoiceNumber": red.original_number}
    return body | {"elecInvoiceNumber": red.original_number}


def form_of(said: Mapping[str, Any]) -> RedForm:
    """Returns a form as a query shows it."""
    entered = str(said.get("billTime") or "")
    return RedForm(
        request_id=said.get("billId") or None,
        number=str(said.get("billNo") or ""),
        form_id=said.get("billUuid") or None,
        state=str(said.get("billStatus") or "15"),
        entered_by=_SIDES.get(str(said.get("applySource")), "seller"),
        blue_number=str(said.get("blueElecInvoiceNumber") or said.get("blueInvoiceNumber") or ""),
        blue_code=said.get("blueInvoiceCode") or None,
        reason=_CODES.get(str(said.get("redReason")), ""),
        net=_taken(said.get("taxExcludedAmount")),
        tax=_taken(said.get("taxAmount")),
        lines=_lines(said.get("detail")),
        entered_at=_time(entered),
        red_number=said.get("redInvoiceNumber") or None,
        message=said.get("billMessage") or None,
    )


def _lines(details: object) -> tuple[RedFormLine, ...]:
    if not isinstance(details, list):
        return ()
    return tuple(
        RedFormLine(
            place=int(each["blueDetailIndex"]),
            quantity=_taken(each.get("num")),
            net=_taken(each.get("taxExcludedAmount")) or ZERO,
            tax=_taken(each.get("taxAmount")) or ZERO,
        )
        for each in details
        if str(each.get("blueDetailIndex") or "").isdigit()
    )


def _taken(amount: object) -> Decimal | None:
    """Returns an amount without the sign it bears on a red-letter invoice."""
    try:
        return abs(exact(str(amount)))
    except ValueError:
        return None


def _time(text: str) -> datetime | None:
    try:
        return china_time(text) if text else None
    except ValueError:
        return None
