"""Codes have names: English for every list, four languages for currencies and countries."""

from __future__ import annotations

import pytest
from babel import Locale

from invoicekit.codelists import FOLDER, codes, countries, currencies, document_types
from invoicekit.codelists.names import name_of, names_of
from invoicekit.errors import ConfigurationError


@pytest.mark.parametrize(
    ("listed", "code", "language", "name"),
    [
        ("payment_means", "58", "en", "SEPA credit transfer"),
        ("units", "KGM", "en", "kilogram"),
        ("units", "XBX", "en", "Box"),
        ("document_types", "380", "en", "Commercial invoice"),
        ("document_types", "503", "en", "Prepayment credit note"),
        ("allowance_reasons", "95", "de", "Discount"),
        ("charge_reasons", "FC", "en", "Freight service"),
        ("electronic_address_schemes", "EM", "en", "Electronic mail"),
        ("exemption_codes", "VATEX-EU-AE", "en", "Reverse charge"),
        ("text_subjects", "AAI", "en", "General information"),
        ("currencies", "EUR", "fr", "euro"),
        ("currencies", "CHF", "de-CH", "Schweizer Franken"),
        ("currencies", "CNY", "zh-CN", "人民币"),
        ("currencies", "BGN", "en", "Bulgarian Lev"),
        ("countries", "AT", "de", "Österreich"),
        ("countries", "XI", "zh", "北爱尔兰"),
        ("countries", "1A", "en", "Kosovo"),
        ("countries", "AT", "pl", "Austria"),
        ("mime_types", "image/png", "en", "image/png"),
        ("payment_means", "999", "en", "999"),
    ],
)
def test_a_code_is_called(listed: str, code: str, language: str, name: str) -> None:
    assert name_of(listed, code, language) == name


def test_an_unknown_list_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match="no code list 'colours'"):
        name_of("colours", "1")


# Schemes registered after the lists with names were published.
NAMELESS = {"identifier_schemes": {"0241", "0243", "0247"}}


@pytest.mark.parametrize("listed", sorted(file.stem for file in (FOLDER / "names").glob("*.json")))
def test_every_code_of_a_list_has_an_english_name_and_no_other(listed: str) -> None:
    known = document_types() if listed == "document_types" else codes(listed)
    english = names_of(listed)["en"]

    assert known - english.keys() == NAMELESS.get(listed, set())
    if listed != "currencies":  # withdrawn ones have names, too
        assert english.keys() <= known
    assert all(name and name == name.strip() for name in english.values())


@pytest.mark.parametrize("language", ["en", "de", "fr", "zh"])
def test_names_of_currencies_and_countries_are_babels(language: str) -> None:
    locale = Locale.parse(language)
    currency, country = names_of("currencies")[language], names_of("countries")[language]

    assert set(country) == countries()
    assert currencies() - set(currency) <= {"ZWG", "XCG", "XAD", "VED", "UYW"}  # young
    for code in ("DE", "CN", "US", "GB", "CH", "NO"):
        assert country[code] == locale.territories[code]
    for code in ("EUR", "CNY", "USD", "GBP", "CHF", "NOK"):
        assert currency[code] == locale.currencies[code]
