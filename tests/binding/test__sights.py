"""What is seen of a kind of piece holds for all texts of it, or nothing is said."""

from __future__ import annotations

import pytest

from invoicekit.binding._sights import Seen, _seen, mark
from invoicekit.model import PaymentMeans, Sights

MEANS = PaymentMeans(code=mark(1), account=True, account_id=mark(2))
SIGHTS = Sights(frozenset({"notes"}), payments=(MEANS,), vat_ids={"seller": (mark(0),)})


def seen(sights: Sights) -> Seen:
    found = _seen(sights)
    assert found is not None
    return found


def test_texts_take_the_places_of_their_marks() -> None:
    made = PaymentMeans(code="58", account=True, account_id="DE1 & 2")

    kind = seen(SIGHTS)

    assert kind.of(kind.pick(("DE9", "58", "DE1 &amp; 2", "x"))) == Sights(
        frozenset({"notes"}), payments=(made,), vat_ids={"seller": ("DE9",)}
    )


@pytest.mark.parametrize("texts", [("DE9 ", "58", "1"), ("DE9", "58", "\n1")])
def test_nothing_is_said_of_texts_that_a_look_may_strip(texts: tuple[str, ...]) -> None:
    kind = seen(SIGHTS)

    assert kind.of(kind.pick(texts)) is None


def test_nothing_is_said_where_a_look_makes_something_of_a_text() -> None:
    assert _seen(Sights(schemes=frozenset({mark(0)[:2]}))) is None


def test_what_has_no_texts_is_the_same_for_all() -> None:
    sights = Sights(frozenset({"period"}), payments=())

    kind = seen(sights)

    assert kind.of(kind.pick(("any ",))) is sights
