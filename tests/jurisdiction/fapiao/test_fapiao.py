"""What is known of 发票 as such: our worked cases, and what must hold of every amount."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.jurisdiction.fapiao import (
    FapiaoQr,
    amount_in_words,
    amount_said,
    check_code_digits,
    check_digital_number,
    china_time,
    margin,
    read_qr,
    reduced,
    says,
    unit_price,
)
from invoicekit.jurisdiction.fapiao.qr import checksum
from invoicekit.money import round_to
from invoicekit.testing.vectors import run_file

DATA = Path(__file__).parent / "data"
CENT = Decimal("0.01")
AMOUNTS = st.integers(-(10**15), 10**15).map(lambda cents: Decimal(cents).scaleb(-2))
RATES = st.sampled_from(["13", "9", "6", "5", "3", "1", "0.5", "0"]).map(Decimal)

COUNTS = {
    "amount_in_words": (39, 0),
    "qr": (5, 0),
    "invoice_numbers": (18, 0),
    "dates": (14, 0),
    "tax_split": (46, 0),
}


@pytest.mark.parametrize("name", COUNTS)
def test_worked_cases(name: str) -> None:
    outcome = run_file(DATA / f"{name}.json")
    assert outcome.differences == ()
    assert (outcome.run, outcome.not_run) == COUNTS[name]


@given(AMOUNTS)
def test_words_say_the_amount(amount: Decimal) -> None:
    assert amount_said(amount_in_words(amount)) == amount
    assert amount_said(amount_in_words(amount, "元")) == amount


def _both_ways(cents: range) -> None:
    for cent in cents:
        amount = Decimal(cent).scaleb(-2)
        assert amount_said(amount_in_words(amount)) == amount


@pytest.mark.parametrize("yuan", [0, 1, 10, 11, 100, 101, 110, 1000, 1001, 1010, 10000, 99999])
def test_every_cent_of_some_yuan_is_said_and_read(yuan: int) -> None:
    _both_ways(range(yuan * 100, yuan * 100 + 100))


def test_every_yuan_up_to_ten_thousand_is_said_and_read() -> None:
    _both_ways(range(0, 1_000_000, 100))


@pytest.mark.soak
@pytest.mark.parametrize("part", range(20))
def test_every_amount_below_a_hundred_thousand_is_said_and_read(part: int) -> None:
    _both_ways(range(part * 500_000, (part + 1) * 500_000))


@given(AMOUNTS, AMOUNTS)
def test_words_tell_amounts_apart(one: Decimal, other: Decimal) -> None:
    assert (amount_in_words(one) == amount_in_words(other)) == (one == other)


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("壹仟陆佰捌拾圆零叁角贰分", "1680.32"),
        ("人民币壹仟陆佰捌拾元叁角贰分整", "1680.32"),
        ("⊗ 壹佰圆正", "100"),
        ("（负数）伍佰圆整", "-500"),
        ("(负数)伍佰元整", "-500"),
        ("负伍佰元整", "-500"),
        ("十元", "10"),
        ("一万二千三百四十五元六角七分", "12345.67"),
        ("壹拾万亿圆整", "10000000000000"),
        ("贰圓伍角", "2.5"),
    ],
)
def test_other_spellings_are_read(words: str, amount: str) -> None:
    assert says(words, Decimal(amount))
    assert not says(words, Decimal(amount) + CENT)


@pytest.mark.parametrize("words", ["", "整", "壹佰", "一百块", "100.00", "壹佰圆整圆", "元"])
def test_what_is_no_amount_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="no amount in words"):
        amount_said(words)
    assert not says(words, Decimal(100))


def test_an_amount_beyond_all_words_is_refused() -> None:
    assert amount_in_words(Decimal("9999999999999999.99")).startswith("玖仟玖佰玖拾玖万")
    with pytest.raises(ValueError, match="too large"):
        amount_in_words(Decimal(10000000000000000))


@given(
    st.sampled_from(["31", "32", "10"]),
    st.integers(0, 10**20 - 1).map(lambda n: f"{n:020d}"),
    st.integers(-(10**9), 10**9).map(lambda n: Decimal(n).scaleb(-2)),
    st.dates(date(2000, 1, 1)),
)
def test_a_qr_code_says_what_it_was_made_of(
    kind: str, number: str, amount: Decimal, day: date
) -> None:
    made = FapiaoQr(kind=kind, number=number, amount=amount, issue_date=day)
    assert read_qr(made.text()) == made


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("https://example.org/q?1", "is not the QR code"),
        ("02,31,,26112000000012345678,1130.00,20261124,,B2FC", "is not the QR code"),
        ("01,31,,26112000000012345678,1130.00,20261124,,B2FD", "checksum"),
        ("01,31,,26112000000012345679,1130.00,20261124,,B2FC", "checksum"),
    ],
)
def test_a_wrong_qr_code_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_qr(text)


@pytest.mark.parametrize("body", ["01,31,,2,x,20261124,,", "01,31,,2,1.00,20261324,,"])
def test_a_qr_code_without_amount_or_day_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="no amount or no date"):
        read_qr(body + checksum(body))


def test_a_trailing_comma_after_the_checksum_is_read() -> None:
    text = "01,32,,26312000000000000001,100.00,20261001,,C8D5"
    assert read_qr(text + ",") == read_qr(text)


@given(AMOUNTS, RATES, RATES)
def test_a_reduced_levy_leaves_the_price_whole(
    gross: Decimal, levied: Decimal, paid: Decimal
) -> None:
    net, tax = reduced(gross, levied, paid)
    assert net + tax == gross
    assert reduced(-gross, levied, paid) == (-net, -tax)


@given(AMOUNTS, RATES)
def test_margin_taxation_leaves_the_price_whole(gross: Decimal, rate: Decimal) -> None:
    net, tax = margin(gross, gross, rate)
    assert net == gross
    assert tax == 0
    net, tax = margin(gross, Decimal(0), rate)
    assert net + tax == gross


@given(st.integers(1, 10**9), st.integers(1, 1000), RATES)
def test_a_derived_price_makes_the_amount_again(cents: int, quantity: int, rate: Decimal) -> None:
    gross = Decimal(cents).scaleb(-2)
    net = gross * 100 / (100 + rate)
    again = unit_price(gross, Decimal(quantity), rate) * quantity
    assert abs(round_to(again, CENT) - round_to(net, CENT)) <= CENT


@pytest.mark.parametrize(
    "number", ["２６１１２０００００００１２３４５６７", "26112-00000012345678"]
)
def test_a_number_is_twenty_plain_digits(number: str) -> None:
    assert "20 digits" in (check_digital_number(number).problem or "")


def test_blanks_of_a_printed_check_code_are_taken_out() -> None:
    assert check_code_digits("12345 67890 12345 67890") == "567890"
    with pytest.raises(ValueError, match="20 digits"):
        check_code_digits("1234")


def test_times_are_chinese() -> None:
    assert china_time("2026-11-24 00:30:00").isoformat() == "2026-11-24T00:30:00+08:00"
    assert china_time("1795482307000").isoformat() == "2026-11-24T09:05:07+08:00"
