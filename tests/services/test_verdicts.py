"""What was judged is judged again only where something it depends on changed."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import Mock

import pytest

import invoicekit as ik
from invoicekit.findings import Finding, Report, Severity
from invoicekit.services import _issuable, _verdicts
from invoicekit.services._verdicts import Verdicts

VALID = Report(())
WRONG = Report((Finding("BR-01", Severity.ERROR, "wrong"),))


def test_a_valid_verdict_is_asked_for_once() -> None:
    verdicts, answers = Verdicts(), iter([VALID])

    assert verdicts.of("a", lambda: next(answers)) is VALID
    assert verdicts.of("a", lambda: next(answers)) is VALID


def test_what_was_wrong_is_judged_anew() -> None:
    verdicts, answers = Verdicts(), iter([WRONG, VALID])

    assert verdicts.of("a", lambda: next(answers)) is WRONG
    assert verdicts.of("a", lambda: next(answers)) is VALID


def test_so_many_are_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_verdicts, "MOST", 2)
    verdicts, asked = Verdicts(), list[str]()

    def judge(name: str) -> Report:
        asked.append(name)
        return VALID

    for name in "abca":
        verdicts.of(name, lambda: judge(name))  # noqa: B023  # asked at once

    assert asked == ["a", "b", "c", "a"]


@pytest.mark.parametrize(
    ("day", "again"), [(2, False), (3, True)], ids=["the same day", "a day later"]
)
def test_an_issue_judges_what_changed_since_the_review(
    monkeypatch: pytest.MonkeyPatch, day: int, *, again: bool
) -> None:
    now = [datetime(2026, 3, 2, 10, tzinfo=UTC)]
    party = ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    )
    kit = ik.InvoiceKit.in_memory(issuer=party, clock=lambda: now[0])
    buyer = kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
    line = ik.OrderLine(name="Keyboard", quantity="1", unit_price="10", vat="S 19")
    order = ik.Order(reference="1", customer_id=buyer.id, currency="EUR", lines=[line])
    draft = kit.invoices.create_from_order(order, actor="alice")
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")
    judged = Mock(return_value=VALID)
    monkeypatch.setattr(_issuable, "check", judged)

    now[0] = now[0].replace(day=day)
    kit.invoices.issue(draft.id, actor="bob")

    assert judged.called is again
