"""The first schema: written out, for a migration must not change when a declaration does."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from invoicekit.storage.sql._columns import AT, KEY, TEXT
from invoicekit.storage.sql.migrations.steps import create_index, create_table
from invoicekit.storage.sql.migrations.triggers import differs, refuse

revision = "0001"
down_revision = None

INT = AMOUNT = sa.BigInteger()
FLAG = sa.Boolean()
DATE = sa.Date()

INSERT_ONLY = ("ik_event", "ik_allocation", "ik_archive", "ik_template")
"""Facts: what happened, was booked, archived or published is never written again."""

SEALED = (
    "document",
    "content_hash",
    "chain_hash",
    "series",
    "sequence",
    "number",
    "issue_date",
    "issued_at",
    "currency",
    "total",
)
"""Columns of an issued invoice that never change."""


def upgrade() -> None:
    """Creates the tables, then the triggers that keep what must not change."""
    _tables()
    for table in INSERT_ONLY:
        for event in ("UPDATE", "DELETE"):
            refuse(table, event, "TRUE", f"{table} is insert-only")
    changed = " OR ".join(differs(name) for name in SEALED)
    sealed = "OLD.issued_at IS NOT NULL"
    refuse("ik_invoice", "UPDATE", f"{sealed} AND ({changed})", "an issued invoice never changes")
    refuse("ik_invoice", "DELETE", sealed, "an issued invoice is never deleted")


def must(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    """Returns a column that always has a value."""
    return sa.Column(name, kind, nullable=False)


def may(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    """Returns a column that may have none."""
    return sa.Column(name, kind, nullable=True)


def _table(name: str, *items: sa.schema.SchemaItem) -> None:
    create_table(name, must("tenant_id", KEY), *items)


def _tables() -> None:  # noqa: PLR0915  # one statement a table
    _table(
        "ik_delivery",
        must("id", KEY),
        must("revision", INT),
        must("invoice_id", KEY),
        must("channel", TEXT),
        must("status", TEXT),
        must("queued_at", AT),
        must("document", TEXT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_delivery_pkey"),
    )
    create_index("ik_delivery_invoice_idx", "ik_delivery", "tenant_id", "invoice_id", "id")
    create_index("ik_delivery_queued_idx", "ik_delivery", "tenant_id", "queued_at", "id")
    _table(
        "ik_outbox",
        must("id", KEY),
        must("revision", INT),
        must("topic", KEY),
        must("subject", KEY),
        must("state", KEY),
        must("due_at", AT),
        must("attempts", INT),
        may("lease_until", AT),
        may("lease_owner", TEXT),
        may("error", TEXT),
        must("created_at", AT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_outbox_pkey"),
        sa.UniqueConstraint("tenant_id", "topic", "subject", name="ik_outbox_topic_subject_key"),
    )
    create_index(
        "ik_outbox_due_idx", "ik_outbox", "tenant_id", "due_at", "id", where="state = 'pending'"
    )
    _table(
        "ik_archive",
        must("invoice_id", KEY),
        must("kind", KEY),
        must("name", TEXT),
        must("media_type", TEXT),
        must("location", TEXT),
        must("size", INT),
        must("sha256", TEXT),
        must("stored_at", AT),
        sa.PrimaryKeyConstraint("tenant_id", "invoice_id", "kind", name="ik_archive_pkey"),
    )
    create_index("ik_archive_time_idx", "ik_archive", "tenant_id", "stored_at")
    _table(
        "ik_received",
        must("id", KEY),
        must("revision", INT),
        must("natural_key", KEY),
        must("number", TEXT),
        may("seller_name", TEXT),
        may("issue_date", DATE),
        must("direction", INT),
        must("currency", TEXT),
        must("without_vat", AMOUNT),
        must("vat", AMOUNT),
        must("total", AMOUNT),
        must("use", TEXT),
        may("use_period", TEXT),
        must("booking", TEXT),
        must("received_at", AT),
        must("document", TEXT),
        must("event_count", INT),
        must("event_head", TEXT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_received_pkey"),
        sa.UniqueConstraint("tenant_id", "natural_key", name="ik_received_natural_key_key"),
    )
    create_index("ik_received_received_idx", "ik_received", "tenant_id", "received_at", "id")
    create_index("ik_received_dated_idx", "ik_received", "tenant_id", "issue_date", "id")
    _table(
        "ik_event",
        must("subject", KEY),
        must("sequence", INT),
        must("id", KEY),
        must("type", TEXT),
        must("actor", TEXT),
        must("at", AT),
        must("data", TEXT),
        must("hash", TEXT),
        sa.PrimaryKeyConstraint("tenant_id", "subject", "sequence", name="ik_event_pkey"),
        sa.UniqueConstraint("tenant_id", "id", name="ik_event_id_key"),
    )
    create_index("ik_event_time_idx", "ik_event", "tenant_id", "id")
    _table(
        "ik_invoice",
        must("id", KEY),
        must("revision", INT),
        must("version", INT),
        must("issuer_id", KEY),
        may("customer_id", KEY),
        must("type_code", TEXT),
        must("direction", INT),
        must("document_status", KEY),
        must("clearance_status", TEXT),
        must("delivery_status", TEXT),
        must("payment_status", KEY),
        must("buyer_response", TEXT),
        may("series", KEY),
        may("sequence", INT),
        may("number", KEY),
        may("issue_date", DATE),
        may("due_date", DATE),
        may("tax_point_date", DATE),
        must("currency", TEXT),
        must("without_vat", AMOUNT),
        must("vat", AMOUNT),
        must("total", AMOUNT),
        must("amount_due", AMOUNT),
        must("paid_amount", AMOUNT),
        must("credited_amount", AMOUNT),
        must("written_off_amount", AMOUNT),
        must("open_amount", AMOUNT),
        may("buyer_name", TEXT),
        may("buyer_country", TEXT),
        may("order_source", KEY),
        may("order_reference", KEY),
        may("content_hash", TEXT),
        may("chain_hash", TEXT),
        must("event_count", INT),
        must("event_head", TEXT),
        must("created_by", TEXT),
        must("created_at", AT),
        may("issued_at", AT),
        may("voided_at", AT),
        may("file", TEXT),
        may("document", TEXT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_invoice_pkey"),
        sa.UniqueConstraint(
            "tenant_id", "series", "sequence", name="ik_invoice_series_sequence_key"
        ),
        sa.UniqueConstraint(
            "tenant_id", "number", "issuer_id", name="ik_invoice_number_issuer_id_key"
        ),
    )
    create_index("ik_invoice_amount_idx", "ik_invoice", "tenant_id", "total", "id")
    create_index("ik_invoice_created_idx", "ik_invoice", "tenant_id", "created_at", "id")
    create_index("ik_invoice_customer_idx", "ik_invoice", "tenant_id", "customer_id", "id")
    create_index("ik_invoice_due_idx", "ik_invoice", "tenant_id", "due_date", "id")
    create_index("ik_invoice_issued_idx", "ik_invoice", "tenant_id", "issue_date", "id")
    create_index(
        "ik_invoice_order_idx", "ik_invoice", "tenant_id", "order_source", "order_reference"
    )
    create_index("ik_invoice_payment_idx", "ik_invoice", "tenant_id", "payment_status", "id")
    create_index("ik_invoice_status_idx", "ik_invoice", "tenant_id", "document_status", "id")
    _table(
        "ik_series",
        must("series", KEY),
        must("revision", INT),
        must("issuer_id", TEXT),
        must("prefix", TEXT),
        must("pattern", TEXT),
        must("last", INT),
        may("last_date", DATE),
        must("head", TEXT),
        sa.PrimaryKeyConstraint("tenant_id", "series", name="ik_series_pkey"),
    )
    _table(
        "ik_payment",
        must("id", KEY),
        must("revision", INT),
        must("version", INT),
        may("customer_id", KEY),
        must("amount", AMOUNT),
        must("applied", AMOUNT),
        must("currency", TEXT),
        must("received_date", DATE),
        may("method", TEXT),
        may("remittance", TEXT),
        may("reference", KEY),
        may("payer", TEXT),
        must("event_count", INT),
        must("event_head", TEXT),
        must("recorded_by", TEXT),
        must("recorded_at", AT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_payment_pkey"),
        sa.UniqueConstraint("tenant_id", "reference", name="ik_payment_reference_key"),
    )
    create_index("ik_payment_customer_idx", "ik_payment", "tenant_id", "customer_id", "id")
    create_index("ik_payment_received_idx", "ik_payment", "tenant_id", "received_date", "id")
    _table(
        "ik_allocation",
        must("id", KEY),
        must("kind", TEXT),
        must("source_id", KEY),
        must("invoice_id", KEY),
        may("customer_id", TEXT),
        must("amount", AMOUNT),
        must("currency", TEXT),
        must("booking_date", DATE),
        must("actor", TEXT),
        must("at", AT),
        may("reason", TEXT),
        may("reverses", KEY),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_allocation_pkey"),
        sa.UniqueConstraint("tenant_id", "reverses", name="ik_allocation_reverses_key"),
    )
    create_index("ik_allocation_booked_idx", "ik_allocation", "tenant_id", "booking_date", "id")
    create_index("ik_allocation_invoice_idx", "ik_allocation", "tenant_id", "invoice_id", "id")
    create_index("ik_allocation_source_idx", "ik_allocation", "tenant_id", "source_id", "id")
    _table(
        "ik_order",
        must("id", KEY),
        must("revision", INT),
        must("version", INT),
        must("source", KEY),
        must("reference", KEY),
        must("customer_id", KEY),
        must("currency", TEXT),
        may("order_date", DATE),
        must("billed", TEXT),
        must("event_count", INT),
        must("event_head", TEXT),
        may("document", TEXT),
        must("created_at", AT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_order_pkey"),
        sa.UniqueConstraint(
            "tenant_id", "source", "reference", name="ik_order_source_reference_key"
        ),
    )
    create_index("ik_order_created_idx", "ik_order", "tenant_id", "created_at", "id")
    create_index("ik_order_customer_idx", "ik_order", "tenant_id", "customer_id", "id")
    _table(
        "ik_billed",
        must("order_id", KEY),
        must("line_id", KEY),
        must("invoice_id", KEY),
        must("revision", INT),
        must("quantity", AMOUNT),
        sa.PrimaryKeyConstraint(
            "tenant_id", "order_id", "line_id", "invoice_id", name="ik_billed_pkey"
        ),
    )
    create_index("ik_billed_invoice_idx", "ik_billed", "tenant_id", "invoice_id")
    _table(
        "ik_issuer",
        must("id", KEY),
        must("revision", INT),
        must("version", INT),
        must("name", TEXT),
        must("country", TEXT),
        must("document", TEXT),
        must("created_at", AT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_issuer_pkey"),
    )
    _table(
        "ik_customer",
        must("id", KEY),
        must("revision", INT),
        must("version", INT),
        may("reference", KEY),
        must("name", KEY),
        may("email", KEY),
        may("country", TEXT),
        may("tax_id", TEXT),
        must("active", FLAG),
        must("event_count", INT),
        must("event_head", TEXT),
        must("document", TEXT),
        must("created_at", AT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_customer_pkey"),
        sa.UniqueConstraint("tenant_id", "reference", name="ik_customer_reference_key"),
    )
    create_index("ik_customer_created_idx", "ik_customer", "tenant_id", "created_at", "id")
    create_index("ik_customer_email_idx", "ik_customer", "tenant_id", "email")
    create_index("ik_customer_name_idx", "ik_customer", "tenant_id", "name", "id")
    _table(
        "ik_product",
        must("id", KEY),
        must("revision", INT),
        must("version", INT),
        must("sku", KEY),
        must("name", TEXT),
        must("active", FLAG),
        must("document", TEXT),
        must("created_at", AT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="ik_product_pkey"),
        sa.UniqueConstraint("tenant_id", "sku", name="ik_product_sku_key"),
    )
    _table(
        "ik_template",
        must("id", KEY),
        must("version", INT),
        must("name", TEXT),
        must("document", TEXT),
        must("created_at", AT),
        sa.PrimaryKeyConstraint("tenant_id", "id", "version", name="ik_template_pkey"),
    )
    _table(
        "ik_idempotency",
        must("scope", KEY),
        must("key", KEY),
        must("request_hash", TEXT),
        must("response", TEXT),
        must("at", AT),
        sa.PrimaryKeyConstraint("tenant_id", "scope", "key", name="ik_idempotency_pkey"),
    )
