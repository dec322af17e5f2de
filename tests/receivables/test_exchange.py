"""The exchange difference that payments realise; the last one relieves the rest."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from invoicekit.calculate import rounder
from invoicekit.receivables import booked_amount, exchange_difference

EURO = rounder("EUR")
D = Decimal


def test_paid_in_full() -> None:
    found = exchange_difference(
        D("1000.00"),
        open_amount=D("1000.00"),
        open_booked=D("900.00"),
        payment_rate=D("0.92"),
        rounder=EURO,
    )
    assert (found.relieved, found.received, found.gain) == (D(900), D(920), D(20))


def test_paid_in_part_at_a_loss() -> None:
    found = exchange_difference(
        D("400.00"),
        open_amount=D("1000.00"),
        open_booked=D("900.00"),
        payment_rate=D("0.89"),
        rounder=EURO,
    )
    assert (found.relieved, found.received, found.gain) == (D(360), D(356), D(-4))


def test_nothing_paid_on_nothing_relieves_nothing() -> None:
    found = exchange_difference(
        D(0), open_amount=D(0), open_booked=D(0), payment_rate=D("0.9"), rounder=EURO
    )
    assert (found.relieved, found.gain) == (D(0), D(0))


CENTS = st.integers(1, 99_999).map(lambda cents: D(cents).scaleb(-2))


@given(st.lists(CENTS, min_size=1, max_size=6), st.integers(1, 3_000_000))
def test_payments_relieve_what_was_booked(parts: list[Decimal], millionths: int) -> None:
    rate = D(millionths).scaleb(-6)
    open_amount = sum(parts, D(0))
    booked = open_booked = booked_amount(open_amount, rate, EURO)
    relieved = D(0)
    for part in parts:
        found = exchange_difference(
            part,
            open_amount=open_amount,
            open_booked=open_booked,
            payment_rate=rate,
            rounder=EURO,
        )
        open_amount -= part
        open_booked -= found.relieved
        relieved += found.relieved
    assert (open_amount, open_booked, relieved) == (D(0), D(0), booked)
