"""One line per rule of 发票: the edit of a clean one that must trip it, and what falls with it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tests.rules.fapiao_invoices import (
    BLUE,
    COAL,
    CONSTRUCTION,
    DEVICE,
    EXEMPT,
    FREIGHT,
    JOURNEY,
    LEASE,
    MARGIN,
    PURCHASE,
    RED,
    SALE,
    SCANNER,
    SERVICES,
    TOLL,
    VEHICLE_TAX,
    line,
    totals,
)

from invoicekit.model import Invoice, Item, Note, RedLetter
from invoicekit.model.fapiao import DeductionVoucher
from invoicekit.model.special_business import CoBuyer
from invoicekit.rules import Mode


class Break(NamedTuple):
    """Sets the field at a path of an invoice; `also` are the rules that fall with it."""

    path: str
    value: object
    also: frozenset[str] = frozenset()
    invoice: Invoice = BLUE
    mode: Mode = "strict"


def edit(
    path: str, value: object, *also: str, invoice: Invoice = BLUE, mode: Mode = "strict"
) -> Break:
    return Break(path, value, frozenset(also), invoice, mode)


DISCOUNT = line("2", "软件开发服务", "-1000.00", "-60.00", "-1060.00", nature="01")
assert SERVICES.fapiao
ENTERPRISE = SERVICES.replace(fapiao=SERVICES.fapiao.replace(buyer_type="01"))
SCANNER_SOLD = line("1", "扫描仪", "100.00", "6.00", "106.00", code=SCANNER, short="计算机外部设备")
GOODS = SERVICES.replace(lines=(SCANNER_SOLD,))


MANY = tuple(SERVICES.lines[0].replace(id=str(number)) for number in range(1, 2002))
_ONE_LINE = SERVICES.lines[0]
assert _ONE_LINE.fapiao
UNCOUNTED = _ONE_LINE.replace(quantity=None, price=None, fapiao=_ONE_LINE.fapiao.replace(unit="项"))
assert FREIGHT.fapiao
assert FREIGHT.fapiao.special
HAULS = FREIGHT.fapiao.special.freight * 2001
TOO_MANY = SERVICES.replace(totals=totals("200100.00", "12006.00", "212106.00"))
NEGATIVE = totals("-10769.91", "-770.09", "-11540.00")


def reversed_as(reason: str, invoice: Invoice) -> Invoice:
    """The document as the red letter of another, for a reason."""
    assert RED.fapiao
    assert RED.fapiao.red
    red = RED.fapiao.red.replace(reason=reason)
    return RED.replace(
        lines=invoice.lines,
        totals=invoice.totals,
        vat_breakdown=invoice.vat_breakdown,
        fapiao=RED.fapiao.replace(red=red, amount_in_words=None),
    )


BREAKS: dict[str, Break] = {
    # the document
    "IK-CN-01": edit("number", "2611200000001234567"),
    "IK-CN-02": edit("number", "27112000000012345678"),
    "IK-CN-03": edit("number", "123456", invoice=DEVICE),
    "IK-CN-04": edit("fapiao.code", "011002100011"),
    "IK-CN-05": edit("fapiao.check_code", "123456", invoice=DEVICE),
    "IK-CN-06": edit("fapiao.kind", "digital_boat"),
    "IK-CN-07": edit("fapiao.issued_at", "noon"),
    "IK-CN-08": edit("fapiao.issued_at", "2026-11-25 10:15:31"),
    "IK-CN-09": edit("fapiao.requested_at", "2026-11-24 23:00:00"),
    "IK-CN-10": edit("issue_date", date(2021, 11, 30), "IK-CN-02", "IK-CN-08"),
    "IK-CN-11": edit("fapiao.amount_in_words", "壹万壹仟伍佰肆拾圆伍分"),
    "IK-CN-12": edit("fapiao.drawer", None),
    "IK-CN-19": edit("lines", MANY, invoice=TOO_MANY),
    # the parties
    "CN-01": edit("seller.tax_ids", ()),
    "CN-02": edit("currency", "USD"),
    "CN-03": edit("buyer.name", None, "BR-07"),
    "IK-CN-13": edit("buyer.tax_ids", ()),
    "IK-CN-14": edit("buyer.tax_ids", (), invoice=ENTERPRISE),
    "IK-CN-15": edit("fapiao.buyer_type", "03"),
    "IK-CN-16": edit("fapiao.buyer_type", "05"),
    "IK-CN-17": edit("fapiao.taxpayer_type", "6"),
    "IK-CN-18": edit("seller.name", None),
    # the amounts
    "IK-CN-20": edit("totals.without_vat", "10769.92", "IK-CN-22"),
    "IK-CN-21": edit("totals.vat", "770.10", "IK-CN-22"),
    "IK-CN-22": edit("totals.with_vat", "11540.01", "IK-CN-11", "BR-CO-16"),
    "IK-CN-23": edit("lines[2].fapiao.amount_with_tax", "2000.01"),
    "IK-CN-24": edit("lines[2].fapiao.tax_amount", "230.11", "IK-CN-21", "IK-CN-23"),
    "IK-CN-25": edit(
        "lines[2].fapiao.tax_amount", "230.16", "IK-CN-21", "IK-CN-23", mode="official"
    ),
    "IK-CN-26": edit("lines[2].quantity", "2"),
    "IK-CN-27": edit("lines[2].quantity", None, "IK-CN-118"),
    "IK-CN-28": edit("lines[2].fapiao.tax_amount", "230.091", "IK-CN-21", "IK-CN-23"),
    "IK-CN-29": edit("lines[2].price.net", "1769.91000000000001"),
    "IK-CN-30": edit("lines[2].vat_rate", "7", "IK-CN-24"),
    "IK-CN-31": edit("lines[2].vat_rate", "17", "IK-CN-24"),
    "IK-CN-32": edit("lines[1].fapiao.nature", "00", "IK-CN-52"),
    "IK-CN-59": edit("totals", NEGATIVE, "IK-CN-20", "IK-CN-21", "IK-CN-11"),
    # without tax
    "IK-CN-33": edit("lines[0].fapiao.zero_rate", "2", invoice=EXEMPT),
    "IK-CN-34": edit("lines[0].fapiao.zero_rate", "1"),
    "IK-CN-35": edit("lines[0].fapiao.tax_amount", "6.00", "IK-CN-21", "IK-CN-23", invoice=EXEMPT),
    "IK-CN-36": edit("lines[0].fapiao.policy", "04", invoice=EXEMPT),
    "IK-CN-37": edit("lines[0].fapiao.policy", "99"),
    "IK-CN-38": edit("fapiao.kind", "digital_special", invoice=EXEMPT),
    "IK-CN-39": edit("lines[0].fapiao.tax_code", "6010000000000000000", invoice=EXEMPT),
    "IK-CN-40": edit("lines[0].fapiao.printed_rate", "不征税", invoice=EXEMPT),
    # classification codes
    "IK-CN-41": edit("lines[0].fapiao.tax_code", None, invoice=SERVICES),
    "IK-CN-42": edit("lines[0].fapiao.tax_code", "3040201", invoice=SERVICES),
    "IK-CN-43": edit("lines[0].fapiao.tax_code", "7040201000000000000", invoice=SERVICES),
    "IK-CN-44": edit("lines[0].fapiao.short_name", "餐饮服务", invoice=SERVICES),
    "IK-CN-45": edit("lines[0].item.name", "*信息技术服务*软件", invoice=SERVICES),
    # discounts
    "IK-CN-50": edit("lines[2].fapiao.nature", "07"),
    "IK-CN-51": edit("lines[2]", DISCOUNT.replace(id="3"), "IK-CN-20", "IK-CN-21"),
    "IK-CN-52": edit("lines[2].fapiao.nature", "02"),
    "IK-CN-53": edit("lines[1].item", Item(name="软件维护服务")),
    "IK-CN-54": edit("lines[1].vat_rate", "13", "IK-CN-24"),
    "IK-CN-55": edit("lines[1].fapiao.tax_amount", "60.00", "IK-CN-21", "IK-CN-23", "IK-CN-24"),
    "IK-CN-56": edit("lines[1].net_amount", "-10000.01", "IK-CN-20", "IK-CN-23", "IK-CN-24"),
    "IK-CN-57": edit("lines[1].fapiao.unit", "项"),
    "IK-CN-58": edit("lines[0].fapiao.nature", "02", "IK-CN-52", invoice=RED),
    # red letters
    "IK-CN-60": edit("fapiao.red", None, "IK-REF-2", invoice=RED.replace(preceding_invoices=())),
    "IK-CN-61": edit("fapiao.red", RedLetter(original_number="1" * 20)),
    "IK-CN-62": edit("fapiao.red.original_number", "123", invoice=RED),
    "IK-CN-63": edit("fapiao.red.original_number", RED.number, invoice=RED),
    "IK-CN-64": edit("fapiao.red.reason", "07", invoice=RED),
    "IK-CN-65": edit("fapiao.red.reason", "02", invoice=reversed_as("04", SERVICES)),
    "IK-CN-66": edit("fapiao.red.reason", "03", invoice=reversed_as("04", GOODS)),
    "IK-CN-67": edit("fapiao.red.partial", value=True, invoice=RED),
    "IK-CN-68": edit("fapiao.red.confirmation_number", "123", invoice=RED),
    "IK-CN-69": edit("fapiao.red.confirmation_number", None, invoice=RED),
    "IK-CN-70": edit("fapiao.red.original_date", date(2026, 11, 26), invoice=RED),
    "IK-CN-71": edit(
        "lines[0].net_amount",
        "-9000.00",
        "IK-CN-20",
        "IK-CN-23",
        "IK-CN-24",
        "IK-CN-26",
        invoice=RED,
    ),
    # margin taxation
    "IK-CN-72": edit(
        "lines",
        (*MARGIN.lines, MARGIN.lines[0].replace(id="2")),
        "IK-CN-20",
        "IK-CN-21",
        "IK-CN-78",
        "IK-CN-80",
        invoice=MARGIN,
    ),
    "IK-CN-73": edit("fapiao.margin", "03", invoice=MARGIN),
    "IK-CN-74": edit(
        "lines[0].fapiao.deduction", "0.00", "IK-CN-77", "IK-CN-78", "IK-CN-80", invoice=MARGIN
    ),
    "IK-CN-75": edit("lines[0].fapiao.deduction", None, "IK-CN-78", "IK-CN-80", invoice=MARGIN),
    "IK-CN-76": edit("fapiao.margin", None, invoice=MARGIN),
    "IK-CN-77": edit(
        "lines[0].fapiao.tax_amount", "300.02", "IK-CN-21", "IK-CN-23", invoice=MARGIN
    ),
    "IK-CN-78": edit("notes", (Note(text="工资与社保"),), invoice=MARGIN),
    "IK-CN-79": edit("lines[0].fapiao.printed_rate", "6%", invoice=MARGIN),
    "IK-CN-80": edit("fapiao.deduction_vouchers[0].deducted", "5300.01", invoice=MARGIN),
    "IK-CN-81": edit(
        "fapiao.deduction_vouchers[0]",
        DeductionVoucher(kind="02", number="00000001", deducted=Decimal("5300.00")),
        invoice=MARGIN,
    ),
    "IK-CN-82": edit("fapiao.deduction_vouchers", (), invoice=MARGIN),
    # special business
    "IK-CN-90": edit("fapiao.special.code", "99", invoice=FREIGHT),
    "IK-CN-91": edit("fapiao.special.freight", (), invoice=FREIGHT),
    "IK-CN-92": edit("fapiao.special.construction.project", None, invoice=CONSTRUCTION),
    "IK-CN-93": edit("fapiao.special.construction.province", "浙江", invoice=CONSTRUCTION),
    "IK-CN-94": edit("lines[0].fapiao.unit", "项", invoice=CONSTRUCTION),
    "IK-CN-95": edit("fapiao.special.freight[0].goods", None, invoice=FREIGHT),
    "IK-CN-96": edit("fapiao.special.freight[0].transport", "骆驼", invoice=FREIGHT),
    "IK-CN-97": edit("fapiao.special.real_estate_sales[0].address", "1", invoice=SALE),
    "IK-CN-98": edit("fapiao.special.real_estate_sales[0].online_contract", "2", invoice=SALE),
    "IK-CN-99": edit("fapiao.special.real_estate_sales[0].assessed_price", "1.00", invoice=SALE),
    "IK-CN-100": edit("fapiao.special.real_estate_leases[0].start", None, invoice=LEASE),
    "IK-CN-101": edit("fapiao.special.real_estate_leases[0].end", date(2026, 10, 1), invoice=LEASE),
    "IK-CN-102": edit("lines[0].fapiao.unit", "套", invoice=LEASE),
    "IK-CN-103": edit("fapiao.special.vehicle_tax.plate", None, invoice=VEHICLE_TAX),
    "IK-CN-104": edit("fapiao.special.vehicle_tax.total", "371.00", invoice=VEHICLE_TAX),
    "IK-CN-105": edit("fapiao.special.tolls[0].start", "2026-11-01", invoice=TOLL),
    "IK-CN-106": edit("fapiao.special.journeys[0].traveller", None, invoice=JOURNEY),
    "IK-CN-107": edit("fapiao.special.journeys[0].seat_class", None, invoice=JOURNEY),
    "IK-CN-108": edit("fapiao.special.seller.document_number", None, invoice=PURCHASE),
    "IK-CN-109": edit("fapiao.special.freight[0].plate", "9" * 41, invoice=FREIGHT),
    "IK-CN-110": edit("fapiao.special.freight[0].origin", "杭州", invoice=FREIGHT),
    "IK-CN-111": edit("lines[0].fapiao.specification", "三室", invoice=SALE),
    "IK-CN-112": edit("fapiao.special.real_estate_sales[0].co_buyers", (CoBuyer(),), invoice=SALE),
    "IK-CN-113": edit("fapiao.special.freight", HAULS, invoice=FREIGHT),
    "IK-CN-114": edit("lines[0].fapiao.coal.kind", "1", invoice=COAL),
    # policies
    "IK-CN-115": edit("lines[0].fapiao.policy", "08", invoice=SERVICES),
    "IK-CN-116": edit("fapiao.reduced", "02", invoice=SERVICES),
    "IK-CN-117": edit("fapiao.settlement", "77"),
    "IK-CN-118": edit("lines[0]", UNCOUNTED, invoice=SERVICES),
    "IK-CN-119": edit("fapiao.red.original_date", date(2025, 11, 1), invoice=RED),
    "IK-CN-120": edit("notes", (Note(text="注" * 383),), "IK-CN-S05", invoice=RED),
    # lengths
    "IK-CN-S10": edit("seller.address.line1", "路" * 101),
    "IK-CN-L10": edit("seller.address.line1", "路" * 301, "IK-CN-S10"),
    "IK-CN-S11": edit("buyer.address.line1", "路" * 101),
    "IK-CN-L11": edit("buyer.address.line1", "路" * 301, "IK-CN-S11"),
    "IK-CN-S12": edit("seller.bank_accounts[0].bank_name", "行" * 101),
    "IK-CN-L12": edit("seller.bank_accounts[0].bank_name", "行" * 121, "IK-CN-S12"),
    "IK-CN-S13": edit("seller.bank_accounts[0].id", "1" * 51),
    "IK-CN-L13": edit("seller.bank_accounts[0].id", "1" * 101, "IK-CN-S13"),
    "IK-CN-S01": edit("seller.name", "公" * 101),
    "IK-CN-L01": edit("seller.name", "公" * 301, "IK-CN-S01"),
    "IK-CN-S02": edit("buyer.name", "公" * 101),
    "IK-CN-L02": edit("buyer.name", "公" * 301, "IK-CN-S02"),
    "IK-CN-S03": edit("seller.tax_ids[0].value", "9" * 21, "IK-ID-1"),
    "IK-CN-L03": edit("seller.tax_ids[0].value", "9" * 27, "IK-ID-1", "IK-CN-S03"),
    "IK-CN-S04": edit("buyer.tax_ids[0].value", "9" * 21, "IK-ID-1"),
    "IK-CN-L04": edit("buyer.tax_ids[0].value", "9" * 27, "IK-ID-1", "IK-CN-S04"),
    "IK-CN-S05": edit("notes", (Note(text="注" * 201),)),
    "IK-CN-L05": edit("notes", (Note(text="注" * 451),), "IK-CN-S05"),
    "IK-CN-S06": edit("fapiao.payee", "王" * 17),
    "IK-CN-L06": edit("fapiao.payee", "王" * 301, "IK-CN-S06"),
    "IK-CN-S07": edit("lines[2].item.name", "扫" * 45),
    "IK-CN-L07": edit("lines[2].item.name", "扫" * 600, "IK-CN-S07"),
    "IK-CN-S08": edit("lines[2].fapiao.specification", "S" * 41),
    "IK-CN-L08": edit("lines[2].fapiao.specification", "S" * 151, "IK-CN-S08"),
    "IK-CN-S09": edit("lines[2].fapiao.unit", "台" * 21),
    "IK-CN-L09": edit("lines[2].fapiao.unit", "台" * 301, "IK-CN-S09"),
}
