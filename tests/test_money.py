"""Exact amounts: what goes in, what comes out, and that splits add up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from invoicekit.errors import ConfigurationError, InputError
from invoicekit.money import (
    ExactDecimal,
    Rounding,
    add,
    exact,
    percent,
    plain,
    quantum,
    round_to,
    round_to_step,
    split,
)

CENT = Decimal("0.01")


class Holder(BaseModel):
    amount: ExactDecimal


@pytest.mark.parametrize(
    ("given_value", "text"),
    [("19.90", "19.90"), (" 5 ", "5"), (7, "7"), (Decimal("1E+2"), "100"), ("-0.50", "-0.50")],
)
def test_keeps_the_digits_given(given_value: Decimal | str | int, text: str) -> None:
    assert plain(exact(given_value)) == text


@pytest.mark.parametrize("value", [1.5, True, "abc", "NaN", "Infinity", "1" * 29, "1E+40", None])
def test_refuses_what_is_not_exact(value: object) -> None:
    with pytest.raises(ValueError, match=r"exact|number|finite|digits"):
        exact(value)  # type: ignore[arg-type]


def test_a_float_field_fails_with_every_fault_shown() -> None:
    with pytest.raises(ValidationError, match="float is not exact"):
        Holder(amount=0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ['{"amount": 1.5}', '{"amount": "1e5"}', '{"amount": "1_0"}'])
def test_json_takes_plain_strings_only(text: str) -> None:
    with pytest.raises(ValidationError):
        Holder.model_validate_json(text)


def test_json_round_trip_keeps_digits() -> None:
    text = '{"amount":"10.500"}'
    assert Holder.model_validate_json(text).model_dump_json() == text


@pytest.mark.parametrize(
    ("currency", "unit"), [("EUR", "0.01"), ("JPY", "1"), ("KWD", "0.001"), ("CLF", "0.0001")]
)
def test_quantum_follows_iso_4217(currency: str, unit: str) -> None:
    assert quantum(currency) == Decimal(unit)


def test_an_unknown_currency_names_near_ones() -> None:
    with pytest.raises(ConfigurationError, match="EUR"):
        quantum("EURO")


@pytest.mark.parametrize(
    ("value", "rounding", "expected"),
    [
        ("2.345", Rounding.HALF_UP, "2.35"),
        ("-2.345", Rounding.HALF_UP, "-2.35"),
        ("2.345", Rounding.HALF_EVEN, "2.34"),
        ("2.349", Rounding.DOWN, "2.34"),
        ("2.341", Rounding.UP, "2.35"),
    ],
)
def test_rounds_as_the_policy_says(value: str, rounding: Rounding, expected: str) -> None:
    assert round_to(Decimal(value), CENT, rounding) == Decimal(expected)


def test_cash_rounding_goes_to_the_nearest_step() -> None:
    assert round_to_step(Decimal("1.02"), Decimal("0.05")) == Decimal("1.00")
    assert round_to_step(Decimal("1.03"), Decimal("0.05")) == Decimal("1.05")


def test_percent_and_add_are_exact() -> None:
    assert percent(Decimal("8180"), Decimal("9.975")) == Decimal("815.955")
    assert add([Decimal("0.1")] * 3) == Decimal("0.3")


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        ("100.00", "1 1 1", "33.34 33.33 33.33"),
        ("-100.00", "1 1 1", "-33.34 -33.33 -33.33"),
        ("0.05", "2 1", "0.03 0.02"),
        ("10.00", "0 1", "0.00 10.00"),
    ],
)
def test_split_gives_the_rest_to_the_largest_remainders(
    amount: str, weights: str, parts: str
) -> None:
    found = split(Decimal(amount), [Decimal(w) for w in weights.split()], CENT)
    assert found == [Decimal(p) for p in parts.split()]


def test_split_by_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="nothing to allocate"):
        split(Decimal(5), [Decimal(0), Decimal(0)], CENT)


@given(
    cents=st.integers(-(10**9), 10**9),
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any),
)
def test_parts_add_up_and_stray_less_than_a_cent(cents: int, weights: list[int]) -> None:
    amount = Decimal(cents) / 100
    parts = split(amount, [Decimal(w) for w in weights], CENT)
    assert sum(parts) == amount
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * whole - amount * weight) < CENT * whole
