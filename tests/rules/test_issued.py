"""An issued document has a number and a date."""

from __future__ import annotations

import pytest
from tests.rules.invoices import CLEAN

from invoicekit.model import SourceFacts
from invoicekit.rules import RULE_SETS, check


@pytest.mark.parametrize(("field", "rule"), [("number", "BR-02"), ("issue_date", "BR-03")])
def test_it_is_asked_for(field: str, rule: str) -> None:
    report = check(CLEAN.replace(**{field: None}), RULE_SETS["issued"])

    assert [(f.rule, f.path) for f in report.findings] == [(rule, field)]


def test_a_date_that_is_there_but_unreadable_is_given() -> None:
    source = SourceFacts(syntax="ubl", present=frozenset({"issue_date"}))

    assert check(CLEAN.replace(issue_date=None), RULE_SETS["issued"], source).valid
