"""What a document adds to the sums of sales; that all of them add up is proven with the report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.rollups.test_rollup import row

from invoicekit.rollups import SALES

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(("direction", "sign"), [(1, 1), (-1, -1)])
def test_a_document_is_one_cell_with_its_sign(direction: int, sign: int) -> None:
    document = row(
        issue_date=DAY,
        direction=direction,
        buyer_country="FR",
        without_vat=Decimal(10),
        vat=Decimal(2),
        total=Decimal(12),
    )
    assert dict(SALES.parts(document)) == {
        (DAY, "EUR", "FR", "380"): (1, 10 * sign, 2 * sign, 12 * sign)
    }
    assert dict(SALES.parts(row(issue_date=DAY))) == {(DAY, "EUR", "", "380"): (1, 1, 0, 1)}
