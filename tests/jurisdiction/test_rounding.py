"""Rounding policies as data."""

from __future__ import annotations

from invoicekit.jurisdiction import RoundingPolicy
from invoicekit.jurisdiction.rounding import PER_GROUP, PER_LINE
from invoicekit.money import Rounding


def test_the_usual_policy_rounds_half_up_once_a_tax_group() -> None:
    assert RoundingPolicy() == PER_GROUP
    assert (PER_GROUP.rounding, PER_GROUP.tax) == (Rounding.HALF_UP, "per_group")
    assert PER_GROUP.cash_step is None


def test_per_line_differs_in_nothing_else() -> None:
    assert RoundingPolicy(tax="per_line") == PER_LINE
