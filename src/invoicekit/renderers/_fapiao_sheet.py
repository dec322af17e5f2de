"""A 发票 as texts: what stands in each field of the bureau's layout."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from invoicekit.calculate.fapiao import fapiao_form
from invoicekit.errors import RenderFailed
from invoicekit.jurisdiction.fapiao import (
    MARGIN_NAMES,
    amount_in_words,
    full_name,
    printed_rate,
    qr_of,
    remark_of,
    signed,
    unit_of,
)
from invoicekit.model import FapiaoKind, Invoice, InvoiceLine, Party, Totals
from invoicekit.model.fapiao import Fapiao
from invoicekit.money import plain

TITLES = {
    FapiaoKind.DIGITAL_SPECIAL: "电子发票（增值税专用发票）",
    FapiaoKind.DIGITAL_ORDINARY: "电子发票（普通发票）",
    FapiaoKind.DIGITAL_RAIL: "电子发票（铁路电子客票）",
    FapiaoKind.DIGITAL_AIR: "电子发票（航空运输电子客票行程单）",
    FapiaoKind.DIGITAL_VEHICLE: "电子发票（机动车销售统一发票）",
    FapiaoKind.DIGITAL_USED_VEHICLE: "电子发票（二手车销售统一发票）",
    FapiaoKind.TC_ELECTRONIC_ORDINARY: "增值税电子普通发票",
    FapiaoKind.TC_ELECTRONIC_SPECIAL: "增值税电子专用发票",
    FapiaoKind.TC_TOLL: "增值税电子普通发票（通行费）",
}
"""Kind → the title that is printed."""
SPECIAL = {
    "01": "成品油", "02": "稀土", "03": "建筑服务", "04": "货物运输服务", "05": "不动产销售",
    "06": "不动产经营租赁服务", "07": "代收车船税", "08": "通行费", "09": "旅客运输服务",
    "12": "自产农产品销售", "16": "农产品收购", "24": "报废产品收购",
}  # fmt: skip
"""特定业务 → the name that stands at the top left."""
PREVIEW = "预览"
PREVIEW_LINE = "预览件 · 仅供参考 · 不是税务机关签章的发票原件"
_NO_TAX = frozenset({"免税", "不征税", "***"})
_UNSAID = Decimal(10) ** 16


class FapiaoRow(NamedTuple):
    """One row of goods, each cell as printed, in the order of the columns."""

    name: str
    specification: str
    unit: str
    quantity: str
    price: str
    amount: str
    rate: str
    tax: str


@dataclass(frozen=True, slots=True)
class FapiaoSheet:
    """The fields of a 发票 as printed; empty where there is nothing.

    Attributes:
        special: The name of the special business or of margin taxation, at the top left.
        rows: Of goods and services; a red-letter invoice has its minus signs.
        qr: The text of the QR code, empty where the document has no number yet.
    """

    title: str
    special: str
    number: str
    date: str
    buyer_name: str
    buyer_id: str
    seller_name: str
    seller_id: str
    rows: tuple[FapiaoRow, ...]
    net: str
    tax: str
    words: str
    gross: str
    remark: str
    drawer: str
    payee: str
    reviewer: str
    qr: str


def fapiao_sheet(invoice: Invoice) -> FapiaoSheet:
    """Returns what the bureau's layout shows of an invoice; discounts become rows.

    Raises:
        RenderFailed: As `form_of`.
    """
    form = form_of(invoice)
    facts, totals, red = form.fapiao or Fapiao(), form.totals or Totals(), form.is_credit
    qr = qr_of(form)
    day = form.issue_date
    gross = signed(totals.with_vat, red=red)
    rows = tuple([_row(line, red=red) for line in form.lines])
    return FapiaoSheet(
        title=_title(facts.kind),
        special=_corner(facts),
        number=form.number or "",
        date=f"{day.year}年{day.month:02d}月{day.day:02d}日" if day else "",
        buyer_name=_name(form.buyer),
        buyer_id=_id(form.buyer),
        seller_name=_name(form.seller),
        seller_id=_id(form.seller),
        rows=rows,
        net=_yuan(signed(totals.without_vat, red=red)),
        tax=_total_tax({row.rate for row in rows}, totals, red=red),
        words=facts.amount_in_words or _words(gross),
        gross=_yuan(gross),
        remark=remark_of(form),
        drawer=facts.drawer or "",
        payee=facts.payee or "",
        reviewer=facts.reviewer or "",
        qr=qr.text() if qr else "",
    )


def form_of(invoice: Invoice) -> Invoice:
    """Returns an invoice in the form of a 发票; what is not calculated stays as it stands.

    Raises:
        RenderFailed: An allowance has no line to be taken off.
    """
    if any(line.net_amount is None for line in invoice.lines):
        return invoice
    try:
        return fapiao_form(invoice)
    except ValueError as problem:
        raise RenderFailed(
            f"the invoice has no form of a 发票: {problem}",
            where="allowances",
            expected="allowances that lines of the same rate bear",
        ) from problem


def _corner(facts: Fapiao) -> str:
    """Returns what stands at the top left: the special business, and how a margin is shown."""
    business = facts.special.code if facts.special else None
    names = (SPECIAL.get(business or ""), MARGIN_NAMES.get(facts.margin or ""))
    return " ".join(filter(None, names))


def _title(kind: str | None) -> str:
    known = kind or FapiaoKind.DIGITAL_ORDINARY
    return next((title for each, title in TITLES.items() if each.value == known), "发票")


def _name(party: Party | None) -> str:
    return (party.name if party else None) or ""


def _id(party: Party | None) -> str:
    return party.tax_ids[0].value if party and party.tax_ids else ""


def _cents(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _yuan(amount: Decimal | None) -> str:
    return "" if amount is None else f"¥{amount:.2f}"


def _words(gross: Decimal | None) -> str:
    return "" if gross is None or abs(gross) >= _UNSAID else amount_in_words(gross)


def _total_tax(rates: set[str], totals: Totals, *, red: bool) -> str:
    if rates and rates <= _NO_TAX and not totals.vat:
        return "***"
    return _yuan(signed(totals.vat, red=red))


def _row(line: InvoiceLine, *, red: bool) -> FapiaoRow:
    facts = line.fapiao
    rate = printed_rate(line)
    tax = signed(facts.tax_amount if facts else None, red=red)
    quantity = signed(line.quantity, red=red)
    price = line.price.net if line.price else None
    return FapiaoRow(
        name=full_name(line) or "",
        specification=(facts.specification if facts else None) or "",
        unit=unit_of(line) or "",
        quantity="" if quantity is None else plain(quantity),
        price="" if price is None else plain(price),
        amount=_cents(signed(line.net_amount, red=red)),
        rate=rate,
        tax="***" if rate in _NO_TAX and not tax else _cents(tax),
    )
