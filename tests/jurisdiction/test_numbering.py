"""Numbering policies as data, understood by `numbering`."""

from __future__ import annotations

from datetime import date

from invoicekit.jurisdiction import NumberingPolicy
from invoicekit.numbering import parse_pattern


def test_the_usual_policy_numbers_by_year_from_our_own_counter() -> None:
    policy = NumberingPolicy()

    assert (policy.numbered_by, policy.reset, policy.monotonic_dates) == ("counter", "year", True)
    number = parse_pattern(policy.pattern).render(
        prefix="RE", issue_date=date(2026, 3, 1), sequence=7
    )
    assert number == "RE2026-000007"
