"""The texts of untaxed lines: every member's language has them."""

from __future__ import annotations

import pytest

from invoicekit.jurisdiction.eu import MEMBERS
from invoicekit.jurisdiction.members import LANGUAGES
from invoicekit.jurisdiction.notes import NOTES
from invoicekit.regimes import regime_of

OFFICIAL = set("bg cs da de el en es et fi fr hr hu it lt lv nl pl pt ro sk sl sv".split())
"""Languages of the members' invoices; Irish and Maltese ones are in English."""
OF_MEMBERS = ["reverse_charge", "intra_community", "export", "outside_scope", "small_business"]


@pytest.mark.parametrize("note", sorted(NOTES))
def test_notes_speak_at_least_four_languages(note: str) -> None:
    assert {"en", "de", "fr", "zh"} <= set(NOTES[note])


@pytest.mark.parametrize("note", OF_MEMBERS)
def test_notes_of_the_union_speak_every_members_language(note: str) -> None:
    assert set(NOTES[note]) == OFFICIAL | {"zh"}
    assert all(text and text == text.strip() for text in NOTES[note].values())


def test_no_text_stands_for_two_languages_by_mistake() -> None:
    for note in OF_MEMBERS:
        texts = [text for language, text in NOTES[note].items() if language != "pt"]
        assert len(set(texts)) == len(texts), note


@pytest.mark.parametrize("country", sorted(MEMBERS))
def test_a_member_has_every_note_in_its_own_language(country: str) -> None:
    regime = regime_of(country)

    for note in OF_MEMBERS:
        assert regime.languages[0] in regime.notes[note]
    assert LANGUAGES.get(country, regime.languages) == regime.languages
