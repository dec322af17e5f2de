"""Rules of a level: what may stand in each place of a file, asked on one walk through it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from invoicekit.binding import LevelRules
from invoicekit.findings import Severity

NAMESPACES = {"a": "urn:a"}
DATA = {
    "places": {
        "a:Head": {
            "bounds": {"a:ID": "1..1 T-1", "a:Note[@kind='x']": "0..1 T-2", "@lang": "1..* T-3"},
            "below": {"a:ID": {"unused": ["@scheme"]}},
        },
        "a:Code": {"codes": {".": "letters T-4", "@list": "letters T-5"}},
        'a:Tax[a:ID="A"]': {"bounds": {"a:Rate": "1..* T-6"}},
        "a:Tax[ not(a:ID='A') ]": {"unused": ["."]},
    },
    "rules": [
        {
            "id": "T-7",
            "context": "//a:Line",
            "path": "//a:Group[@id = $line]",
            "least": 1,
            "line": "string(@group)",
        },
        {"id": "T-8", "path": "a:Word", "codes": "letters", "severity": "warning"},
        {"id": "T-9", "path": "a:Bad", "most": 0},
    ],
}


CODES = {"letters": frozenset("ab")}.__getitem__


def rules() -> LevelRules:
    return LevelRules(DATA, NAMESPACES, CODES, "T-NO")


HEAD = "<a:Head lang='de'><a:ID/></a:Head>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (HEAD, []),
        ("<a:Head lang='de'/>", ["T-1"]),
        ("<a:Head lang='de'><a:ID/><a:ID/></a:Head>", ["T-1"]),
        ("<a:Head><a:ID/></a:Head>", ["T-3"]),
        ("<a:Head lang='de'><a:ID scheme='1'/></a:Head>", ["T-NO"]),
        ("<a:Head lang='de'><a:ID/><a:Note kind='x'/><a:Note kind='x'/></a:Head>", ["T-2"]),
        ("<a:Head lang='de'><a:ID/><a:Note kind='x'/><a:Note/></a:Head>", []),
        ("<a:Code list='b'>a</a:Code>", []),
        ("<a:Code>c</a:Code>", ["T-4"]),
        ("<a:Code list='c'/>", ["T-5"]),
        ("<a:Tax><a:ID>A</a:ID><a:Rate/></a:Tax>", []),
        ("<a:Tax><a:ID>A</a:ID></a:Tax>", ["T-6"]),
        ("<a:Tax><a:ID>B</a:ID></a:Tax>", ["T-NO"]),
        ("<a:Line group='1'/><a:Group id='1'/>", []),
        ("<a:Line group='2'/><a:Group id='1'/>", ["T-7"]),
        ("<a:Word> a </a:Word>", []),
        ("<a:Word>a</a:Word><a:Word>ab</a:Word>", ["T-8"]),
        ("<a:Bad/>", ["T-9"]),
        ("<b:Head xmlns:b='urn:b'/>", []),
    ],
)
def test_what_does_not_hold_is_told(body: str, expected: list[str]) -> None:
    root = etree.fromstring(f'<a:Doc xmlns:a="urn:a">{body}</a:Doc>')

    assert [rule.id for rule, _ in rules().broken(root)] == expected


def test_a_rule_says_what_it_counts_and_how_bad_it_is() -> None:
    root = etree.fromstring('<a:Doc xmlns:a="urn:a"><a:Head/><a:Word>c</a:Word></a:Doc>')
    told = {rule.id: (rule.message, rule.severity) for rule, _ in rules().broken(root)}

    assert told["T-1"] == ("So many are there, ≥ 1, ≤ 1: a:Head: a:ID.", Severity.ERROR)
    assert told["T-8"][1] is Severity.WARNING
    assert rules().ids == {f"T-{number}" for number in range(1, 10)} | {"T-NO"}


def test_rules_of_files_beside_are_asked_too(tmp_path: Path) -> None:
    file, beside = tmp_path / "level.json", tmp_path / "level_rules.json"
    file.write_text(json.dumps({"places": {}}))
    beside.write_text(json.dumps({"rules": DATA["rules"]}))

    assert LevelRules.load(file, [], NAMESPACES, CODES, "T-NO").ids == frozenset()
    loaded = LevelRules.load(file, [beside], NAMESPACES, CODES, "T-NO")
    assert loaded.ids == {"T-7", "T-8", "T-9"}
    assert all(rule.params["level"] for rule in loaded.rules)


def test_an_element_may_stand_in_several_places() -> None:
    places = {
        "a:Tax[a:A]": {"below": {"a:ID": {"unused": ["."]}}},
        "a:Tax[a:B]": {"below": {"a:Rate": {"unused": ["."]}}},
    }
    both = LevelRules({"places": places}, NAMESPACES, CODES, "T-NO")
    root = etree.fromstring(
        '<a:Doc xmlns:a="urn:a"><a:Tax><a:A/><a:B/><a:ID/><a:Rate/></a:Tax></a:Doc>'
    )

    assert [str(element.tag)[7:] for _, element in both.broken(root)] == ["ID", "Rate"]
