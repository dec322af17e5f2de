"""The term on the field is found again, through inheritance and optional types."""

from __future__ import annotations

from typing import Annotated

from invoicekit.model import Invoice, Totals
from invoicekit.terms import Term, terms_of


class Numbered:
    number: Annotated[str | None, Term("BT-1")] = None


class Marked(Numbered):
    note: str = ""
    currency: Annotated[str, "something else", Term("BT-5")] = "EUR"
    buyer: Annotated[str | None, Term("BG-7")] = None


def test_terms_are_listed_by_field_and_other_fields_are_left_out() -> None:
    assert terms_of(Marked) == {"number": "BT-1", "currency": "BT-5", "buyer": "BG-7"}


def test_terms_are_equal_by_id() -> None:
    assert Term("BT-1") == Term("BT-1")
    assert Term("BT-1") != Term("BT-2")


def test_the_model_carries_its_terms() -> None:
    assert terms_of(Invoice)["number"] == "BT-1"
    assert terms_of(Totals)["amount_due"] == "BT-115"
    assert "other_taxes" not in terms_of(Totals)
