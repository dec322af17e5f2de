"""What is looked up in a file later: nobody pays for what nobody asks."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

import invoicekit as ik
from invoicekit.binding import _later, _sights
from invoicekit.binding._later import SightsInFile
from invoicekit.documents.load import judged
from invoicekit.model import Sights

INVOICE = ik.Invoice(
    number="1",
    specification="urn:cen.eu:en16931:2017",
    currency="EUR",
    notes=[ik.Note(text="One"), ik.Note(text="Two")],
)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    looks: list[str] = []
    look = _sights.sights_of

    def sights_of(root: object, syntax: object) -> Sights:
        looks.append("once")
        return look(root, syntax)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(_later, "sights_of", sights_of)
    return looks


@pytest.mark.parametrize("syntax", ["ubl", "cii"])
def test_a_verdict_by_the_standard_alone_looks_for_nothing_else(
    syntax: str, counted: list[str]
) -> None:
    data = ik.write(INVOICE, syntax)

    ik.validate(data, "en16931")
    assert not counted

    ik.validate(data, "peppol")
    assert counted == ["once"]


@pytest.mark.parametrize("syntax", ["ubl", "cii"])
def test_a_loaded_file_is_seen_as_a_judged_one(syntax: str) -> None:
    data = ik.write(INVOICE, syntax)

    sights = ik.load(data).source.sights

    assert "notes" in sights.observed
    assert sights == judged(data).source.sights


def test_what_was_seen_is_pickled_without_the_file() -> None:
    source = ik.load(ik.write(INVOICE, "ubl")).source

    look = pickle.loads(pickle.dumps(source.look))

    assert isinstance(look, SightsInFile)
    assert look() == source.sights
    assert replace(source, look=look) == source
