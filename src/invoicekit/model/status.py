"""The five dimensions of a record's state, one StrEnum each, and who acts.

They are orthogonal: a document can be cleared, bounced and paid at once, and each dimension has
another writer. The moves between them are tables in `invoicekit.lifecycle`.
"""

from __future__ import annotations

from enum import StrEnum


class DocumentStatus(StrEnum):
    """Where the document is on its way to being issued."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    ISSUING = "issuing"
    ISSUED = "issued"
    VOIDED = "voided"
    DISCARDED = "discarded"


class ClearanceStatus(StrEnum):
    """What the tax platform says, where one is asked."""

    NOT_REQUIRED = "not_required"
    PENDING = "pending"
    WAITING = "waiting"
    SUBMITTED = "submitted"
    CLEARED = "cleared"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    CANCEL_REQUESTED = "cancel_requested"
    CANCELLED = "cancelled"


class DeliveryStatus(StrEnum):
    """The best that any delivery of the document has reached."""

    NONE = "none"
    QUEUED = "queued"
    CANCELLED = "cancelled"
    FAILED = "failed"
    BOUNCED = "bounced"
    RETURNED = "returned"
    PRINTED = "printed"
    SENT = "sent"
    MAILED = "mailed"
    DELIVERED = "delivered"
    VIEWED = "viewed"


class PaymentStatus(StrEnum):
    """What the ledger of allocations says."""

    NOT_PAYABLE = "not_payable"
    UNPAID = "unpaid"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    CREDITED = "credited"
    WRITTEN_OFF = "written_off"


class BuyerResponse(StrEnum):
    """What the buyer answered (the codes of Peppol's Invoice Response)."""

    NONE = "none"
    ACKNOWLEDGED = "acknowledged"
    IN_PROCESS = "in_process"
    UNDER_QUERY = "under_query"
    CONDITIONALLY_ACCEPTED = "conditionally_accepted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
