"""The code lists say what the standards say, with their version and source."""

from __future__ import annotations

import subprocess
import sys

import pytest

from invoicekit import codelists
from invoicekit.codelists import (
    FOLDER,
    Syntax,
    allowance_reasons,
    charge_reasons,
    code_list,
    codes,
    countries,
    currencies,
    document_types,
    electronic_address_schemes,
    exemption_codes,
    identifier_schemes,
    mime_types,
    minor_units,
    official_codes,
    payment_means,
    unit_symbol,
    units,
    vat_categories,
)
from invoicekit.errors import ConfigurationError

NAMES = sorted(file.stem for file in FOLDER.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_every_list_has_title_version_source_and_codes(name: str) -> None:
    listed = code_list(name)

    assert listed["title"]
    assert listed["version"]
    assert listed["source"]
    assert listed["codes"]
    assert len(codes(name)) == len(listed["codes"])


@pytest.mark.parametrize("name", ["nothing", "../pyproject", ""])
def test_an_unknown_list_names_the_known(name: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        code_list(name)

    assert "currencies" in str(caught.value.expected)


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [
        ("EUR", 2),
        ("CNY", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("ISK", 0),
        ("HUF", 2),
        ("KWD", 3),
        ("TND", 3),
        ("CLF", 4),
        ("STN", 2),
        ("BGN", 2),  # withdrawn on 2026-01-01
        ("HRK", 2),  # withdrawn on 2023-01-01
    ],
)
def test_minor_units(currency: str, decimals: int) -> None:
    assert minor_units(currency) == decimals


def test_a_withdrawn_currency_is_not_in_use() -> None:
    withdrawn = code_list("currencies")["withdrawn"]

    assert not currencies() & withdrawn.keys()


@pytest.mark.parametrize(
    ("currency", "hint"),
    [("EUX", "EUR"), ("eur", "EUR"), ("RMB", None), ("", None), ("ＥＵＲ", None)],
)
def test_an_unknown_currency_lists_near_ones(currency: str, hint: str | None) -> None:
    with pytest.raises(ConfigurationError, match="unknown currency") as caught:
        minor_units(currency)

    if hint:
        assert hint in str(caught.value.hint)
    assert caught.value.where == "currency"


@pytest.mark.parametrize(
    ("listed", "known", "unknown"),
    [
        (currencies(), "EUR CNY USD PLN XCG", "RMB EURO"),
        (countries(), "DE GR CN XI 1A", "EL UK EU XK de"),
        (units(), "C62 H87 KGM HUR XBX MTR", "BX pcs"),
        (document_types(), "380 381 384 389 326 751", "1 999"),
        (document_types("invoice"), "380 384 389", "381 396"),
        (document_types("credit_note"), "381 396", "380"),
        (document_types("order"), "", "380 381"),
        (vat_categories(), "S Z E AE K G O L M B", "A X"),
        (payment_means(), "1 10 30 48 58 59 97 ZZZ", "0 99"),
        (electronic_address_schemes(), "0088 0204 9930 EM", "0000"),
        (identifier_schemes(), "0088 0060 0199", "9930 EM"),
        (allowance_reasons(), "95 100 41", "FC"),
        (charge_reasons(), "FC ABK ZZZ", "95"),
        (codes("tax_point_codes"), "3 35 432", "5 29 72"),
        (codes("event_time_codes"), "5 29 72", "3 35 432"),
        (codes("text_subjects"), "AAI REG SUR", "XXX"),
        (codes("object_schemes"), "ABZ AAA ZZZ", "0088"),
        (codes("item_classification_schemes"), "HS STI CV", "0160"),
        (mime_types(), "application/pdf image/png text/csv", "text/html application/xml"),
        (frozenset(exemption_codes()), "VATEX-EU-AE VATEX-EU-IC VATEX-FR-FRANCHISE", "VATEX-DE"),
    ],
    ids=lambda value: "" if isinstance(value, frozenset) else None,
)
def test_what_a_list_holds(listed: frozenset[str], known: str, unknown: str) -> None:
    assert set(known.split()) <= listed
    assert not listed & set(unknown.split())


@pytest.mark.parametrize(
    ("name", "syntax", "known", "unknown"),
    [
        ("countries", "ubl", "DE SS XI", "AN"),
        ("countries", "cii", "DE AN XI", "SS"),
        ("currencies", "ubl", "EUR STD", "STN BGN"),
        ("currencies", "cii", "EUR STD", "STN BGN"),
        ("payment_means", "cii", "58", "0"),
    ],
)
def test_what_the_official_rules_of_a_syntax_accept(
    name: str, syntax: Syntax, known: str, unknown: str
) -> None:
    accepted = official_codes(name, syntax)

    assert set(known.split()) <= accepted
    assert not accepted & set(unknown.split())


def test_lists_of_the_artefacts_say_their_release() -> None:
    with_release = {name for name in NAMES if "artefacts_version" in code_list(name)}

    chinese = {name for name in NAMES if name.startswith(("fapiao_", "china_"))}
    assert with_release == set(NAMES) - {"unit_symbols"} - chinese


def test_countries_are_the_249_of_iso_3166_and_two_more() -> None:
    assert len(countries()) == 251


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("VATEX-EU-AE", "Reverse charge"),
        ("VATEX-EU-132-1A", "Exempt by Article 132(1)(a) of Directive 2006/112/EC"),
        ("VATEX-EU-148-G", "Exempt by Article 148(g) of Directive 2006/112/EC"),
        ("VATEX-EU-79-C", "Exempt by Article 79(c) of Directive 2006/112/EC"),
        ("VATEX-FR-CGI261D-1BIS", "Exempt by Article 261 D(1 bis) of the French tax code (CGI)"),
    ],
)
def test_exemption_codes_have_words(code: str, text: str) -> None:
    assert exemption_codes()[code] == text


def test_every_exemption_code_has_words_of_its_own() -> None:
    texts = list(exemption_codes().values())

    assert len(set(texts)) == len(texts)
    assert all(len(text) > 12 and text[0].isupper() for text in texts)


@pytest.mark.parametrize(
    ("code", "language", "symbol"),
    [
        ("C62", "en", "pcs"),
        ("H87", "de", "Stk."),
        ("H87", "zh-CN", "件"),
        ("H87", "fr", "pce"),
        ("HUR", "de-AT", "Std."),
        ("KGM", "pl", "kg"),
        ("KWH", "zh", "千瓦时"),
        ("XYZ", "de", "XYZ"),
    ],
)
def test_what_people_write_for_a_unit(code: str, language: str, symbol: str) -> None:
    assert unit_symbol(code, language) == symbol


def test_units_with_symbols_are_units() -> None:
    assert codes("unit_symbols") - units() <= {"PCE"}


def test_the_lists_come_in_without_other_packages() -> None:
    probe = (
        "import sys, invoicekit.codelists\n"
        "heads = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(heads & {'pydantic', 'stdnum', 'babel', 'lxml', 'sqlalchemy'}))\n"
        "print(invoicekit.codelists.code_list.cache_info().currsize)"
    )
    result = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    )

    assert result.stdout.split() == ["[]", "0"]
    assert codelists.FOLDER.is_dir()
