"""Counting is linear in the order of the file, and right in any order."""

from __future__ import annotations

from random import Random

import pytest
from lxml import etree
from lxml.etree import _Element

import invoicekit as ik
from invoicekit.binding._positions import Positions

TREE = etree.fromstring(
    b"<r>" + b"<a><c/></a><b/>" * 40 + b"<a><c/><c/><d><c/></d></a>" * 40 + b"</r>"
)


def test_each_element_is_weighed_once_when_asked_in_order() -> None:
    weighed: list[_Element] = []

    def weigh(element: _Element) -> int:
        weighed.append(element)
        return 2

    positions = Positions(TREE)
    elements = TREE.findall("a")

    assert [positions.before(each, "two", weigh) for each in elements] == [*range(0, 160, 2)]
    assert len(weighed) == 79
    assert positions.before(elements[3], "two", weigh) == 6  # back again, from there on anew
    assert positions.before(elements[79], "two", weigh) == 158


@pytest.mark.parametrize("seed", range(5))
def test_any_order_gives_the_same(seed: int) -> None:
    positions = Positions(TREE)
    nested, children = [*TREE.iter("c")], [*TREE]
    Random(seed).shuffle(nested)
    Random(seed).shuffle(children)

    for each in nested:
        assert positions.in_document(each) == [*TREE.iter("c")].index(each)
    for each in children:
        assert positions.among_siblings(each) == TREE.findall(str(each.tag)).index(each)


def test_an_element_of_another_document_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="c is not in the document"):
        Positions(TREE).in_document(etree.fromstring(b"<c/>"))


UBL = (
    b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac='
    b'"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc='
    b'"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">%s</Invoice>'
)


@pytest.mark.parametrize(
    "odd",
    [
        b"<cbc:Mood>x</cbc:Mood>",
        b"<cbc:UUID>x</cbc:UUID>",
        b"<cbc:Note a='1'>x</cbc:Note>",
        b"<cac:InvoiceLine/>",
        b"<cac:AllowanceCharge><cbc:Amount>1.234</cbc:Amount></cac:AllowanceCharge>",
        b"<cac:TaxTotal><cac:TaxSubtotal><cbc:Percent/></cac:TaxSubtotal></cac:TaxTotal>",
    ],
)
def test_a_file_of_nothing_but_oddities_is_judged_within_the_limit(odd: bytes) -> None:
    report = ik.validate(UBL % (odd * 2_000), limits=ik.Limits(findings=20))

    rules = {(finding.rule, finding.severity) for finding in report.findings}
    assert not report.valid
    assert len(report.findings) <= 20 + len(rules)
    assert ("IK-MORE" in {rule for rule, _ in rules}) or len(report.findings) < 20 + len(rules)
    assert all(each.xpath.startswith("/Invoice") for each in report.findings if each.path)
