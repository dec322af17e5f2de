"""What an issuer says of its numbers decides, and what its country says before that."""

from __future__ import annotations

from datetime import date

import pytest

from invoicekit.model import (
    ApprovedRange,
    BlockNumbers,
    CounterNumbers,
    DocumentKind,
    ExternalNumbers,
    ImportedNumbers,
    Issuer,
    Party,
)
from invoicekit.model.numbers import Numbers
from invoicekit.numbering import (
    DefaultSeriesPolicy,
    NumberRequest,
    SeriesPlan,
    external_series,
    plan_series,
)

DAY = date(2026, 3, 2)
INVOICE, CREDIT = DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE
RANGE = ApprovedRange(first=1, last=9)
IMPORTED = ImportedNumbers(last=7, last_date=DAY)


def shop(numbers: Numbers | None = None, credits_by: Numbers | None = None) -> Issuer:
    return Issuer(
        id="shop", party=Party(name="Shop"), numbers=numbers, credit_note_numbers=credits_by
    )


def planned(issuer: Issuer, kind: DocumentKind = INVOICE) -> SeriesPlan:
    return plan_series(issuer, NumberRequest(kind, DAY))


@pytest.mark.parametrize(
    ("numbers", "key"),
    [
        (None, "shop/invoice//2026"),
        (CounterNumbers(), "shop/invoice//2026"),
        (IMPORTED, "shop/invoice//2026"),
        (RANGE, "shop/invoice//1-9"),
        (BlockNumbers(of="hq"), "hq/invoice//2026/blocks"),
        (ExternalNumbers(), "shop/invoice/authority"),
    ],
    ids=lambda each: getattr(each, "source", str(each)),
)
def test_each_source_has_its_series(numbers: Numbers | None, key: str) -> None:
    assert planned(shop(numbers)).key == key


def test_invoices_and_credit_notes_say_it_apart() -> None:
    issuer = shop(RANGE, credits_by=IMPORTED)
    assert planned(issuer).key == "shop/invoice//1-9"
    credit = planned(issuer, CREDIT)
    assert credit.key == "shop/credit/CN/2026"
    assert credit.terms is not None
    assert credit.terms.first == 8
    assert planned(issuer, DocumentKind.PRO_FORMA_INVOICE).terms is None


def test_where_the_authority_numbers_by_law_nothing_else_is_heard() -> None:
    china = DefaultSeriesPolicy(numbered_by="authority")
    request = NumberRequest(INVOICE, DAY)
    assert plan_series(shop(RANGE), request, china).by_authority
    assert external_series(shop(RANGE), request, DefaultSeriesPolicy()).by_authority
