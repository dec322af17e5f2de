"""The plain counter: from 1 on, and nothing to keep of it."""

from __future__ import annotations

from datetime import date

from invoicekit.model import CounterNumbers, DocumentKind, Issuer, Party
from invoicekit.numbering import NumberRequest, plan_series


def test_it_counts_from_one_without_an_end() -> None:
    issuer = Issuer(id="shop", party=Party(name="Shop"), numbers=CounterNumbers())
    plan = plan_series(issuer, NumberRequest(DocumentKind.INVOICE, date(2026, 3, 2)))
    assert (plan.terms, plan.lease) == (None, None)
    assert plan.number(date(2026, 3, 2), 1) == "2026-000001"
