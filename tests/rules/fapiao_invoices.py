"""发票 without a fault, written down amount by amount: what the edits of `fapiao_breaks` break."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from invoicekit.model import (
    Address,
    BankAccount,
    Fapiao,
    FapiaoLine,
    Invoice,
    InvoiceLine,
    Item,
    Note,
    Party,
    PrecedingInvoice,
    Price,
    RedLetter,
    SpecialBusiness,
    TaxId,
    Totals,
    VatBreakdown,
)
from invoicekit.model.fapiao import DeductionVoucher
from invoicekit.model.special_business import (
    Coal,
    Construction,
    Freight,
    Journey,
    RealEstateLease,
    RealEstateSale,
    ReverseSeller,
    Toll,
    VehicleTax,
)

SOFTWARE, SCANNER = "3040201000000000000", "1090511000000000000"

SELLER = Party(
    name="北京示例软件有限公司",
    tax_ids=[TaxId(country="CN", value="91110000802100433B")],
    address=Address(line1="北京市示例区样本路1号", country="CN"),
    phone="010-00000001",
    bank_accounts=[BankAccount(id="0000000000000000001", bank_name="示例银行北京分行")],
)
BUYER = Party(
    name="上海样本贸易有限公司",
    tax_ids=[TaxId(country="CN", value="91310115TXTXTX029G")],
    address=Address(line1="上海市样本区示例路2号", country="CN"),
)


def line(
    number: str,
    name: str,
    net: str,
    tax: str,
    gross: str,
    *,
    rate: str = "6",
    code: str = SOFTWARE,
    short: str = "信息技术服务",
    nature: str = "00",
    **more: object,
) -> InvoiceLine:
    """A line of one piece, or a discount without any."""
    counted = nature != "01"
    facts: dict[str, object] = {
        "tax_code": code,
        "short_name": short,
        "nature": nature,
        "tax_amount": tax,
        "amount_with_tax": gross,
    }
    return InvoiceLine(
        id=number,
        quantity="1" if counted else None,
        price=Price(net=net) if counted else None,
        net_amount=net,
        vat_category="S",
        vat_rate=rate,
        item=Item(name=name),
        fapiao=FapiaoLine(**facts | more),  # type: ignore[arg-type]  # given by the caller
    )


def totals(net: str, tax: str, gross: str) -> Totals:
    return Totals(line_total=net, without_vat=net, vat=tax, with_vat=gross, amount_due=gross)


BLUE = Invoice(
    number="26112000000012345678",
    issue_date=date(2026, 11, 24),
    currency="CNY",
    notes=[Note(text="合同编号：HT-2026-001")],
    seller=SELLER,
    buyer=BUYER,
    lines=[
        line("1", "软件开发服务", "10000.00", "600.00", "10600.00", nature="02", unit="项"),
        line("2", "软件开发服务", "-1000.00", "-60.00", "-1060.00", nature="01"),
        line(
            "3",
            "扫描仪",
            "1769.91",
            "230.09",
            "2000.00",
            rate="13",
            code=SCANNER,
            short="计算机外部设备",
            specification="SC-9",
            unit="台",
        ),
    ],
    totals=totals("10769.91", "770.09", "11540.00"),
    vat_breakdown=[
        VatBreakdown(taxable_amount="9000.00", tax_amount="540.00", category="S", rate="6"),
        VatBreakdown(taxable_amount="1769.91", tax_amount="230.09", category="S", rate="13"),
    ],
    fapiao=Fapiao(
        kind="digital_special",
        taxpayer_type="1",
        buyer_type="01",
        drawer="王示例",
        amount_in_words="壹万壹仟伍佰肆拾圆整",
        requested_at="2026-11-24 10:15:30",
        issued_at="2026-11-24 10:15:31",
    ),
)
"""A 专票 with a discount."""

RED = Invoice(
    number="26112000000012345700",
    type_code="381",
    issue_date=date(2026, 11, 25),
    currency="CNY",
    preceding_invoices=[PrecedingInvoice(number="26112000000012345678")],
    seller=SELLER,
    buyer=BUYER,
    lines=[
        line("1", "软件开发服务", "9000.00", "540.00", "9540.00", unit="项", original_line=1),
        line(
            "2",
            "扫描仪",
            "1769.91",
            "230.09",
            "2000.00",
            rate="13",
            code=SCANNER,
            short="计算机外部设备",
        ),
    ],
    totals=totals("10769.91", "770.09", "11540.00"),
    vat_breakdown=BLUE.vat_breakdown,
    fapiao=Fapiao(
        kind="digital_special",
        drawer="王示例",
        amount_in_words="（负数）壹万壹仟伍佰肆拾圆整",
        red=RedLetter(
            original_number="26112000000012345678",
            original_date=date(2026, 11, 24),
            reason="01",
            partial=False,
            confirmation_number="11010526111234567890",
        ),
    ),
)
"""It is reversed whole, the discount netted into its line."""


def sold(tax_line: InvoiceLine, **facts: object) -> Invoice:
    """A 普票 of one line."""
    told = tax_line.fapiao
    assert told is not None
    net, tax, gross = tax_line.net_amount, told.tax_amount, told.amount_with_tax
    return BLUE.replace(
        lines=(tax_line,),
        totals=Totals(line_total=net, without_vat=net, vat=tax, with_vat=gross, amount_due=gross),
        vat_breakdown=(
            VatBreakdown(
                taxable_amount=net,
                tax_amount=tax,
                category=tax_line.vat_category,
                rate=tax_line.vat_rate,
            ),
        ),
        fapiao=Fapiao(
            kind="digital_ordinary",
            drawer="王示例",
            **facts,  # type: ignore[arg-type]  # given by the caller
        ),
    )


SERVICES = sold(line("1", "软件开发服务", "100.00", "6.00", "106.00"))

MARGIN = sold(
    line(
        "1",
        "劳务派遣",
        "10300.00",
        "300.00",
        "10600.00",
        short="人力资源服务",
        code="3040802000000000000",
        deduction="5300.00",
        printed_rate="***",
    ),
    margin="02",
    deduction_vouchers=[
        DeductionVoucher(kind="01", number="26112000000000000001", deducted=Decimal("5300.00"))
    ],
).replace(notes=(Note(text="差额征税：5300.00元。工资与社保"),))
"""Margin taxation: only what exceeds the deduction is taxed."""


def untaxed(category: str, policy: str | None, flag: str, **facts: object) -> Invoice:
    """A 普票 of one line that bears no tax, for one of three reasons."""
    given = line("1", "图书", "100.00", "0.00", "100.00", short="印刷品", code=SCANNER)
    told = given.fapiao
    assert told is not None
    told = told.replace(policy=policy, zero_rate=flag, short_name=None, **facts)
    return sold(given.replace(vat_category=category, vat_rate="0", fapiao=told))


EXEMPT = untaxed("E", "03", "1", printed_rate="免税").replace(
    vat_breakdown=(
        VatBreakdown(
            taxable_amount="100.00",
            tax_amount="0.00",
            category="E",
            rate="0",
            exemption_reason="图书批发零售环节",
        ),
    )
)

DEVICE = SERVICES.replace(
    number="00123456",
    fapiao=Fapiao(
        kind="tc_electronic_ordinary",
        code="011002100011",
        check_code="12345 67890 12345 67890",
        drawer="王示例",
    ),
)
"""What a 税控 device wrote."""


def special(code: str, unit: str | None = None, **facts: object) -> Invoice:
    """A 普票 of special business."""
    invoice = sold(line("1", "服务", "100.00", "6.00", "106.00", unit=unit))
    business = SpecialBusiness(code=code, **facts)  # type: ignore[arg-type]  # by the caller
    assert invoice.fapiao
    return invoice.replace(fapiao=invoice.fapiao.replace(special=business))


CONSTRUCTION = special(
    "03",
    construction=Construction(
        project="示例楼",
        address="样本路1号",
        province="浙江省",
        city="杭州市",
        county="西湖区",
        crosses_cities=False,
    ),
)
CONSTRUCTION = CONSTRUCTION.replace(
    lines=(CONSTRUCTION.lines[0].replace(quantity=None, price=None),)
)
FREIGHT = special(
    "04",
    freight=[
        Freight(
            transport="公路运输",
            plate="浙A00001",
            origin="浙江省杭州市",
            destination="上海市",
            goods="纸张",
        )
    ],
)
SALE = special(
    "05",
    "平方米",
    real_estate_sales=[
        RealEstateSale(
            title="无",
            address="样本路1号",
            unit_code="1",
            province="浙江省",
            city="杭州市",
            county="西湖区",
            crosses_cities=False,
        )
    ],
)
LEASE = special(
    "06",
    "平方米",
    real_estate_leases=[
        RealEstateLease(
            title="无",
            address="样本路1号",
            start=date(2026, 11, 1),
            end=date(2026, 11, 30),
            province="浙江省",
            city="杭州市",
            county="西湖区",
            crosses_cities=False,
        )
    ],
)
PURCHASE = special(
    "16",
    seller=ReverseSeller(
        document_type="居民身份证", document_number="11010519491231002X", nationality="中国"
    ),
)
"""What a buyer of farm products issues for the farmer."""
COAL = sold(
    line(
        "1",
        "洗精煤",
        "100.00",
        "13.00",
        "113.00",
        rate="13",
        code="1020101000000000000",
        short="煤炭",
        unit="吨",
        coal=Coal(kind="0101"),
    )
)
VEHICLE_TAX = special(
    "07",
    vehicle_tax=VehicleTax(
        policy_number="P1",
        plate="浙A00001",
        period="2026",
        vin="LVSHCAMB1CE000001",
        tax=Decimal("360.00"),
        late_fee=Decimal("10.00"),
        total=Decimal("370.00"),
    ),
)
TOLL = special(
    "08",
    tolls=[
        Toll(plate="浙A00001", vehicle_type="一类客车", start="20261101080000000",
             end="20261101093000000")
    ],
)  # fmt: skip
JOURNEY = special(
    "09",
    journeys=[
        Journey(
            traveller="李示例",
            travel_date=date(2026, 11, 1),
            origin="杭州",
            destination="北京",
            vehicle_type="飞机",
            seat_class="经济舱",
        )
    ],
)

CLEAN = {
    "blue": BLUE,
    "red": RED,
    "services": SERVICES,
    "margin": MARGIN,
    "exempt": EXEMPT,
    "device": DEVICE,
    "construction": CONSTRUCTION,
    "purchase": PURCHASE,
    "coal": COAL,
    "freight": FREIGHT,
    "sale": SALE,
    "lease": LEASE,
    "vehicle tax": VEHICLE_TAX,
    "toll": TOLL,
    "journey": JOURNEY,
}
