"""Identifiers by scheme: lawful ones pass, a wrong digit, length or letter does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.identifiers import check_participant_id
from invoicekit.identifiers.participant_id import CHECKS

LAWFUL = [
    ("0007", "5560360793"),
    ("0088", "4000001000005"),
    ("0088", "7300010000001"),
    ("0088", " 4000001000005 "),
    ("0151", "51824753556"),
    ("0184", "13585628"),
    ("0184", "DK13585628"),
    ("0192", "974760673"),
    ("0201", "aB3dE6"),
    ("0208", "0202239951"),
    ("0210", "RSSMRA85T10A562S"),
    ("0210", "00743110157"),
    ("0211", "IT00743110157"),
    ("0211", "FR83404833048"),
    ("9907", "RSSMRA85T10A562S"),
    ("9933", "094259216"),
    ("9999", "anything"),
]
UNLAWFUL = [
    ("0007", "5560360794"),
    ("0007", "556036-0793"),
    ("0088", "4000001000006"),
    ("0088", "400000100000X"),
    ("0088", ""),
    ("0151", "51824753557"),
    ("0151", "5182475355"),
    ("0184", "1358562"),
    ("0184", "DK135856281"),
    ("0192", "974760674"),
    ("0192", "000000000"),
    ("0201", "aB3dE"),
    ("0201", "aB3d-6"),
    ("0208", "0202239952"),
    ("0208", "202239951"),
    ("0210", "RSSMRA85T10A5625"),
    ("0210", "0074311015"),
    ("0211", "IT00743110158"),
    ("0211", "it743110157"),
    ("9933", "094259217"),
    ("9933", "09425921"),
]


@pytest.mark.parametrize(("scheme", "value"), LAWFUL)
def test_lawful_ones_pass(scheme: str, value: str) -> None:
    assert check_participant_id(scheme, value)


@pytest.mark.parametrize(("scheme", "value"), UNLAWFUL)
def test_others_do_not(scheme: str, value: str) -> None:
    assert not check_participant_id(scheme, value)


@given(st.sampled_from(sorted(CHECKS)), st.text(max_size=18))
def test_any_text_has_an_answer(scheme: str, value: str) -> None:
    assert check_participant_id(scheme, value) in {True, False}


@given(st.sampled_from(["0007", "0088", "0208", "9933"]), st.data())
def test_a_changed_last_digit_is_seen(scheme: str, data: st.DataObject) -> None:
    lawful = next(value for known, value in LAWFUL if known == scheme)
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != lawful[-1]]))

    assert not check_participant_id(scheme, lawful[:-1] + digit)
