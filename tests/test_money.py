"""Amounts are exact: no float comes in, no cent gets lost."""

from __future__ import annotations

import decimal
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from invoicekit.errors import ConfigurationError, InputError
from invoicekit.money import (
    PLAIN,
    ExactDecimal,
    Rounding,
    add,
    apportion,
    divide,
    exact,
    half_above,
    minus,
    multiply,
    percent,
    plain,
    quantum,
    round_to,
    round_to_step,
    split,
    subtract,
)

D = Decimal
CENT = D("0.01")
AMOUNTS = st.integers(-10_000_000, 10_000_000).map(lambda cents: D(cents).scaleb(-2))


class Price(BaseModel):
    amount: ExactDecimal


@pytest.mark.parametrize(
    ("given_value", "text"),
    [
        ("19.90", "19.90"),
        (" 19.90 ", "19.90"),
        (7, "7"),
        (D("1.000"), "1.000"),
        (D("1E+2"), "100"),
        ("-1E+3", "-1000"),
        ("1E-28", "0." + "0" * 27 + "1"),
        ("9" * 28, "9" * 28),
    ],
)
def test_exact_keeps_the_digits_and_expands_exponents(
    given_value: Decimal | str | int, text: str
) -> None:
    assert plain(exact(given_value)) == text


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0.1, "float is not exact"),
        (True, "bool is not exact"),
        (None, "NoneType is not exact"),
        ("", "not a number"),
        ("1,50", "not a number"),
        ("1_000", "not a number"),
        ("１２", "not a number"),
        ("NaN", "not finite"),
        (D("sNaN"), "not finite"),
        ("-Infinity", "not finite"),
        ("1" * 29, "28 digits"),
        ("1E+28", "28 digits"),
        ("1E+29", "28 digits"),
        ("1E-29", "28 digits"),
        ("1.5E-28", "28 digits"),
    ],
)
def test_exact_refuses_what_is_no_exact_amount(value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        exact(value)  # type: ignore[arg-type]  # that is the test


def test_a_model_reports_a_float_as_a_fault_of_its_field() -> None:
    with pytest.raises(ValidationError) as caught:
        Price(amount=0.1)  # type: ignore[arg-type]  # that is the test

    assert caught.value.errors()[0]["loc"] == ("amount",)
    assert "float is not exact" in caught.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    "text",
    ["1.5", "100", "-0.01", "0", "0." + "0" * 27 + "1", "-0." + "0" * 27 + "1", "-" + "9" * 28],
)
def test_json_gives_back_what_was_written(text: str) -> None:
    read = Price.model_validate_json(f'{{"amount":"{text}"}}')

    assert read.model_dump_json() == f'{{"amount":"{text}"}}'


@pytest.mark.parametrize(
    "raw", ["1.5", "2", '"1E+2"', '"01"', '"+1"', '"1,5"', '" 1"', '"NaN"', "null", '"1."']
)
def test_json_takes_plain_strings_only(raw: str) -> None:
    with pytest.raises(ValidationError):
        Price.model_validate_json(f'{{"amount":{raw}}}')


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_whatever_a_model_takes_comes_back_from_json(value: Decimal) -> None:
    try:
        price = Price(amount=value)
    except ValidationError:
        return

    assert Price.model_validate_json(price.model_dump_json()) == price
    assert price.amount == value


def test_the_schema_says_string() -> None:
    schema = Price.model_json_schema()

    assert schema["properties"]["amount"] == {
        "pattern": PLAIN,
        "title": "Amount",
        "type": "string",
    }


@pytest.mark.parametrize(
    ("currency", "unit"), [("EUR", "0.01"), ("JPY", "1"), ("KWD", "0.001"), ("CLF", "0.0001")]
)
def test_the_quantum_of_a_currency(currency: str, unit: str) -> None:
    assert str(quantum(currency)) == unit


def test_an_unknown_currency_has_no_quantum() -> None:
    with pytest.raises(ConfigurationError, match="EUR"):
        quantum("EUX")


@pytest.mark.parametrize(
    ("value", "rounding", "text"),
    [
        ("1.005", Rounding.HALF_UP, "1.01"),
        ("-1.005", Rounding.HALF_UP, "-1.01"),
        ("1.005", Rounding.HALF_EVEN, "1.00"),
        ("1.015", Rounding.HALF_EVEN, "1.02"),
        ("1.009", Rounding.DOWN, "1.00"),
        ("-1.009", Rounding.DOWN, "-1.00"),
        ("1.001", Rounding.UP, "1.01"),
        ("-0.001", Rounding.HALF_UP, "0.00"),
        ("7", Rounding.HALF_UP, "7.00"),
    ],
)
def test_rounding_to_cents(value: str, rounding: Rounding, text: str) -> None:
    assert str(round_to(D(value), CENT, rounding)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1.005", "1.01"),
        ("1.0049", "1.00"),
        ("-1.005", "-1.00"),
        ("-1.0051", "-1.01"),
        ("-0.005", "0.00"),
        ("7", "7.00"),
        ("9" * 90 + ".005", "9" * 90 + ".01"),
    ],
)
def test_a_half_goes_up_on_both_sides_of_zero(value: str, text: str) -> None:
    assert str(half_above(D(value), CENT)) == text


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        ("1.02", "0.05", "1.00"),
        ("1.03", "0.05", "1.05"),
        ("1.025", "0.05", "1.05"),
        ("-1.03", "0.05", "-1.05"),
        ("10.24", "0.50", "10.00"),
    ],
)
def test_cash_rounding(value: str, step: str, text: str) -> None:
    assert str(round_to_step(D(value), D(step))) == text


