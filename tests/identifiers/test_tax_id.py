"""Tax ids: right ones pass in form, wrong ones say why, doubt passes with a note."""

from __future__ import annotations

import pytest

from invoicekit.identifiers import check_tax_id, format_tax_id, vat_id


@pytest.mark.parametrize(
    ("country", "value", "normalized"),
    [
        ("DE", "136695976", "DE136695976"),
        ("DE", "DE 136 695 976", "DE136695976"),
        ("FR", "FR83404833048", "FR83404833048"),
        ("GR", "094259216", "EL094259216"),
        ("EL", "EL094259216", "EL094259216"),
        ("XI", "980780684", "XI980780684"),
        ("CH", "CHE-100.155.212 MWST", "CHE100155212MWST"),
        ("US", "12-3456789", "123456789"),
    ],
)
def test_right_ones_come_back_in_form(country: str, value: str, normalized: str) -> None:
    checked = check_tax_id(country, value)
    assert (checked.valid, checked.normalized) == (True, normalized)


def test_a_wrong_one_says_what_and_shows_a_right_one() -> None:
    checked = check_tax_id("DE", "136695977")
    assert not checked.valid
    assert "check" in checked.reason
    assert "DE136695976" in checked.reason


def test_nothing_is_wrong_and_doubt_passes() -> None:
    assert not check_tax_id("DE", " ").valid
    assert not check_tax_id("ZZ", "").valid
    assert check_tax_id("ZZ", "12").reason == "not checked"
    assert check_tax_id("1A", "12").valid


def test_forms_for_people() -> None:
    assert format_tax_id("PL", "8567346215") == "856-734-62-15"
    assert format_tax_id("ZZ", "12") == "ZZ12"
    assert format_tax_id("PL", "1") == "1"
    assert vat_id("CN", "91110105TXTXTX010N") == "91110105TXTXTX010N"
    assert vat_id("", "12") == "12"
