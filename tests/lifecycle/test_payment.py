"""Payment status and open amount follow from the ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.lifecycle.payment import PAYMENT, Ledger
from invoicekit.model import PaymentStatus

S = PaymentStatus


@pytest.mark.parametrize(
    ("due", "paid", "credited", "written_off", "status", "left"),
    [
        ("118.76", "0", "0", "0", S.UNPAID, "118.76"),
        ("118.76", "118.76", "0", "0", S.PAID, "0"),
        ("118.76", "118.75", "0", "0", S.PARTIALLY_PAID, "0.01"),
        ("118.76", "118.77", "0", "0", S.OVERPAID, "0"),
        ("100", "0", "40", "0", S.UNPAID, "60"),
        ("100", "60", "40", "0", S.PAID, "0"),
        ("100", "100", "40", "0", S.OVERPAID, "0"),
        ("100", "0", "100", "0", S.CREDITED, "0"),
        ("100", "98", "0", "2", S.WRITTEN_OFF, "0"),
        ("100", "0", "0", "100", S.WRITTEN_OFF, "0"),
        ("100", "0", "0", "30", S.UNPAID, "70"),
        ("0", "0", "0", "0", S.PAID, "0"),
        ("-5", "0", "0", "0", S.NOT_PAYABLE, "0"),
    ],
)
def test_the_status_of_an_issued_invoice(
    due: str, paid: str, credited: str, written_off: str, status: PaymentStatus, left: str
) -> None:
    amounts = {
        "due": Decimal(due),
        "paid": Decimal(paid),
        "credited": Decimal(credited),
        "written_off": Decimal(written_off),
    }

    ledger = Ledger(issued=True, direction=1, **amounts)

    assert ledger.status is status
    assert ledger.open == Decimal(left)


@pytest.mark.parametrize(("issued", "direction"), [(False, 1), (True, -1)])
def test_drafts_voided_documents_and_credit_notes_are_not_payable(
    issued: bool, direction: Literal[1, -1]
) -> None:
    ledger = Ledger(issued=issued, direction=direction, due=Decimal(9))

    assert ledger.status is S.NOT_PAYABLE
    assert ledger.open == 0


AMOUNT = st.decimals("0", "1000", places=2)


@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT)
def test_something_is_open_exactly_while_it_is_unpaid_or_partly_paid(
    due: Decimal, paid: Decimal, credited: Decimal, written_off: Decimal
) -> None:
    amounts = {"due": due, "paid": paid, "credited": credited, "written_off": written_off}
    ledger = Ledger(issued=True, direction=1, **amounts)

    assert ledger.open >= 0
    assert (ledger.open > 0) == (ledger.status in {S.UNPAID, S.PARTIALLY_PAID})


def test_every_status_has_a_row() -> None:
    assert {row.status for row in PAYMENT} == set(S)
