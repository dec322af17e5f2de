"""Whole tokens only: INV-1 is never found in INV-123."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoicekit.receivables import Open, exact_match, match_remittance, names_number


@pytest.mark.parametrize(
    ("text", "number", "named"),
    [
        ("Invoice INV-1, thanks", "INV-1", True),
        ("INV-123", "INV-1", False),
        ("INV-1-23", "INV-1", False),
        ("inv 2026\n000001", "INV2026-000001", True),
        ("2026-000000, 2026-000001 2026-000002", "2026-000001", True),
        ("2026-0000012", "2026-000001", False),
        ("X2026-000001", "2026-000001", False),
        ("anything", "", False),
    ],
)
def test_names_number(text: str, number: str, *, named: bool) -> None:
    assert names_number(text, number) is named


def test_exact_needs_one_hit_with_the_amount() -> None:
    items = [Open("a", "R-1", Decimal(10)), Open("b", "R-2", Decimal(10))]
    hit = exact_match(Decimal(10), "R-1", items)
    assert hit is items[0]
    assert exact_match(Decimal(9), "R-1", items) is None
    assert exact_match(Decimal(10), "R-1 and R-2", items) is None


def test_every_named_item_is_found() -> None:
    items = [Open(number, number, Decimal(10)) for number in ("R-1", "R-12", "R-2")]
    assert match_remittance("pays R-12 and R 2", items) == (items[1], items[2])
