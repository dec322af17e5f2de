"""Rules about the file: asked by what was touched, counted by path."""

from __future__ import annotations

import pytest
from lxml import etree

from invoicekit.binding import SyntaxRules
from invoicekit.findings import Severity

NAMESPACES = {"a": "urn:a"}
DATA = {
    "unused": {"a:Color": "T-CR-1", "(a:Line|a:Row)/a:Color": "T-CR-2", "//@lang": "T-DT-1"},
    "bounds": [
        {"id": "T-SR-1", "context": "", "path": "a:Note", "most": 1},
        {"id": "T-SR-2", "context": "//a:Line", "path": "a:ID", "least": 1, "most": 1},
        {
            "id": "T-DT-2",
            "context": "//a:Amount",
            "path": "self::*[string-length(substring-after(., '.')) > 2]",
            "most": 0,
            "keys": ["digits"],
        },
        {
            "id": "T-CL-1",
            "context": "//a:Amount",
            "path": "@currencyID",
            "least": 1,
            "codes": "currencies",
            "keys": ["currency"],
            "severity": "warning",
        },
    ],
    "single": [["", "a:Number"]],
    "readable": [["//a:Line", "a:Amount"]],
    "watched": ["a:Party"],
    "several": ["a:Party/a:ID"],
}
NETWORKS = {"single": [["net", "", "a:Name"]], "readable": [["net", "", "a:Amount"]]}
RULES = SyntaxRules(DATA, NAMESPACES, "ubl", NETWORKS)


def root(body: str) -> etree._Element:
    return etree.fromstring(f'<a:Doc xmlns:a="urn:a">{body}</a:Doc>')


@pytest.mark.parametrize(
    ("body", "touched", "expected"),
    [
        ("<a:Color/>", "a:Color", ["T-CR-1"]),
        ("<a:Line><a:Color/></a:Line>", "a:Color", ["T-CR-2"]),
        ("<a:Row><a:Color/></a:Row>", "a:Color", ["T-CR-2"]),
        ("<a:Note lang='x'/>", "@lang", ["T-DT-1"]),
        ("<a:Note/>", "a:Note", []),
        ("<a:Note/><a:Note/>", "a:Note", ["T-SR-1"]),
        ("<a:Line/><a:Line/>", "a:Line", ["T-SR-2", "T-SR-2"]),
        ("<a:Line><a:ID/></a:Line>", "a:ID", []),
        ("<a:Line><a:ID/><a:ID/></a:Line>", "a:ID", ["T-SR-2"]),
        ("<a:Amount>1.234</a:Amount>", "digits", ["T-DT-2"]),
        ("<a:Amount>1.23</a:Amount>", "digits", []),
        ("<a:Amount currencyID='XXQ'/>", "currency", ["T-CL-1"]),
        ("<a:Amount/>", "currency", ["T-CL-1"]),
        ("<a:Amount currencyID=' EUR '/>", "currency", []),
        ("<a:Number/><a:Number/>", "a:Number", ["IK-UNDECIDED"]),
        ("<a:Color/>", "a:Other", []),
    ],
)
def test_only_what_was_touched_is_asked(body: str, touched: str, expected: list[str]) -> None:
    assert [rule.id for rule, _ in RULES.broken(root(body), {touched})] == expected


def test_severities_and_messages() -> None:
    found = {rule.id: rule for rule in RULES.rules}
    assert found["T-CR-1"].severity is Severity.WARNING
    assert found["T-SR-1"].severity is Severity.ERROR
    assert found["T-CL-1"].severity is Severity.WARNING
    assert found["T-CR-1"].message == "Not used: a:Color."
    assert found["T-SR-2"].message == "So many are there, ≥ 1, ≤ 1: a:Line: a:ID."
    assert found["T-CL-1"].message.startswith("A code is on the list of currencies")


def test_a_value_that_the_official_rules_need_leaves_them_without_verdict() -> None:
    document = root("<a:Line><a:Amount>x</a:Amount></a:Line><a:Amount>y</a:Amount>")
    odd = list(document.iter("{urn:a}Amount"))

    assert list(RULES.unreadable(document, odd)) == [(odd[0], ""), (odd[1], "net")]
    assert list(RULES.unreadable(document, [])) == []


def test_what_a_network_alone_asks_says_so() -> None:
    (found,) = RULES.broken(root("<a:Name/><a:Name/>"), {"a:Name"})
    assert found[0].id == "IK-UNDECIDED"
    assert found[0].params["asked_by"] == "net"


def test_says_which_elements_to_look_at() -> None:
    assert RULES.looks_at("x/a:Party")
    assert RULES.looks_at("a:Line/a:Color")
    assert not RULES.looks_at("a:Line")
    assert RULES.counts("a:Seller/a:Party/a:ID")
    assert not RULES.counts("a:Line/a:ID")
    assert RULES.knows_currency("EUR")
    assert not RULES.knows_currency("XXQ")
