"""A series that another program began goes on where that one ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pydantic
import pytest
from tests.numbering.sources.conftest import shop

import invoicekit as ik
from invoicekit import errors
from invoicekit.numbering import terms_of

GAPS = [ik.NumberGap(first=17, last=18)]
BEFORE = ik.ImportedNumbers(last=1234, last_date=date(2026, 2, 27), gaps=GAPS)
Number = Callable[..., str]


def test_the_counter_goes_on(kit: ik.InvoiceKit, number: Number) -> None:
    kit.issuers.create(shop(BEFORE), actor="alice")
    assert [number(), number()] == ["2026-001235", "2026-001236"]
    [series] = kit.series.list()
    assert terms_of(series.terms).gaps == tuple(GAPS)
    assert kit.audit.verify().faults == ()
    [row] = kit.reports.make("series", as_of=date(2026, 3, 31)).records()
    assert (row["first"], row["last"], row["finding"]) == ("2026-001235", "2026-001236", "intact")


def test_another_year_begins_at_one(kit: ik.InvoiceKit, number: Number) -> None:
    before = ik.ImportedNumbers(last=99, last_date=date(2025, 12, 30))
    kit.issuers.create(shop(before), actor="alice")
    assert number() == "2026-000001"
    assert kit.audit.verify().faults == ()


def test_no_document_is_dated_before_the_last_of_the_other_program(
    kit: ik.InvoiceKit, number: Number
) -> None:
    german = ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    )
    kit.issuers.create(shop(BEFORE, party=german, scheme="small_business"), actor="alice")
    with pytest.raises(errors.DateInversion, match="2026-02-27"):
        number(issue_date=date(2026, 2, 26), currency="EUR")


def test_what_has_begun_is_not_begun_again(kit: ik.InvoiceKit, number: Number) -> None:
    """Doubles would follow, or a gap that nobody explains."""
    issuer = kit.issuers.create(shop(), actor="alice")
    number()
    kit.issuers.update(issuer.id, actor="alice", numbers=BEFORE)
    with pytest.raises(errors.ConfigurationError, match="has been begun"):
        number()


def test_the_setting_may_go_once_the_series_has_begun(kit: ik.InvoiceKit, number: Number) -> None:
    issuer = kit.issuers.create(shop(BEFORE), actor="alice")
    number()
    kit.issuers.update(issuer.id, actor="alice", numbers=None)
    assert number() == "2026-001236"
    assert kit.audit.verify().faults == ()


@pytest.mark.parametrize("gap", [(18, 17), (1234, 1234), (1230, 1240)])
def test_gaps_lie_before_the_last_number(gap: tuple[int, int]) -> None:
    with pytest.raises(pydantic.ValidationError, match="is not before 1234"):
        ik.ImportedNumbers(
            last=1234,
            last_date=date(2026, 2, 27),
            gaps=[ik.NumberGap(first=gap[0], last=gap[1])],
        )
