"""What the European standard asks beyond the core is not asked of everybody."""

from __future__ import annotations

import pytest
from tests.rules.breaks import BREAKS
from tests.rules.invoices import edited

from invoicekit.rules import RULE_SETS, check
from invoicekit.rules._european import RULES as EUROPEAN

CORE = {rule.id for rule in RULE_SETS["core"]}
BEYOND = sorted({rule.id for rule in EUROPEAN.own})


@pytest.mark.parametrize("rule", BEYOND)
def test_the_core_does_not_ask_it(rule: str) -> None:
    change = BREAKS[rule]
    report = check(edited(change.invoice, change.path, change.value), RULE_SETS["core"])

    assert rule not in CORE
    assert {finding.rule for finding in report.findings} <= change.also


def test_it_asks_all_that_the_core_asks() -> None:
    assert {rule.id for rule in RULE_SETS["en16931"]} > CORE
