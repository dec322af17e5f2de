"""Output VAT by month: a credit note reduces its own month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from invoicekit.receivables import PeriodVat, TaxedDocument, vat_by_month

D = Decimal


def test_a_credit_note_counts_in_its_own_month() -> None:
    documents = [
        TaxedDocument(date(2025, 2, 3), D("40.00"), D("7.60"), is_credit=True),
        TaxedDocument(date(2025, 1, 15), D("100.00"), D("19.00")),
        TaxedDocument(date(2025, 1, 31), D("10.00"), D("0.70")),
    ]
    found = vat_by_month(documents)
    assert list(found) == ["2025-01", "2025-02"]
    assert found["2025-01"] == PeriodVat(D("110.00"), D("19.70"))
    assert found["2025-02"] == PeriodVat(D("-40.00"), D("-7.60"))


def test_no_documents_no_months() -> None:
    assert vat_by_month([]) == {}
