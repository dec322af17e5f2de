"""Register numbers: only a wrong check digit makes one invalid."""

from __future__ import annotations

import pytest

from invoicekit.identifiers import check_registration_id


@pytest.mark.parametrize(
    ("country", "value", "normalized"),
    [
        ("FR", "552 008 443", "552008443"),
        ("NO", "988 077 917", "988077917"),
        ("DK", "DK13585628", "13585628"),
        ("FI", "2077474-0", "20774740"),
        ("CH", "CHE-100.155.212", "CHE100155212"),
        ("CN", "91110105TXTXTX010N", "91110105TXTXTX010N"),
    ],
)
def test_right_ones(country: str, value: str, normalized: str) -> None:
    found = check_registration_id(country, value)

    assert (found.valid, found.normalized, found.reason) == (True, normalized, "")


@pytest.mark.parametrize(("country", "value"), [("FR", "552008444"), ("NO", "988077918")])
def test_a_wrong_check_digit_is_wrong(country: str, value: str) -> None:
    found = check_registration_id(country, value)

    assert not found.valid
    assert "check digit" in found.reason


@pytest.mark.parametrize(
    ("country", "value"), [("FR", "RCS PARIS B 552"), ("DE", "HRB 12345"), ("GB", "SC123456")]
)
def test_another_form_passes_with_a_note(country: str, value: str) -> None:
    found = check_registration_id(country, value)

    assert found.valid
    assert found.reason.startswith("not checked")


def test_nothing_is_no_number() -> None:
    assert check_registration_id("DE", " ").reason == "it is empty"
