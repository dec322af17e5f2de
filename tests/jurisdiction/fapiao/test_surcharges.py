"""附加税费: rates by seat, halves for the small by date, no fees for the smallest."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.jurisdiction.fapiao import RELIEFS, SURCHARGES, Seat, Size, surcharges

DAY = date(2026, 10, 31)
VAT = Decimal("1000.00")


@pytest.mark.parametrize(
    ("seat", "city_tax"), [(Seat.CITY, 70), (Seat.TOWN, 50), (Seat.ELSEWHERE, 10)]
)
def test_the_tax_of_the_city_depends_on_the_seat(seat: Seat, city_tax: object) -> None:
    due = surcharges(VAT, DAY, seat=seat)
    assert [each.name for each in due] == ["城市维护建设税", "教育费附加", "地方教育附加"]
    assert [each.payable for each in due] == [city_tax, 30, 20]


@pytest.mark.parametrize(
    ("day", "size", "city_tax"),
    [
        (date(2027, 12, 31), Size.SMALL_SCALE, 35),
        (date(2027, 12, 31), Size.SMALL_ENTERPRISE, 35),
        (date(2028, 1, 1), Size.SMALL_SCALE, 70),
        (date(2026, 1, 1), None, 70),
        (date(2022, 6, 30), Size.SMALL_ENTERPRISE, 35),
        (date(2021, 12, 31), Size.SMALL_ENTERPRISE, 70),
        (date(2019, 1, 1), Size.SMALL_SCALE, 35),
        (date(2018, 12, 31), Size.SMALL_SCALE, 70),
    ],
)
def test_the_small_pay_half_by_date(day: date, size: Size | None, city_tax: int) -> None:
    assert surcharges(VAT, day, size=size)[0].payable == city_tax


@pytest.mark.parametrize(
    ("sales", "day", "payable"),
    [
        ("100000.00", DAY, [70, 0, 0]),
        ("100000.01", DAY, [70, 30, 20]),
        (None, DAY, [70, 30, 20]),
        ("100000.00", date(2016, 1, 31), [70, 30, 20]),
    ],
)
def test_the_smallest_pay_no_fees(sales: str | None, day: date, payable: list[int]) -> None:
    monthly = None if sales is None else Decimal(sales)
    due = surcharges(VAT, day, monthly_sales=monthly)
    assert [each.payable for each in due] == payable


def test_a_fee_that_was_not_there_yet_is_not_due() -> None:
    assert [each.name for each in surcharges(VAT, date(2010, 12, 31))] == [
        "城市维护建设税",
        "教育费附加",
    ]


def test_of_a_refund_nothing_is_due() -> None:
    assert {each.payable for each in surcharges(Decimal(-5), DAY)} == {Decimal(0)}


@given(
    st.integers(0, 10**10).map(lambda cents: Decimal(cents).scaleb(-2)),
    st.sampled_from(Seat),
    st.sampled_from([None, *Size]),
)
def test_amount_less_reduction_is_payable(vat: Decimal, seat: Seat, size: Size | None) -> None:
    for each in surcharges(vat, DAY, seat=seat, size=size):
        assert each.base == vat
        assert 0 <= each.reduction <= each.amount
        assert each.payable + each.reduction == each.amount
        assert abs(each.amount - vat * each.rate / 100) <= Decimal("0.005")


def test_every_surcharge_and_relief_has_its_source() -> None:
    assert all(each.source for each in SURCHARGES)
    assert all(each.source and each.first < each.last for each in RELIEFS)
