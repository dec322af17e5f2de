"""The one word that people see."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.lifecycle.test_document import record

from invoicekit.errors import ConfigurationError
from invoicekit.lifecycle.label import LABELS, label, label_text
from invoicekit.model import DocumentStatus, Invoice, Totals

TODAY = date(2026, 4, 1)
OPEN = {
    "payment_status": "unpaid",
    "open_amount": Decimal(10),
    "invoice": Invoice(due_date=TODAY, totals=Totals(with_vat="10")),
}
LATE = OPEN | {"invoice": Invoice(due_date=date(2026, 3, 31), totals=Totals(with_vat="10"))}
S = DocumentStatus


@pytest.mark.parametrize(
    ("status", "changes", "key"),
    [
        (S.VOIDED, {"credited_amount": Decimal(10), **LATE}, "voided"),
        (S.ISSUED, {"payment_status": "credited"}, "credited"),
        (S.ISSUED, LATE | {"credited_amount": Decimal(10), "payment_status": "paid"}, "credited"),
        (S.ISSUED, LATE | {"credited_amount": Decimal(9)}, "overdue"),
        (S.ISSUING, {"clearance_status": "rejected"}, "clearance_rejected"),
        (S.ISSUING, {"clearance_status": "waiting"}, "clearance_waiting"),
        (S.DISCARDED, {}, "discarded"),
        (S.DRAFT, {}, "draft"),
        (S.IN_REVIEW, {}, "in_review"),
        (S.APPROVED, {}, "approved"),
        (S.ISSUING, {}, "issuing"),
        (S.ISSUED, LATE | {"payment_status": "partially_paid"}, "overdue"),
        (S.ISSUED, OPEN | {"payment_status": "partially_paid"}, "partially_paid"),
        (S.ISSUED, {"payment_status": "paid", "delivery_status": "sent"}, "paid"),
        (S.ISSUED, {"payment_status": "overpaid"}, "paid"),
        (S.ISSUED, {"payment_status": "written_off"}, "written_off"),
        (S.ISSUED, OPEN | {"delivery_status": "returned"}, "returned"),
        (S.ISSUED, OPEN | {"delivery_status": "viewed"}, "delivered"),
        (S.ISSUED, OPEN | {"delivery_status": "mailed"}, "mailed"),
        (S.ISSUED, OPEN | {"delivery_status": "sent"}, "sent"),
        (S.ISSUED, OPEN | {"delivery_status": "queued"}, "issued"),
    ],
)
def test_the_first_label_that_holds(
    status: DocumentStatus, changes: dict[str, object], key: str
) -> None:
    assert label(record(status, **changes), TODAY) == key


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Overdue"),
        ("zh-CN", "逾期"),
        ("de-AT", "Überfällig"),
        ("fr", "En retard"),
        ("pl", "Overdue"),
    ],
)
def test_a_label_speaks_the_language_asked(language: str, text: str) -> None:
    assert label_text("overdue", language) == text


def test_an_unknown_label_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no label 'late'"):
        label_text("late")


def test_no_two_labels_look_the_same() -> None:
    for language in ("en", "zh", "de", "fr"):
        assert len({getattr(row, language) for row in LABELS}) == len(LABELS)
