"""Rules about what stands in unknown places: rows with words, one for each family of rules."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from invoicekit.binding import SyntaxRules
from invoicekit.binding.astray import ASTRAY, astray_rows
from invoicekit.findings import Severity

NAMESPACES = {"a": "urn:a"}
DATA: dict[str, Any] = {
    "words": {"tax": "//a:Tax[a:Code = '{category}']", "listed": "' {codes:letters} '"},
    "categories": {"S": "S", "IC": "K"},
    "rules": [
        {
            "id": "T-{prefix}-1",
            "seen": ["a:Tax"],
            "path": "self::*[not({tax}) or {fits}]",
            "least": 1,
            "instead": True,
            "of": "*",
            "by": {"fits": {"S": "a:Row", "IC": "a:Row[{tax}]"}},
        },
        {"id": "T-2", "seen": ["a:Tax", "a:Row"], "path": "//a:Tax", "most": 1, "of": "IC"},
        {
            "id": "T-3",
            "seen": ["a:Row"],
            "context": "//a:Row",
            "path": "self::*[contains({listed}, .)]",
            "least": 1,
            "severity": "warning",
        },
    ],
}


def _codes(name: str) -> frozenset[str]:
    assert name == "letters"
    return frozenset("BA")


def test_each_family_has_its_own_words() -> None:
    rows = list(astray_rows(DATA, _codes))

    assert [(row["id"], row["path"]) for row in rows] == [
        ("T-S-1", "self::*[not(//a:Tax[a:Code = 'S']) or a:Row]"),
        ("T-IC-1", "self::*[not(//a:Tax[a:Code = 'K']) or a:Row[//a:Tax[a:Code = 'K']]]"),
        ("T-2", "//a:Tax"),
        ("T-3", "self::*[contains(' A B ', .)]"),
    ]
    assert [row["instead"] for row in rows] == [True, True, False, False]
    assert rows[3]["severity"] is Severity.WARNING


OF_FAMILIES = {**DATA, "words": {"tax": DATA["words"]["tax"]}, "rules": DATA["rules"][:2]}
RULES = SyntaxRules({}, NAMESPACES, "ubl", astray=OF_FAMILIES)


@pytest.mark.parametrize(
    ("body", "touched", "broken", "instead"),
    [
        ("<a:X><a:Tax><a:Code>K</a:Code></a:Tax></a:X>", "a:Tax", ["T-IC-1"], {"T-S-1", "T-IC-1"}),
        ("<a:Row/><a:X><a:Tax><a:Code>K</a:Code></a:Tax></a:X>", "a:Tax", [], {"T-S-1", "T-IC-1"}),
        ("<a:X><a:Tax/><a:Tax/></a:X>", "a:Row", ["T-2"], set()),
        ("<a:X><a:Tax/></a:X>", "a:Row", [], set()),
    ],
)
def test_rows_are_asked_where_their_elements_stand_in_unknown_places(
    body: str, touched: str, broken: list[str], instead: set[str]
) -> None:
    root = etree.fromstring(f'<a:Doc xmlns:a="urn:a">{body}</a:Doc>')

    assert [rule.id for rule, _ in RULES.broken(root, {touched})] == []
    assert [rule.id for rule, _ in RULES.broken(root, {ASTRAY + touched})] == broken
    assert RULES.stand_in({touched}) == frozenset()
    assert RULES.stand_in({ASTRAY + touched}) == instead
    assert RULES.ids == frozenset(), "the model's rules are asked of any other file"
