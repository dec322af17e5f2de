"""Models made without a second look equal those that are validated."""

from __future__ import annotations

import pickle
from copy import deepcopy
from decimal import Decimal

import pytest

from invoicekit.model import InvoiceLine, Item, Price
from invoicekit.model.checked import Checked

LINE = Checked(InvoiceLine, ["id", "price"])
PRICE = Checked(Price, ["net"])


def test_a_model_made_equals_a_validated_one() -> None:
    made = LINE.one(id="1", price=Price(net="2.50"))
    validated = InvoiceLine(id="1", price=Price(net="2.50"))

    assert made == validated
    assert repr(made) == repr(validated)
    assert made.model_fields_set == validated.model_fields_set
    assert made.model_dump_json(exclude_unset=True) == validated.model_dump_json(exclude_unset=True)
    assert made.replace(id="2") == validated.replace(id="2")
    assert deepcopy(made) == pickle.loads(pickle.dumps(made)) == validated


def test_it_is_frozen_as_all_are() -> None:
    made = LINE.one(id="1", price=None)

    with pytest.raises(ValueError, match="frozen"):
        made.id = "2"


def test_a_field_that_the_model_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match="Item cannot be made"):
        Checked(Item, ["nmae"])


def test_a_value_is_not_looked_at() -> None:
    made = PRICE.one(net=Decimal("1.5"))

    assert made.net == Decimal("1.5")


def test_many_are_made_of_copies_of_a_start() -> None:
    records = [PRICE.start | {"net": Decimal(place)} for place in range(3)]

    made = PRICE.each(records)

    assert made == [Price(net=place) for place in range(3)]
    assert PRICE.start["net"] is None
