"""A range that an authority approved: numbered through, warned of at 80 %, refused at its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pydantic
import pytest
from tests.numbering.sources.conftest import shop

import invoicekit as ik
from invoicekit import errors

TEN = ik.ApprovedRange(
    first=990000001, last=990000010, authorization="18764-2026", valid_until=date(2026, 3, 31)
)
Number = Callable[..., str]


def test_it_is_numbered_through_and_then_refused(
    kit: ik.InvoiceKit, draft: Callable[..., str], number: Number
) -> None:
    issuer = kit.issuers.create(shop(TEN, series_prefix="SETP"), actor="alice")
    assert [number() for _ in range(10)] == [f"SETP9900000{n:02}" for n in range(1, 11)]
    one_more = draft()
    with pytest.raises(errors.NumberRangeExhausted, match=r"authorization 18764-2026.*used up"):
        kit.invoices.issue(one_more, actor="bob")
    assert kit.invoices.get(one_more).document_status == "draft"
    assert kit.audit.verify().faults == ()

    another = ik.ApprovedRange(first=990000011, last=990000020)
    kit.issuers.update(issuer.id, actor="alice", numbers=another)
    assert kit.invoices.issue(one_more, actor="bob").number == "SETP990000011"
    assert kit.audit.verify().faults == ()


def test_at_80_percent_one_event_says_so(kit: ik.InvoiceKit, draft: Callable[..., str]) -> None:
    issuer = kit.issuers.create(shop(TEN), actor="alice")
    ids = [draft() for _ in range(9)]
    warned: list[int] = []
    for each in ids:
        assert bool(kit.series.running_out()) is bool(warned)
        kit.invoices.issue(each, actor="bob")
        types = [event.type for event in kit.events.of(each)]
        warned += [ids.index(each) + 1] * types.count("series.running_out")
    assert warned == [8]
    [event] = [e for e in kit.events.of(ids[7]) if e.type == "series.running_out"]
    assert event.data == {"series": f"{issuer.id}/invoice//990000001-990000010", "left": 2}


def test_a_batch_that_does_not_fit_leaves_nothing(
    kit: ik.InvoiceKit, draft: Callable[..., str]
) -> None:
    kit.issuers.create(shop(ik.ApprovedRange(first=1, last=2)), actor="alice")
    with pytest.raises(errors.NumberRangeExhausted):
        kit.invoices.issue_many([draft() for _ in range(3)], actor="bob")
    assert kit.series.list() == ()


def test_after_its_last_day_it_is_refused_until_it_is_prolonged(
    kit: ik.InvoiceKit, number: Number
) -> None:
    short = TEN.replace(valid_until=date(2026, 3, 1))
    issuer = kit.issuers.create(shop(TEN), actor="alice")
    number()
    kit.issuers.update(issuer.id, actor="alice", numbers=short)
    with pytest.raises(errors.NumberRangeExhausted, match="not valid on 2026-03-02"):
        number()
    kit.issuers.update(issuer.id, actor="alice", numbers=TEN)
    assert number() == "990000002"


def test_an_issuers_own_pattern_is_kept(kit: ik.InvoiceKit, number: Number) -> None:
    kit.issuers.create(shop(TEN, number_pattern="{prefix}{yyyy}/{seq}"), actor="alice")
    assert number() == "2026/990000001"


def test_a_range_ends_after_it_begins() -> None:
    with pytest.raises(pydantic.ValidationError, match="before it begins"):
        ik.ApprovedRange(first=2, last=1)
