"""ISO 11649, with the example of the standard."""

import pytest

from invoicekit.errors import InputError
from invoicekit.identifiers import check_creditor_reference, creditor_reference


def test_reference() -> None:
    assert creditor_reference("5390 0754 7034") == "RF18539007547034"
    assert check_creditor_reference("RF18 5390 0754 7034")
    assert not check_creditor_reference("RF19539007547034")
    assert not check_creditor_reference("XX18539007547034")


@pytest.mark.parametrize("value", ["", "---", "A" * 22])
def test_what_does_not_fit_is_refused(value: str) -> None:
    with pytest.raises(InputError, match="1 to 21"):
        creditor_reference(value)
