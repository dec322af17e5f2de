"""What members add to the common law: languages, numbers, titles of corrections."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale

from invoicekit.jurisdiction.eu import MEMBERS
from invoicekit.jurisdiction.members import LANGUAGES, corrections_of, notes_of, numbering_of
from invoicekit.numbering import parse_pattern
from invoicekit.regimes import REGIMES, regime_of

OWN_FILES = {"DE", "FR"}


def test_every_member_without_a_file_has_its_languages() -> None:
    assert set(LANGUAGES) == MEMBERS - OWN_FILES
    assert {name.upper() for name in REGIMES.names()} & MEMBERS == OWN_FILES


@pytest.mark.parametrize("country", sorted(LANGUAGES))
def test_a_credit_note_has_its_name_in_the_members_languages(country: str) -> None:
    regime = regime_of(country)
    titles = regime.corrections.titles["381"]

    assert {tag.partition("-")[0] for tag in regime.languages} <= set(titles)
    assert all(Locale.parse(language) for language in titles)
    assert regime.corrections.void == "never"
    assert regime.corrections.source.endswith("Directive 2006/112/EC, article 219")


@pytest.mark.parametrize(
    ("country", "gapless"),
    [("ES", True), ("HU", True), ("PT", True), ("BG", True), ("AT", False), ("IT", False)],
)
def test_some_members_ask_for_an_unbroken_sequence(country: str, gapless: bool) -> None:
    assert regime_of(country).numbering.gapless is gapless


def test_bulgarian_numbers_have_ten_digits_and_never_start_again() -> None:
    policy = numbering_of("BG")
    number = parse_pattern(policy.pattern).render(
        prefix="", issue_date=date(2026, 11, 24), sequence=42
    )

    assert (number, policy.reset) == ("0000000042", "never")


def test_a_member_without_words_of_its_own_has_the_unions() -> None:
    assert notes_of("CZ")["small_business"]["cs"].startswith("Osvobozeno od DPH")
    assert notes_of("PL")["small_business"]["de"].startswith("Steuerfrei nach der Sonderregelung")
    assert corrections_of("IE").titles == {"381": {"en": "Credit note"}}
    assert numbering_of("IE").source == "Directive 2006/112/EC, article 226 (2)"
