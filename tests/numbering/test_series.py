"""Which series a document belongs to."""

from __future__ import annotations

from datetime import date

import pytest

from invoicekit.errors import ConfigurationError
from invoicekit.model import DocumentKind, Issuer, Party
from invoicekit.numbering import (
    DefaultSeriesPolicy,
    NumberRequest,
    Reset,
    SeriesPlan,
    plan_series,
    series_key,
)

ISSUER = Issuer(id="shop", party=Party(name="Shop GmbH"))
DAY = date(2026, 12, 31)
INVOICE, CREDIT = DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE


@pytest.mark.parametrize(
    ("reset", "key"),
    [
        ("never", "shop/invoice/A/"),
        ("year", "shop/invoice/A/2026"),
        ("month", "shop/invoice/A/2026-12"),
    ],
)
def test_a_reset_is_a_new_key(reset: Reset, key: str) -> None:
    policy = DefaultSeriesPolicy(reset=reset)

    assert series_key("shop", INVOICE, "A", DAY, policy) == key


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("380", "invoice"),
        ("384", "invoice"),
        ("386", "invoice"),
        ("381", "credit"),
        ("261", "credit"),
        ("325", "pro_forma"),
    ],
)
def test_credit_notes_and_pro_forma_documents_are_numbered_apart(kind: str, group: str) -> None:
    key = series_key("shop", DocumentKind(kind), "", DAY, DefaultSeriesPolicy())

    assert key == f"shop/{group}//2026"


def test_a_plan_writes_numbers() -> None:
    invoice = plan_series(ISSUER, NumberRequest(INVOICE, DAY))
    credit = plan_series(ISSUER, NumberRequest(CREDIT, DAY))
    offer = plan_series(ISSUER, NumberRequest(DocumentKind.PRO_FORMA_INVOICE, DAY))

    assert invoice == SeriesPlan("shop/invoice//2026", "", "{prefix}{yyyy}-{seq:06d}")
    assert invoice.number(DAY, 1) == "2026-000001"
    assert credit.number(DAY, 12) == "CN2026-000012"
    assert offer.number(DAY, 3) == "PF2026-000003"


def test_the_issuers_own_pattern_and_prefix_win() -> None:
    issuer = ISSUER.replace(number_pattern="{prefix}/{seq:04d}/{yy}", series_prefix="B")

    assert plan_series(issuer, NumberRequest(INVOICE, DAY)).number(DAY, 9) == "B/0009/26"


def test_a_pattern_that_would_repeat_numbers_is_refused() -> None:
    issuer = ISSUER.replace(number_pattern="{prefix}{seq:06d}")

    with pytest.raises(ConfigurationError, match="numbers would repeat"):
        plan_series(issuer, NumberRequest(INVOICE, DAY))
    never = DefaultSeriesPolicy(reset="never")
    assert plan_series(issuer, NumberRequest(INVOICE, DAY), never).number(DAY, 1) == "000001"


def test_an_authority_writes_its_own_numbers() -> None:
    policy = DefaultSeriesPolicy(numbered_by="authority")
    assert plan_series(ISSUER, NumberRequest(INVOICE, DAY), policy) == SeriesPlan(
        "shop/invoice/authority", "", ""
    )
    assert plan_series(ISSUER, NumberRequest(CREDIT, DAY), policy).key == "shop/credit/authority"
