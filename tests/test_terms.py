"""Terms stand on the fields of the model."""

from __future__ import annotations

from invoicekit.model import Invoice, Totals
from invoicekit.terms import terms_of


def test_fields_carry_their_terms() -> None:
    assert terms_of(Invoice)["number"] == "BT-1"
    assert terms_of(Totals)["amount_due"] == "BT-115"
    assert "other_taxes" not in terms_of(Totals)
