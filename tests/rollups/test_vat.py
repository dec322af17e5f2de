"""What a sealed document adds to the sums of VAT."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from tests.rollups.test_rollup import row

from invoicekit.rollups import VAT

DAY = date(2026, 3, 2)


def test_each_rate_of_a_breakdown_is_a_cell_of_the_country_whose_rate_it_is() -> None:
    sealed = {
        "invoice": {
            "vat_breakdown": [
                {"category": "S", "rate": "20.00", "taxable_amount": "10", "tax_amount": "2.00"},
                {"category": "S", "rate": "5.5", "taxable_amount": "2", "tax_amount": "0.11"},
                {"category": "O", "taxable_amount": "3"},
            ]
        },
        "rates": [
            {"line": "1", "category": "S", "rate": "20", "country": "FR", "reason": "oss"},
            {"line": "2", "category": "O", "reason": "given"},
        ],
    }
    credit = row(issue_date=DAY, direction=-1, document=json.dumps(sealed))
    assert dict(VAT.parts(credit)) == {
        (DAY, "EUR", "FR", "S", Decimal(20)): (1, -10, -2),
        (DAY, "EUR", "", "S", Decimal("5.5")): (1, -2, Decimal("-0.11")),
        (DAY, "EUR", "", "O", Decimal(0)): (1, -3, 0),
    }
    assert [str(cell[-1]) for cell, _ in VAT.parts(credit)] == ["20", "5.5", "0"]
