"""Tax ids: certain faults are named, doubt passes with a note, and each country's form is kept."""

from __future__ import annotations

import subprocess
import sys
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.codelists import countries
from invoicekit.identifiers import IdCheck, check_tax_id, format_tax_id, vat_id


@pytest.mark.parametrize(
    ("country", "value", "normalized"),
    [
        ("DE", "136695976", "DE136695976"),
        ("DE", "DE 136 695 976", "DE136695976"),
        ("de", "de136695976", "DE136695976"),
        ("DE", "ＤＥ１３６６９５９７６", "DE136695976"),
        ("AT", "U13585627", "ATU13585627"),
        ("BE", "403.019.261", "BE0403019261"),
        ("GR", "094259216", "EL094259216"),
        ("GR", "GR094259216", "EL094259216"),
        ("EL", "EL094259216", "EL094259216"),
        ("FR", "FR 83 404 833 048", "FR83404833048"),
        ("NL", "NL123456789B13", "NL123456789B13"),
        ("IE", "6433435OA", "IE6433435OA"),
        ("PL", "856-734-62-15", "PL8567346215"),
        ("GB", "GB 980 7806 84", "GB980780684"),
        ("GB", "GBGD001", "GBGD001"),
        ("XI", "XI980780684", "XI980780684"),
        ("XI", "GB980780684", "XI980780684"),
        ("CH", "CHE-107.787.577 IVA", "CHE107787577IVA"),
        ("CH", "CHE-107.787.577", "CHE107787577"),
        ("NO", "NO 995 525 828 MVA", "NO995525828MVA"),
        ("NO", "995525828", "NO995525828"),
        ("US", "91-1144442", "911144442"),
        ("JP", "7000012050002", "7000012050002"),
        ("JP", "T7000012050002", "T7000012050002"),
        ("BR", "12.ABC.345/01DE-35", "12ABC34501DE35"),
        ("BR", "390.533.447-05", "39053344705"),
        ("IN", "27AAPFU0939F1ZV", "27AAPFU0939F1ZV"),
        ("AU", "83 914 571 673", "83914571673"),
        ("CA", "12302 6635 RC 0001", "123026635RC0001"),
        ("CN", "９１１１０１０５ＴＸＴＸＴＸ０１０Ｎ", "91110105TXTXTX010N"),
    ],
)
def test_right_vat_numbers(country: str, value: str, normalized: str) -> None:
    found = check_tax_id(country, value)

    assert (found.valid, found.normalized, found.reason) == (True, normalized, "")


@pytest.mark.parametrize(
    ("country", "value", "words", "example"),
    [
        ("DE", "136695977", "check digit", "DE136695976"),
        ("DE", "DE13669597", "length", "DE136695976"),
        ("FR", "404833048", "length", "FR83404833048"),
        ("AT", "13585627", "format", "ATU13585627"),
        ("CN", "91110105TXTXTX010P", "should be N", "91110105TXTXTX010N"),
        ("CN", "", "empty", "91110105TXTXTX010N"),
        ("DE", " - ", "empty", "DE136695976"),
        ("SE", "1234567897", "format", ""),
    ],
)
def test_wrong_ones_say_why_and_show_a_right_one(
    country: str, value: str, words: str, example: str
) -> None:
    found = check_tax_id(country, value)

    assert not found.valid
    assert words in found.reason
    assert example in found.reason


@pytest.mark.parametrize(
    ("country", "value"),
    [
        ("SA", "300000000000003"),
        ("ZZ", "abc"),
        ("1A", "810000000"),
        ("", "1"),
        ("NZ", "9429041525746"),
    ],
)
def test_doubt_passes_with_a_note(country: str, value: str) -> None:
    found = check_tax_id(country, value)

    assert found.valid
    assert found.reason.startswith("not checked")


@pytest.mark.parametrize(
    ("country", "value", "normalized"),
    [
        ("DE", "21/815/08150", "2181508150"),
        ("FR", "552 008 443", "552008443"),
        ("FR", "73282932000074", "73282932000074"),
        ("IT", "00743110157", "00743110157"),
        ("ES", "54362315K", "54362315K"),
        ("US", "123-45-6789", "123456789"),
        ("CN", "91110105TXTXTX010N", "91110105TXTXTX010N"),
    ],
)
def test_tax_registrations_have_no_prefix(country: str, value: str, normalized: str) -> None:
    assert check_tax_id(country, value, "tax") == IdCheck(
        True, normalized, "uscc" if country == "CN" else "tax"
    )


@pytest.mark.parametrize("kind", ["vat", "tax"])
def test_every_country_takes_any_text(kind: Literal["vat", "tax"]) -> None:
    for country in sorted(countries()):
        assert check_tax_id(country, "12345678", kind).normalized
        assert format_tax_id(country, "12345678")


@given(st.sampled_from("DE FR GB GR XI CH NO JP CN US BR".split()), st.text(max_size=20))
def test_no_text_is_too_odd(country: str, value: str) -> None:
    found = check_tax_id(country, value)
    again = check_tax_id(country, found.normalized)

    assert found.valid or found.reason
    if found.valid:
        assert again == found
        assert check_tax_id(country, format_tax_id(country, value)).normalized == found.normalized


@pytest.mark.parametrize(
    ("country", "value", "text"),
    [
        ("DE", "136695976", "DE136695976"),
        ("GR", "GR094259216", "EL094259216"),
        ("EL", "094259216", "EL094259216"),
        ("XI", "GB980780684", "XI980780684"),
        ("CH", "107.787.577", "CHE107787577"),
        ("CH", "CHE-107.787.577 MWST", "CHE107787577MWST"),
        ("CN", "91110105TXTXTX010N", "91110105TXTXTX010N"),
        ("US", "91-1144442", "911144442"),
        ("DE", "", ""),
        ("", "12-3", "123"),
    ],
)
def test_the_prefix_of_a_vat_id(country: str, value: str, text: str) -> None:
    assert vat_id(country, value) == text


@pytest.mark.parametrize(
    ("country", "value", "text"),
    [
        ("DE", "DE136695976", "DE136695976"),
        ("GB", "GB980780684", "GB 980 7806 84"),
        ("XI", "980780684", "XI 980 7806 84"),
        ("CH", "CHE107787577MWST", "CHE-107.787.577 MWST"),
        ("CH", "CHE107787577", "CHE-107.787.577"),
        ("PL", "PL8567346215", "856-734-62-15"),
        ("US", "911144442", "91-1144442"),
        ("BR", "39053344705", "390.533.447-05"),
        ("AU", "83914571673", "83 914 571 673"),
        ("GR", "GR094259216", "EL094259216"),
        ("JP", "T7000012050002", "T7000012050002"),
        ("CN", "91110105txtxtx010n", "91110105TXTXTX010N"),
        ("DE", "136695977", "DE136695977"),  # wrong: shown as it is
        ("ZZ", "12-3", "123"),
    ],
)
def test_numbers_as_people_write_them(country: str, value: str, text: str) -> None:
    assert format_tax_id(country, value) == text


def test_importing_the_floor_does_not_bring_in_stdnum() -> None:
    probe = "import sys, invoicekit.identifiers; print('stdnum' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    )

    assert result.stdout.strip() == "False"
