"""Findings are reported with their terms and places, each rule at least once."""

from __future__ import annotations

import pytest

import invoicekit as ik
from invoicekit.documents.findings import reported, terms_at
from invoicekit.model import SourceFacts
from invoicekit.rules import RULE_SETS


@pytest.mark.parametrize(
    ("path", "terms"),
    [
        ("number", ("BT-1",)),
        ("lines[12].price.net", ("BT-146",)),
        ("lines[0].lines[3].quantity", ("BT-129",)),
        ("vat_breakdown[0].rate", ("BT-119",)),
        ("seller.name", ("BT-27",)),
        ("buyer.name", ("BT-44",)),
        ("buyer.address.city", ("BT-52",)),
        ("seller.address.country", ("BT-40",)),
        ("supply.address.country", ("BT-80",)),
        ("tax_representative.tax_ids[0].value", ("BT-63",)),
        ("lines[0].item.nothing.there", ("BG-31",)),
        ("", ()),
        ("nothing", ()),
    ],
)
def test_a_path_has_a_term(path: str, terms: tuple[str, ...]) -> None:
    assert terms_at(path) == terms


def finding(rule: str, path: str = "", severity: ik.Severity = ik.Severity.ERROR) -> ik.Finding:
    return ik.Finding(rule, severity, "No.", path)


def test_of_many_findings_each_rule_is_listed_and_the_rest_counted() -> None:
    many = [finding("A-1")] * 50 + [finding("B-1"), finding("A-1", severity=ik.Severity.WARNING)]

    listed = reported([*many, *many], SourceFacts(), limit=10)

    assert [(each.rule, each.severity.value) for each in listed[10:]] == [
        ("B-1", "error"),
        ("A-1", "warning"),
        ("IK-MORE", "information"),
    ]
    assert listed[-1].text("de") == "92 weitere Befunde sind nicht einzeln aufgeführt."
    assert len(reported(many, SourceFacts(), limit=52)) == 52
    assert len(reported([finding("A-1"), finding("B-1")], SourceFacts(), limit=1)) == 2


def test_the_file_is_asked_once_and_only_for_what_is_not_known() -> None:
    asked: list[set[str]] = []

    def places(paths: object) -> dict[str, str]:
        assert isinstance(paths, set)
        asked.append(paths)
        return {"number": "line 3 /Invoice/cbc:ID"}

    known = ik.Finding("A-1", ik.Severity.ERROR, "No.", "currency", location="line 9 /Invoice")
    source = SourceFacts(places=places)

    first, second, third = reported(
        [known, finding("B-1", "number"), finding("C-1", "seller")], source, limit=9
    )
    assert reported([], source, limit=9) == ()

    assert asked == [{"number", "seller"}]
    assert (first.line, first.terms) == (9, ("BT-5",))
    assert (second.line, second.xpath, second.terms) == (3, "/Invoice/cbc:ID", ("BT-1",))
    assert (third.line, third.xpath, third.terms) == (None, "", ("BG-4",))


def test_findings_of_a_file_name_term_path_and_xpath() -> None:
    data = (
        b"<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'"
        b" xmlns:cbc='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'>\n"
        b"<cbc:ID>1</cbc:ID>\n<cbc:IssueDate>yesterday</cbc:IssueDate></Invoice>"
    )
    report = ik.validate(data, limits=ik.Limits(findings=5))

    assert all(each.xpath and each.line for each in report.findings if each.path)
    [unread] = [each for each in report.findings if each.rule == "IK-UNREADABLE"]
    assert (unread.terms, unread.path, unread.line) == (("BT-2",), "issue_date", 3)
    assert unread.xpath == "/Invoice/cbc:IssueDate"


def test_what_a_reader_counts_is_told_in_the_words_of_the_rule() -> None:
    data = b"<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>"
    by_rule = {each.rule: each for each in ik.validate(data, profile="en16931").findings}

    assert by_rule["BR-01"].message == "An invoice names the specification it follows (BT-24)."
    assert by_rule["BR-01"].terms == ("BT-24",)
    assert by_rule["BR-01"].text("de").endswith("der sie folgt (BT-24).")

    counted = finding("UBL-CR-001")
    assert reported([counted], SourceFacts(), 9, RULE_SETS["en16931"]) == (counted,)
    told = ik.Finding("BR-01", ik.Severity.ERROR, "None.", params={"text": "syntax.count"})
    assert reported([told, told], SourceFacts(), 9)[0].message == "None."
