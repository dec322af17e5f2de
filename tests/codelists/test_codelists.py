"""Code lists: there, sourced, and right where it hurts."""

from __future__ import annotations

import pytest

from invoicekit import codelists
from invoicekit.errors import ConfigurationError

LISTS = sorted(file.stem for file in codelists.FOLDER.glob("*.json"))


@pytest.mark.parametrize("name", LISTS)
def test_every_list_says_where_it_is_from(name: str) -> None:
    found = codelists.code_list(name)
    assert found["title"]
    assert found["version"]
    assert found["source"]
    assert len(found["codes"]) > 1


@pytest.mark.parametrize("name", ["nothing", "../errors", ""])
def test_other_lists_are_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="currencies"):
        codelists.code_list(name)


def test_members_and_strangers() -> None:
    assert {"EUR", "CNY", "PLN"} <= codelists.currencies()
    assert {"DE", "CN", "XI"} <= codelists.countries()
    assert "EL" not in codelists.countries()
    assert {"C62", "H87", "KGM", "XBX"} <= codelists.units()
    assert "381" in codelists.document_types("credit_note")
    assert "381" not in codelists.document_types("invoice")
    assert codelists.document_types("invoice") < codelists.document_types()
    assert {"S", "AE", "K", "G", "O"} <= codelists.codes("vat_categories")
    assert "VATEX-EU-AE" in codelists.codes("exemption_codes")


@pytest.mark.parametrize(
    ("code", "language", "symbol"),
    [("H87", "de", "Stk."), ("H87", "zh-CN", "件"), ("KGM", "pl", "kg"), ("ZZZ", "en", "ZZZ")],
)
def test_units_as_people_write_them(code: str, language: str, symbol: str) -> None:
    assert codelists.unit_symbol(code, language) == symbol
