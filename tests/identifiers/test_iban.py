"""IBANs: the examples of the register, and misprints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.identifiers import check_iban, format_iban

GERMAN = "DE89370400440532013000"


@pytest.mark.parametrize(
    "value",
    [
        GERMAN,
        "DE89 3704 0044 0532 0130 00",
        "de89 3704 0044 0532 0130 00",
        "GB29NWBK60161331926819",
        "FR1420041010050500013M02606",
        "NO9386011117947",
        "MT84MALT011000012345MTLCAST001S",
        "DZ580002100001113000000570",  # not in the register
    ],
)
def test_right_ones(value: str) -> None:
    assert check_iban(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "DE",
        "DE88370400440532013000",
        "DE8937040044053201300",
        "DE89370400440532013O00",
        "DZ590002100001113000000570",
        "1234567890123456",
        "DE89３７0400440532013000",
        "DE89370400440532013000" * 2,
        "DE89370400440532013000\ud800",
    ],
)
def test_wrong_ones(value: str) -> None:
    assert not check_iban(value)


@given(st.text(max_size=40))
def test_no_text_is_too_odd(value: str) -> None:
    assert check_iban(value) in {True, False}
    assert format_iban(value) is not None


@given(st.integers(0, 20))
def test_swapped_neighbours_are_found(place: int) -> None:
    signs = list(GERMAN)
    signs[place], signs[place + 1] = signs[place + 1], signs[place]
    swapped = "".join(signs)

    assert check_iban(swapped) is (swapped == GERMAN)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (GERMAN, "DE89 3704 0044 0532 0130 00"),
        ("no93-8601-1117-947", "NO93 8601 1117 947"),
        ("6222 0212 3456 7890 123", "6222 0212 3456 7890 123"),
        ("12-345", "12-345"),
    ],
)
def test_an_iban_is_shown_in_groups_of_four(value: str, text: str) -> None:
    assert format_iban(value) == text
