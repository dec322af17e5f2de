"""Every rule speaks every language, about the same business terms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from invoicekit.findings import Finding, Rule, RuleSet, Severity, messages
from invoicekit.regimes import REGIMES, regime_of
from invoicekit.rules import RULE_SETS

TERM = re.compile(r"\b(?:BT|BG)(?:-DEX)?-\d+\b")
LANGUAGES = ("de", "fr", "zh")
READERS = """IK-UNKNOWN IK-ATTRIBUTE IK-REPEATED IK-UNREADABLE IK-CURRENCY IK-MORE IK-DIFFERING
    IK-INCOMPLETE IK-UNDECIDED IK-CN-QUOTA FX-NAME FX-RELATIONSHIP FX-XMP FX-LEVEL FX-FILE
    IK-KEPT OFD-DIFFERING OFD-MORE OFD-ODD OFD-PREVIEW PDF-TEXT ofd.changed ofd.gone ofd.added
    ofd.undigested ofd.unchecked ofd.unsigned ofd.signed
    syntax.unused syntax.count syntax.code""".split()
"""Ids and texts of findings that no rule but the reader of a file makes."""
SERVICES = """IK-IMPORT-AMOUNT IK-IMPORT-CODE IK-IMPORT-DATE IK-IMPORT-EMPTY IK-IMPORT-VALUE
    IK-IMPORT-WIDTH IK-LANGUAGE IK-NEED-KIND IK-NEED-PO IK-ORDER-IDS IK-ORDER-LINES IK-ORDER-PRICE
    IK-ORDER-TOTAL IK-PRINT-FONT IK-TAX-ID IK-TITLE-COMPANY IK-TITLE-COUNTRY IK-TITLE-LONG
    IK-TITLE-MAIL IK-TITLE-NAME IK-TITLE-NEEDED IK-TITLE-SCRIPT IK-TITLE-SIGN
    IK-TITLE-TAX""".split()
"""Ids of findings about what a service is handed: rows, orders, customers, titles."""


def every_rule() -> Iterator[Rule]:
    regimes = (*REGIMES, regime_of("PL"))  # Poland stands for the members without a file
    for rule_set in (*RULE_SETS, *(regime.rules for regime in regimes)):
        if isinstance(rule_set, RuleSet):
            yield from rule_set
            for syntax in ("", "ubl", "cii"):
                yield from rule_set.as_published(syntax)


RULES = {rule.id: rule for rule in every_rule()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_a_text(language: str) -> None:
    ids = (*RULES, *READERS, *SERVICES)

    assert [each for each in ids if messages.text_of(each, language) is None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_of_a_rule_that_is_gone(language: str) -> None:
    told = json.loads((messages.FOLDER / f"{language}.json").read_text(encoding="utf-8"))

    assert set(told["rules"]) - set(RULES) - {*READERS, *SERVICES} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_names_the_terms_that_the_rule_names(language: str) -> None:
    """All of them are the rule's, and it names one at least where the rule does."""
    wrong = {}
    for rule in RULES.values():
        finding = Finding(rule.id, Severity.ERROR, rule.message, terms=rule.terms)
        named = set(TERM.findall(finding.text(language)))
        own = set(TERM.findall(rule.message))
        if named - own or (own and not named):
            wrong[rule.id] = (named, own)
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_sentences_with_nothing_left_to_fill(language: str) -> None:
    end = "。" if language == "zh" else "."
    for rule in RULES.values():
        params = {"expected": "11.00", "found": "12.00"}
        finding = Finding(rule.id, Severity.ERROR, rule.message, "lines", rule.terms, params)
        text = finding.text(language)
        assert text.endswith(end), rule.id
        assert "{" not in text, rule.id
        assert "12.00" in text, rule.id
        assert text != rule.message


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Gesamtbetrag der Umsatzsteuer (BT-110) = Σ Steuerbetrag der Kategorien (BT-117)"),
        ("fr", "Total de la TVA (BT-110) = Σ montant de TVA des catégories (BT-117)"),
        ("zh", "税额合计 (BT-110) = Σ 各类别税额 (BT-117)"),
    ],
)
def test_a_text_says_what_was_expected_and_found(language: str, text: str) -> None:
    params = {"expected": "11.00", "found": "12.00"}
    end = {
        "de": ": erwartet 11.00, gefunden 12.00.",
        "fr": " : attendu 11.00, trouvé 12.00.",
        "zh": "：应为 11.00，实为 12.00。",
    }[language]

    assert Finding("BR-CO-14", Severity.ERROR, "…", params=params).text(language) == text + end


def test_rules_of_a_family_share_their_text() -> None:
    assert (messages.text_of("BR-AF-05", "de"), messages.text_of("BR-O-05", "fr")) == (
        "Steuer der Kanarischen Inseln: Der Steuersatz einer Position (BT-152) ist 0 oder mehr.",
        "Hors champ de la TVA : le taux d'une ligne (BT-152) est absent.",
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", SERVICES)
def test_what_a_service_finds_is_told_in_every_language(rule: str, language: str) -> None:
    names = "expected found customer count most scripts signs".split()
    params = {name: name.upper() for name in names}
    text = Finding(rule, Severity.ERROR, "English", "lines", ("BT-13",), params).text(language)

    assert text != "English"
    assert "{" not in text
    assert text.endswith("。" if language == "zh" else ".")
