"""税收分类编码: the starter, and the bureau's full table as CSV."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicekit.errors import InputError
from invoicekit.jurisdiction.fapiao import (
    classified,
    is_rate,
    rate_holds,
    read_tax_codes,
    short_name_of,
    starter_codes,
)
from invoicekit.model import Classification, FapiaoLine, InvoiceLine, Item
from invoicekit.regimes.cn import REGIME

SOFTWARE = "3040201010000000000"
HEAD = "篇,类,合并编码,货物和劳务名称,商品和服务分类简称,说明\n"


def test_every_starter_code_has_a_short_name_and_a_known_class() -> None:
    for code, entry in starter_codes().items():
        assert len(code) == 19
        assert entry.short_name
        assert REGIME.rates.key_of(entry.tax_class or "standard") in REGIME.rates.keys


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (SOFTWARE, "信息技术服务"),
        ("3040201020300000000", "信息技术服务"),  # that of 软件咨询服务 above it
        ("5990000000000000000", None),
    ],
)
def test_the_short_name_is_the_codes_or_that_of_the_class_above(code: str, name: object) -> None:
    assert short_name_of(code) == name


def test_the_short_name_is_that_of_a_given_table() -> None:
    table = read_tax_codes(f"编码,简称\n{SOFTWARE},软件开发\n")

    assert short_name_of(SOFTWARE, table) == "软件开发"
    assert short_name_of("1060402010100000000", table) is None


def test_the_full_table_is_read_by_its_headings() -> None:
    text = f"{HEAD}3,04,'{SOFTWARE},软件开发服务,信息技术服务,\n"
    text += ",,,小计,,\n3,07,3070401,餐饮服务,餐饮服务,\n"
    codes = read_tax_codes(text.encode("gb18030"))

    assert codes == read_tax_codes(text) == read_tax_codes(text.encode("utf-8-sig"))
    assert list(codes) == [SOFTWARE, "3070401000000000000"]
    software = codes[SOFTWARE]
    assert (software.name, software.short_name) == ("软件开发服务", "信息技术服务")
    assert software.tax_class == "services"


def test_a_table_without_names_has_none() -> None:
    [code] = read_tax_codes("code,short_name\n1010101000000000000,谷物\n").values()
    assert (code.name, code.tax_class) == ("", None)


@pytest.mark.parametrize("text", ["", "编号,简称\n1,谷物\n", "编码,说明\n1,谷物\n"])
def test_another_table_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="has no column"):
        read_tax_codes(text)


@pytest.mark.parametrize(
    ("rate", "day", "holds"),
    [
        ("17", date(2018, 4, 30), True),
        ("17", date(2018, 5, 1), False),
        ("1", date(2027, 12, 31), True),
        ("1", date(2028, 1, 1), False),
        ("7", date(2026, 1, 1), True),  # not known, so not judged
    ],
)
def test_rates_by_day(rate: str, day: date, holds: object) -> None:
    assert rate_holds(Decimal(rate), day) is holds
    assert is_rate(Decimal(rate)) is (rate != "7")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (FapiaoLine(tax_code=SOFTWARE), (SOFTWARE, "信息技术服务")),
        (FapiaoLine(tax_code=SOFTWARE, short_name="软件"), (SOFTWARE, "软件")),
        (FapiaoLine(tax_code="5" * 19), ("5" * 19, None)),
        (None, (None, None)),
    ],
)
def test_a_line_says_its_code_and_short_name(
    facts: FapiaoLine | None, told: tuple[str | None, str | None]
) -> None:
    line = classified(InvoiceLine(fapiao=facts)).fapiao or FapiaoLine()

    assert (line.tax_code, line.short_name) == told


def test_the_code_among_the_classifications_of_the_item_counts() -> None:
    item = Item(classifications=(Classification(code=SOFTWARE, scheme="ZZZ"),))
    line = classified(InvoiceLine(item=item)).fapiao

    assert line is not None
    assert (line.tax_code, line.short_name) == (SOFTWARE, "信息技术服务")
