"""What is made of a stored row without validating is what validating would have made of it."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from invoicekit.model.record import InvoiceSummary
from invoicekit.model.status import DocumentStatus
from invoicekit.model.trusted import trusted

VALUES: dict[str, Any] = {
    "id": "i",
    "issuer_id": "x",
    "customer_id": None,
    "version": 3,
    "number": "2026-000001",
    "type_code": "380",
    "direction": 1,
    "document_status": "issued",
    "clearance_status": "not_required",
    "delivery_status": "sent",
    "payment_status": "unpaid",
    "buyer_response": "none",
    "issue_date": date(2026, 3, 2),
    "due_date": None,
    "currency": "EUR",
    "without_vat": Decimal("100.00"),
    "vat": Decimal("19.00"),
    "total": Decimal("119.00"),
    "open_amount": Decimal("119.00"),
    "buyer_name": "ACME GmbH",
    "created_at": datetime(2026, 3, 2, 10, tzinfo=UTC),
}
"""A row's, without the fields that have a default."""


def test_it_is_the_validated_model() -> None:
    made, validated = trusted(InvoiceSummary, dict(VALUES)), InvoiceSummary(**VALUES)

    assert made == validated
    assert made.document_status is DocumentStatus.ISSUED
    assert made.model_fields_set == validated.model_fields_set
    assert made.model_dump_json() == validated.model_dump_json()
    assert repr(made) == repr(validated)
    assert made.replace(version=4) == validated.replace(version=4)
    assert pickle.loads(pickle.dumps(made)) == validated


def test_it_is_as_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        trusted(InvoiceSummary, dict(VALUES)).version = 4


def test_a_status_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="'lost' is not a valid DeliveryStatus"):
        trusted(InvoiceSummary, VALUES | {"delivery_status": "lost"})