def test_arithmetic_does_not_depend_on_the_callers_context() -> None:
    with decimal.localcontext(prec=3, rounding=decimal.ROUND_CEILING):
        assert multiply(D("12345.67"), D("1.19"), D(2)) == D("29382.6946")
        assert add([D("99999.99"), D("0.01")]) == D("100000.00")
        assert percent(D("12345.67"), D(19)) == D("2345.6773")
        assert round_to(divide(D(1), D(3)), D("0.0001")) == D("0.3333")
        assert round_to(D("12345.675"), CENT) == D("12345.68")
        assert half_above(D("12345.675"), CENT) == D("12345.68")
        assert minus(D("12345.67"), D("0.02")) == D("12345.65")
        assert split(D("12345.67"), [D(1), D(1)], CENT) == [D("6172.84"), D("6172.83")]


def test_the_sum_of_nothing_is_zero() -> None:
    assert add([]) == 0
    assert multiply() == 1


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        ("10.00", "1 1 1", "3.34 3.33 3.33"),
        ("-10.00", "1 1 1", "-3.34 -3.33 -3.33"),
        ("0.05", "1 1 1", "0.02 0.02 0.01"),
        ("100.00", "19 7", "73.08 26.92"),
        ("1.00", "0 1", "0.00 1.00"),
        ("0.00", "1 2", "0.00 0.00"),
        ("10.00", "3 -1", "15.00 -5.00"),
    ],
)
def test_splitting_by_largest_remainder(amount: str, weights: str, parts: str) -> None:
    shares = split(D(amount), [D(weight) for weight in weights.split()], CENT)

    assert [str(share) for share in shares] == parts.split()


@given(AMOUNTS, st.lists(st.integers(0, 1000).map(D), min_size=1, max_size=8).filter(any))
def test_parts_add_up_and_stay_within_a_cent_of_their_share(
    amount: Decimal, weights: list[Decimal]
) -> None:
    parts = split(amount, weights, CENT)
    whole = sum(weights)

    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * whole - amount * weight) < CENT * whole


def test_weights_that_cancel_out_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        split(D(10), [D(1), D(-1)], CENT)
    assert caught.value == InputError(
        "nothing to allocate: the weights add up to zero",
        where="weights",
        expected="at least one weight that is not zero",
    )


def test_apportion_cuts_given_shares() -> None:
    assert apportion(D("1.00"), [D("0.505"), D("0.495")], CENT) == [D("0.51"), D("0.49")]
    assert apportion(D("1.00"), [D("0.50"), D("0.50")], CENT) == [D("0.50"), D("0.50")]


def test_subtraction_is_exact() -> None:
    assert subtract(D("10000000000000000000.01"), D("0.02")) == D("9999999999999999999.99")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("1E+2", "100"),
        ("1E+1", "10"),
        ("1E+27", "1" + "0" * 27),
        ("1E-28", "0.0000000000000000000000000001"),
        ("9" * 28, "9" * 28),
        ("-" + "9" * 28, "-" + "9" * 28),
        (" 1.50 ", "1.50"),
    ],
)
def test_up_to_28_digits_are_kept_in_plain_notation(given: str, kept: str) -> None:
    assert f"{exact(given):f}" == kept
    assert "E" not in str(exact(given)) or exact(given).as_tuple().exponent < 0  # type: ignore[operator]  # finite


@pytest.mark.parametrize("given", ["1E+28", "1E+29", "1E+400", "1E-29", "9" * 29, "0." + "1" * 29])
def test_more_than_28_digits_are_refused(given: str) -> None:
    with pytest.raises(ValueError, match="has more than 28 digits"):
        exact(given)


def test_json_has_amounts_as_plain_strings_of_at_most_31_signs() -> None:
    assert Price.model_validate_json('{"amount": "-19.90"}').amount == D("-19.90")
    assert Price(amount=D("1E+2")).model_dump_json() == '{"amount":"100"}'
    assert Price(amount=D("1E+2")).model_dump() == {"amount": D(100)}
    schema = Price.model_json_schema(mode="serialization")["properties"]["amount"]
    assert (schema["type"], schema["pattern"]) == ("string", PLAIN)
    longest = f"-0.{'1' * 28}"
    assert Price.model_validate_json(f'{{"amount": "{longest}"}}').amount == D(longest)
    for wrong in ("19.90", '"1_0"', '"1e5"', '"٣"', '""', f'"-0.{"1" * 29}"', '" 1"', "null"):
        with pytest.raises(ValidationError):
            Price.model_validate_json(f'{{"amount": {wrong}}}')


@pytest.mark.parametrize("given", ["9" * 40_000, "x" * 40_000, "1_" * 20_000])
def test_no_message_is_as_long_as_what_came_from_outside(given: str) -> None:
    with pytest.raises(ValueError, match="…") as caught:
        exact(given)
    assert len(str(caught.value)) < 80
