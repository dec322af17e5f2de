"""ISO 11649: the reference on a payment slip finds its invoice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.errors import InputError
from invoicekit.identifiers import check_creditor_reference, creditor_reference


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        ("539007547034", "RF18539007547034"),  # the standard's own example
        ("5390 0754 7034", "RF18539007547034"),
    ],
)
def test_a_reference_is_made(number: str, reference: str) -> None:
    assert creditor_reference(number) == reference


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9/. -]{0,20}", fullmatch=True), st.integers(1, 9))
def test_what_is_made_checks_and_a_misprint_does_not(number: str, step: int) -> None:
    reference = creditor_reference(number)
    misprint = reference[:3] + str((int(reference[3]) + step) % 10) + reference[4:]

    assert check_creditor_reference(reference)
    assert not check_creditor_reference(misprint)


@pytest.mark.parametrize("number", ["", "-/-", "票", "A" * 22])
def test_what_does_not_fit_is_refused(number: str) -> None:
    with pytest.raises(InputError, match="does not fit"):
        creditor_reference(number)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("RF18 5390 0754 7034", True),
        ("rf18539007547034", True),
        ("RF19539007547034", False),
        ("FR18539007547034", False),
        ("RFAB539007547034", False),
        ("RF18", False),
        ("", False),
        ("RF²8539007547034", False),
        ("RF18539007547034-", False),
    ],
)
def test_checking(value: str, *, right: bool) -> None:
    assert check_creditor_reference(value) is right
