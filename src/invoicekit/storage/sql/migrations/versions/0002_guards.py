"""What the law keeps cannot be changed or deleted by way of SQL either: the third wall.

The frozen models are the first, the storage the second. Every column that the seal of an issued
document fixes, the counters of series, money received, received invoices and answered requests.
"""

from __future__ import annotations

from invoicekit.storage.sql.migrations import triggers

revision = "0002"
down_revision = "0001"

KEPT = ("ik_event", "ik_allocation", "ik_archive", "ik_template")
"""Tables that were insert-only before."""

SEALED = (
    "tenant_id id issuer_id customer_id type_code direction series sequence number issue_date "
    "due_date tax_point_date currency without_vat vat total amount_due buyer_name buyer_country "
    "order_source order_reference content_hash chain_hash created_by created_at issued_at document"
).split()
RECEIVED = "tenant_id id amount currency received_date recorded_by recorded_at".split()


def upgrade() -> None:
    """Creates the triggers."""
    triggers.allow("ik_invoice", "UPDATE")
    changed = _any(SEALED)
    triggers.refuse(
        "ik_invoice",
        "UPDATE",
        f"OLD.issued_at IS NOT NULL AND ({changed})",
        "an issued invoice never changes",
    )
    triggers.refuse(
        "ik_series",
        "UPDATE",
        f"NEW.last < OLD.last OR {_any(['tenant_id', 'series'])}",
        "a counter never goes back",
    )
    triggers.refuse("ik_series", "DELETE", "TRUE", "a series is never deleted")
    triggers.refuse("ik_payment", "UPDATE", _any(RECEIVED), "money received never changes")
    triggers.refuse("ik_payment", "DELETE", "TRUE", "a payment is never deleted")
    triggers.refuse("ik_received", "DELETE", "TRUE", "a received invoice is never deleted")
    triggers.refuse("ik_idempotency", "UPDATE", "TRUE", "an answered request never changes")
    for table in (*KEPT, "ik_invoice", "ik_series", "ik_payment", "ik_received"):
        triggers.refuse_truncate(table)


def _any(names: list[str]) -> str:
    return " OR ".join(map(triggers.differs, names))
