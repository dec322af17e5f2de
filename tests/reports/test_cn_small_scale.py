"""The return of small-scale taxpayers: within the threshold only 专票 are taxed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tests.reports.chinese_shop import SCANNER, SOFTWARE, Shop, appended, facts_of, line

from invoicekit.errors import InputError
from invoicekit.reports import Asked, Entered, Table
from invoicekit.reports.cn_small_scale import NAMES, threshold

REAL_ESTATE = "5010101000000000000"


def shop_of(*, ordinary: str = "200000.00", month: int = 8) -> Shop:
    shop = Shop(datetime(2026, month, 3, 10, tzinfo=UTC))
    shop.sell(line("扫描仪", "1000.00", "1", SCANNER), kind="digital_special")
    shop.sell(line("软件开发", "500.00", "3", SOFTWARE), kind="digital_special")
    shop.sell(line("扫描仪", ordinary, "1", SCANNER))
    shop.sell(line("软件开发", "300.00", "3", SOFTWARE))
    return shop


def made(shop: Shop, **more: object) -> Table:
    asked: dict[str, object] = {"as_of": date(2026, 9, 30), "by": "quarter"}
    return shop.kit.reports.make("cn-small-scale", **asked | more)  # type: ignore[arg-type]


def column(table: Table, name: str) -> dict[str, Decimal]:
    return {str(row["row"]): Decimal(str(row[name])) for row in table.records() if row[name]}


def test_within_the_threshold_ordinary_invoices_are_exempt() -> None:
    table = made(shop_of())

    assert column(table, "goods") == {
        "1": Decimal("1000.00"),
        "2": Decimal("1000.00"),
        "9": Decimal("200000.00"),
        "10": Decimal("200000.00"),
        "15": Decimal("30.00"),  # 3 %, of which 2 % are let off
        "16": Decimal("20.00"),
        "17": Decimal("6000.00"),
        "18": Decimal("6000.00"),
        "20": Decimal("10.00"),
    }
    services = column(table, "services")
    assert [services["1"], services["10"], services["20"]] == [500, 300, 15]
    assert [row[1] for row in table.rows] == list(NAMES.values())


def test_above_the_threshold_all_is_taxed() -> None:
    table = made(shop_of(ordinary="300000.00"))
    goods = column(table, "goods")

    assert [goods["1"], goods["2"], goods["3"]] == [301000, 1000, 300000]
    assert [goods["15"], goods["16"], goods["20"]] == [9030, 6020, 3010]
    assert "9" not in goods
    facts = facts_of(table)
    assert (facts["exempt"], facts["threshold_left"]) == ("no", Decimal("-1800.00"))


def test_the_threshold_counts_what_is_entered_by_hand() -> None:
    entered = [Entered("1/goods", Decimal(98200))]
    table = made(shop_of(), entered=entered)
    facts = facts_of(table)
    assert (facts["exempt"], facts["threshold_left"]) == ("yes", Decimal("0.00"))
    assert column(table, "goods")["10"] == Decimal("298200.00")

    entered = [Entered("1/goods", Decimal("98200.01"))]
    table = made(shop_of(), entered=entered)
    assert facts_of(table)["exempt"] == "no"
    goods = column(table, "goods")
    assert (goods["1"], goods["16"]) == (Decimal("299200.01"), Decimal("5984.00"))


def test_real_estate_does_not_count_and_is_taxed() -> None:
    shop = shop_of()
    shop.sell(line("厂房", "900000.00", "5", REAL_ESTATE))
    table = made(shop)

    assert facts_of(table)["exempt"] == "yes"
    services = column(table, "services")
    assert [services["4"], services["6"], services["15"]] == [900000, 900000, 45015]


@pytest.mark.parametrize(
    ("category", "rate", "kind", "row"),
    [
        ("E", "0", "digital_ordinary", "10"),
        ("G", "0", "digital_ordinary", "14"),
        ("S", "5", "digital_special", "5"),
        ("S", "1", "digital_special", "2"),
    ],
)
def test_rows_within_the_threshold(category: str, rate: str, kind: str, row: str) -> None:
    shop = Shop(datetime(2026, 8, 3, 10, tzinfo=UTC))
    shop.sell(line("软件开发", "100.00", rate, SOFTWARE, category=category), kind=kind)

    assert column(made(shop), "services")[row] == Decimal(100)


@pytest.mark.parametrize(
    ("category", "rate", "row"), [("E", "0", "12"), ("S", "2", "8"), ("S", "5", "6")]
)
def test_rows_above_the_threshold(category: str, rate: str, row: str) -> None:
    shop = Shop(datetime(2026, 8, 3, 10, tzinfo=UTC))
    shop.sell(line("扫描仪", "300001.00", rate, SCANNER, category=category))

    assert column(made(shop), "goods")[row] == Decimal(300001)


def test_what_is_reversed_is_taken_off() -> None:
    shop = Shop(datetime(2026, 8, 3, 10, tzinfo=UTC))
    sold = shop.sell(line("扫描仪", "1000.00", "1", SCANNER), kind="digital_special")
    shop.reverse(sold, {"1": "0.5"})

    assert column(made(shop), "goods")["20"] == Decimal("5.00")


def test_the_lines_stand_behind_the_cells_and_the_due_date_is_moved() -> None:
    table = made(shop_of())
    lines = appended(table, "cn_lines")

    assert [(row["row"], row["cells"], row["net"]) for row in lines.records()] == [
        ("2", "货物", Decimal(1000)),
        ("2", "服务", Decimal(500)),
        ("10", "货物", Decimal(200000)),
        ("10", "服务", Decimal(300)),
    ]
    assert facts_of(table)["filing_due"] == date(2026, 10, 26)


@pytest.mark.parametrize(
    ("note", "item"), [("", "未开票收入（手工录入）"), ("现金销售", "现金销售")]
)
def test_what_is_entered_by_hand_stands_in_the_list_of_its_cell(note: str, item: str) -> None:
    table = made(shop_of(), entered=[Entered("1/goods", Decimal(10), note=note)])
    [row] = appended(table, "cn_lines").records(number="")
    assert (row["row"], row["cells"], row["net"], row["item"]) == ("10", "货物", Decimal(10), item)


def test_surcharges_are_half_of_the_tax_worked_out() -> None:
    rows = appended(made(shop_of(ordinary="400000.00")), "cn_surcharges").records()
    base = Decimal("4034.00")  # 401,000 at 1 %, and 800 at 3 %
    assert [row["vat_due"] for row in rows[:3]] == [base] * 3
    assert [row["payable"] for row in rows] == [
        Decimal("141.19"),
        Decimal("60.51"),
        Decimal("40.34"),
        Decimal("242.04"),
    ]


def test_surcharges_of_another_tax_than_worked_out() -> None:
    rows = appended(made(shop_of(ordinary="400000.00"), vat_due="100"), "cn_surcharges").records()
    assert [row["payable"] for row in rows] == [Decimal("3.50"), Decimal("1.50"), 1, 6]


@pytest.mark.parametrize("row", ["2/goods", "1/both", "7"])
def test_nothing_else_is_entered(row: str) -> None:
    with pytest.raises(InputError, match="nothing is entered into row"):
        made(shop_of(), entered=[Entered(row, Decimal(1))])


@pytest.mark.parametrize(
    ("asked", "limit"),
    [
        (Asked(date(2026, 9, 30)), 100_000),
        (Asked(date(2026, 9, 30), by="quarter"), 300_000),
        (Asked(date(2026, 9, 30), by="year"), 1_200_000),
        (Asked(date(2027, 1, 31), date(2026, 12, 1), date(2027, 1, 31)), 200_000),
    ],
)
def test_the_threshold_of_a_period(asked: Asked, limit: int) -> None:
    assert threshold(asked) == limit


def test_a_period_is_cut_by_what_there_is() -> None:
    with pytest.raises(InputError, match="no periods by 'week'"):
        made(shop_of(), by="week")
