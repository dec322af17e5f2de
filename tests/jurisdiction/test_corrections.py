"""Correction policies as data."""

from __future__ import annotations

from invoicekit.jurisdiction import CorrectionPolicy


def test_what_is_issued_is_not_voided_unless_the_law_says_so() -> None:
    policy = CorrectionPolicy()

    assert policy.void == "never"
    assert policy.credit_note
    assert not policy.red_letter
