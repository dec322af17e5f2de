"""Rounding policies as data."""

from __future__ import annotations

from decimal import Decimal

from invoicekit.jurisdiction import RoundingPolicy
from invoicekit.jurisdiction.rounding import PER_GROUP, PER_LINE
from invoicekit.money import Rounding


def test_the_usual_policy_rounds_half_up_once_a_tax_group() -> None:
    assert RoundingPolicy() == PER_GROUP
    assert (PER_GROUP.rounding, PER_GROUP.tax) == (Rounding.HALF_UP, "per_group")
    assert PER_GROUP.cash_step is None


def test_per_line_differs_in_nothing_else() -> None:
    assert RoundingPolicy(tax="per_line") == PER_LINE


def test_a_coin_belongs_to_its_currency() -> None:
    everywhere = RoundingPolicy(cash_step=Decimal("0.05"))
    swiss = RoundingPolicy(cash_step=Decimal("0.05"), cash_currency="CHF")

    assert everywhere.for_currency("EUR") is everywhere
    assert swiss.for_currency("CHF") is swiss
    assert swiss.for_currency("EUR").cash_step is None
