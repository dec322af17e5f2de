"""Schedule I of the Chinese return: each line in its cell, red ones negative, lists behind."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from tests.reports.chinese_shop import SCANNER, SOFTWARE, Shop, appended, facts_of, line

import invoicekit as ik
from invoicekit.errors import InputError
from invoicekit.model import SpecialBusiness
from invoicekit.model.special_business import Freight
from invoicekit.reports import Entered, Table
from invoicekit.reports._cn_sales import Sale, is_chinese
from invoicekit.reports.cn_schedule_1 import COLUMNS, ROWS, row_of

NOVEMBER = {"start": date(2026, 11, 1), "end": date(2026, 11, 30), "as_of": date(2026, 12, 31)}


@pytest.fixture(scope="module")
def shop() -> Shop:
    shop = Shop(datetime(2026, 10, 31, 10, tzinfo=UTC))
    shop.sell(line("扫描仪", "7.00", "13", SCANNER))
    shop.now = datetime(2026, 11, 3, 10, tzinfo=UTC)
    first = shop.sell(
        line("扫描仪", "1000.00", "13", SCANNER),
        line("软件开发", "200.00", "6", SOFTWARE),
        kind="digital_special",
    )
    shop.sell(line("扫描仪", "300.00", "13", SCANNER), line("软件开发", "50.00", "6", SOFTWARE))
    shop.sell(line("旧设备", "100.00", "3", SCANNER, policy="01"))
    shop.sell(line("软件", "500.00", "13", SCANNER, policy="15"))
    shop.sell(line("图书", "40.00", "0", SCANNER, category="E"))
    shop.sell(line("预付卡", "90.00", "0", "6010000000000000000", category="O"))
    shop.now = datetime(2026, 11, 20, 10, tzinfo=UTC)
    shop.reverse(first, {"1": "0.4"})
    return shop


def made(shop: Shop, **more: object) -> Table:
    return shop.kit.reports.make("cn-schedule-1", **NOVEMBER, **more)  # type: ignore[arg-type]


def cells(table: Table, row: str) -> Mapping[str, object]:
    [found] = table.records(row=row)
    return {name: cell for name, cell in found.items() if isinstance(cell, Decimal) and cell}


def test_each_line_stands_in_its_row_and_columns(shop: Shop) -> None:
    table = made(shop)

    assert [row[0] for row in table.rows] == [row.number for row in ROWS]
    assert cells(table, "1") == {
        "c1": Decimal("600.00"),  # 1000 less 400, reversed in the same month
        "c2": Decimal("78.00"),
        "c3": Decimal("800.00"),
        "c4": Decimal("104.00"),
        "c9": Decimal("1400.00"),
        "c10": Decimal("182.00"),
        "c11": Decimal("1582.00"),
    }
    assert cells(table, "5") == {
        "c1": Decimal("200.00"),
        "c2": Decimal("12.00"),
        "c3": Decimal("50.00"),
        "c4": Decimal("3.00"),
        "c9": Decimal("250.00"),
        "c10": Decimal("15.00"),
        "c11": Decimal("265.00"),
        "c13": Decimal("265.00"),
        "c14": Decimal("15.00"),
    }
    assert (cells(table, "11")["c3"], cells(table, "11")["c4"]) == (Decimal(100), Decimal(3))
    assert cells(table, "6")["c3"] == Decimal("500.00")
    assert cells(table, "18") == dict.fromkeys(("c3", "c9", "c11"), Decimal("40.00"))


def test_what_is_not_taxable_is_no_sale(shop: Shop) -> None:
    table = made(shop)
    lines = appended(table, "cn_lines")

    assert facts_of(table)["not_taxable"] == Decimal("90.00")
    assert [row["item"] for row in lines.records(row="不征税")] == ["预付卡"]


def test_the_return_says_its_period_due_date_and_tax(shop: Shop) -> None:
    facts = facts_of(made(shop))

    assert (facts["period_start"], facts["period_end"]) == (date(2026, 11, 1), date(2026, 11, 30))
    assert facts["filing_due"] == date(2026, 12, 15)
    assert (facts["output_tax"], facts["simplified_tax"]) == (Decimal(197), Decimal(3))


def test_behind_each_cell_is_its_list(shop: Shop) -> None:
    table = made(shop)
    lines = appended(table, "cn_lines")

    for row in table.records():
        for first in (1, 3):
            behind = lines.records(row=row["row"], cells=f"{first}–{first + 1}")
            for place, column in ((first, "net"), (first + 1, "vat")):
                added = sum((Decimal(str(each[column])) for each in behind), Decimal(0))
                assert added == row[f"c{place}"]
    reversed_lines = [each for each in lines.records(row="1") if str(each["net"]).startswith("-")]
    assert [(each["item"], each["net"], each["date"]) for each in reversed_lines] == [
        ("扫描仪", Decimal("-400.00"), date(2026, 11, 20))
    ]
    assert reversed_lines[0]["number"] == "26112000000000000008"
    assert reversed_lines[0]["customer"] == "上海样本贸易有限公司"
    assert str(reversed_lines[0]["deduction"]) == "0.00"  # zero has no sign


def test_margin_is_shown_before_and_after_the_deduction() -> None:
    shop = Shop(datetime(2026, 11, 3, 10, tzinfo=UTC))
    shop.sell(line("旅游", "100.00", "6", SOFTWARE, deduction="53.00", margin="01"))
    row = cells(made(shop), "5")

    assert (row["c3"], row["c4"], row["c12"]) == (Decimal(100), Decimal(6), Decimal(53))
    assert (row["c13"], row["c14"]) == (Decimal(53), Decimal(3))


def test_income_without_an_invoice_is_entered_by_hand(shop: Shop) -> None:
    entered = [
        Entered("1", Decimal(200)),
        Entered("13a", Decimal(100), Decimal("2.00")),
        Entered("2", Decimal(10), column="audit"),
    ]
    table = made(shop, entered=entered)

    assert (cells(table, "1")["c5"], cells(table, "1")["c6"]) == (Decimal(200), Decimal(26))
    assert cells(table, "13a")["c6"] == Decimal(2)
    assert (cells(table, "2")["c7"], cells(table, "2")["c8"]) == (Decimal(10), Decimal("1.30"))
    assert facts_of(table)["output_tax"] == Decimal("224.30")
    by_hand = appended(table, "cn_lines").records(number="")
    assert [(each["row"], each["cells"], each["net"], each["vat"]) for each in by_hand] == [
        ("1", "5–6", Decimal(200), Decimal("26.00")),
        ("13a", "5–6", Decimal(100), Decimal("2.00")),
        ("2", "7–8", Decimal(10), Decimal("1.30")),
    ]
    assert {each["item"] for each in by_hand} == {"未开票收入（手工录入）"}


def test_surcharges_are_of_the_vat_that_is_entered(shop: Shop) -> None:
    assert "cn_surcharges" not in {each.name for each in made(shop).appendix}

    entered = [Entered("1", Decimal(100_000))]
    large = appended(made(shop, vat_due="10000.00", entered=entered), "cn_surcharges")
    assert [row["payable"] for row in large.records()] == [700, 300, 200, 1200]

    seated = made(shop, vat_due="10000.00", entered=entered, seat="elsewhere", small=True)
    rows = appended(seated, "cn_surcharges").records()
    assert [row["payable"] for row in rows] == [50, 150, 100, 300]
    assert rows[0]["source"] == "财政部 税务总局公告2023年第12号"


def test_with_few_sales_no_fees_are_due(shop: Shop) -> None:
    rows = appended(made(shop, vat_due="10.00"), "cn_surcharges").records()
    assert [row["payable"] for row in rows] == [Decimal("0.70"), 0, 0, Decimal("0.70")]


def test_another_seat_is_refused(shop: Shop) -> None:
    with pytest.raises(InputError, match="no seat 'moon'"):
        made(shop, vat_due=1, seat="moon")


def test_an_invoice_of_the_margin_is_counted_before_its_deduction() -> None:
    shop = Shop(datetime(2026, 11, 3, 10, tzinfo=UTC))
    shop.sell(line("旅游", "100.00", "6", SOFTWARE, deduction="53.00", margin="02"))
    row = cells(made(shop), "5")

    assert (row["c3"], row["c4"], row["c12"]) == (Decimal("97.00"), Decimal("5.82"), 53)
    assert (row["c13"], row["c14"]) == (Decimal("49.82"), Decimal("2.82"))


@pytest.mark.parametrize(
    ("entered", "problem"),
    [
        (Entered("20", Decimal(1)), "the form has no row '20'"),
        (Entered("1", Decimal(1), column="special"), "nothing is entered into 'special'"),
        (Entered("1", Decimal(1), column="other"), "nothing is entered into 'other'"),
    ],
)
def test_what_the_form_does_not_have_is_refused(shop: Shop, entered: Entered, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        made(shop, entered=[entered])


HAUL = Freight(
    transport="公路运输", plate="浙A00001", origin="杭州市", destination="上海市", goods="纸张"
)
SALE = Sale(
    number="1",
    issue_date=date(2026, 11, 1),
    buyer="",
    line="1",
    item="",
    code="",
    special=False,
    goods=True,
    real_estate=False,
    category="S",
    policy="",
    rate=Decimal(13),
    net=Decimal(1),
    tax=Decimal(0),
    deduction=Decimal(0),
)


@pytest.mark.parametrize(
    ("category", "rate", "policy", "goods", "services"),
    [
        ("S", "13", "", "1", "2"),
        ("S", "17", "", "1", "2"),
        ("S", "9", "", "3", "4"),
        ("S", "11", "", "3", "4"),
        ("S", "6", "", "5", "5"),
        ("S", "6", "01", "8", "8"),
        ("S", "5", "09", "9a", "9b"),
        ("S", "4", "01", "10", "10"),
        ("S", "3", "08", "11", "12"),
        ("S", "3", "", "11", "12"),
        ("S", "1", "", "11", "12"),
        ("G", "0", "", "16", "17"),
        ("Z", "0", "", "16", "17"),
        ("E", "0", "03", "18", "19"),
        ("O", "0", "04", None, None),
    ],
)
def test_rows(
    category: str, rate: str, policy: str, goods: str | None, services: str | None
) -> None:
    sale = replace(SALE, category=category, rate=Decimal(rate), policy=policy)

    assert row_of(sale) == goods
    assert row_of(replace(sale, goods=False)) == services


def test_it_comes_as_text_workbook_and_page(shop: Shop) -> None:
    table = made(shop)
    book = openpyxl.load_workbook(io.BytesIO(table.xlsx("zh-CN")))
    page = table.html("zh-CN").decode()

    assert table.columns == COLUMNS
    assert "13%税率的货物及加工修理修配劳务" in table.text()
    assert [sheet.title for sheet in book] == [
        "增值税及附加税费申报表附列资料（一）（本期销售情况明细）"[:31],
        "申报信息",
        "各栏次对应发票明细",
    ]
    assert [square.value for square in book.worksheets[0][1]][:4] == [
        "栏次",
        "项目",
        "1 专票销售额",
        "2 专票税额",
    ]
    assert '<th class="number">11 价税合计</th>' in page
    assert '<td class="number">1,582.00</td>' in page
    assert "申报截止日" in page
    assert "http" not in page


def test_texts_on_the_page_are_only_texts() -> None:
    shop = Shop(datetime(2026, 11, 3, 10, tzinfo=UTC))
    shop.sell(line("<b>扫描仪</b>", "7.00", "13", SCANNER))

    assert "<b>" not in made(shop).html("en").decode()


@pytest.mark.parametrize(
    ("rate", "special", "row"),
    [("9", None, "3"), ("9", "04", "4"), ("6", None, "5"), ("13", None, "1"), ("3", None, "11")],
)
def test_a_line_without_a_code_is_placed_by_its_rate(
    rate: str, special: str | None, row: str
) -> None:
    shop = Shop(datetime(2026, 11, 3, 10, tzinfo=UTC))
    business = SpecialBusiness(code=special, freight=(HAUL,) if special else ())
    shop.sell(line("图书", "100.00", rate, ""), special=business)
    table = made(shop)

    assert cells(table, row)["c3"] == Decimal(100)
    assert facts_of(table)["unclassified"] == 1


def test_documents_of_other_countries_are_not_counted() -> None:
    kit = ik.InvoiceKit.in_memory(
        issuer=ik.Issuer(
            party=ik.Party(
                name="Shop GmbH",
                tax_ids=[ik.TaxId(country="DE", value="136695976")],
                address=ik.Address(line1="Weg 1", city="Berlin", postcode="10115", country="DE"),
            ),
            approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
        ),
        clock=lambda: datetime(2026, 11, 3, 10, tzinfo=UTC),
    )
    buyer = kit.customers.create(
        name="ACME", country="DE", payment_terms="net 30", email="a@acme.example", actor="a"
    )
    order = ik.Order(
        reference="1",
        customer_id=buyer.id,
        currency="EUR",
        lines=[ik.OrderLine(name="Lamp", unit_price="100", vat="S 13")],
    )
    kit.invoices.issue(kit.invoices.create_from_order(order, actor="a").id, actor="a")

    table = kit.reports.make("cn-schedule-1", **NOVEMBER)  # type: ignore[arg-type]  # as above
    assert appended(table, "cn_lines").rows == ()


@pytest.mark.parametrize(
    ("seller", "chinese"),
    [
        (None, False),
        (ik.Party(name="店"), False),
        (ik.Party(name="店", tax_ids=[ik.TaxId(country="CN", value="1")]), True),
        (ik.Party(name="店", address=ik.Address(country="CN")), True),
        (ik.Party(name="Laden", address=ik.Address(country="DE")), False),
    ],
)
def test_a_document_is_chinese_by_its_seller(seller: ik.Party | None, chinese: object) -> None:
    assert is_chinese(ik.Invoice(seller=seller)) is chinese
