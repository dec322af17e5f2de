"""What was judged is judged again only where something it depends on changed."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import Mock

import pytest

import invoicekit as ik
from invoicekit.findings import Report
from invoicekit.services import _issuable, _verdicts
from invoicekit.services._verdicts import Verdicts


def test_a_valid_verdict_is_known() -> None:
    verdicts = Verdicts()
    verdicts.keep("a")

    assert verdicts.know("a")
    assert not verdicts.know("b")


def test_so_many_are_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_verdicts, "MOST", 2)
    verdicts = Verdicts()

    for name in "abc":
        verdicts.keep(name)

    assert [verdicts.know(name) for name in "abc"] == [False, False, True]


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
    judged = Mock(return_value=Report(()))
    monkeypatch.setattr(_issuable, "check", judged)

    now[0] = now[0].replace(day=day)
    kit.invoices.issue(draft.id, actor="bob")

    assert judged.called is again
