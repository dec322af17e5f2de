"""The stored rows: frozen dataclasses, one file an idea; the API returns models, not rows."""

from invoicekit.model.rows.archive import (
    ArchiveRow,
    DisposalRow,
    DisposedRow,
    HoldRow,
    RewrappingRow,
)
from invoicekit.model.rows.delivery import DeliveryRow, OutboxRow
from invoicekit.model.rows.event import EventRow
from invoicekit.model.rows.invoice import InvoiceRow, SeriesRow
from invoicekit.model.rows.ledger import AllocationRow, PaymentRow
from invoicekit.model.rows.order import BilledRow, OrderRow
from invoicekit.model.rows.profile import CustomerRow, IssuerRow, ProductRow, TemplateRow
from invoicekit.model.rows.received import ReceivedRow
from invoicekit.model.rows.reminder import ReminderRow
from invoicekit.model.rows.request import IdempotencyRow
from invoicekit.model.rows.sales import SalesDayRow, VatDayRow, WatermarkRow
from invoicekit.model.rows.webhook import EventWebhookRow
from invoicekit.model.rows.word import WordRow

__all__ = [
    "AllocationRow",
    "ArchiveRow",
    "BilledRow",
    "CustomerRow",
    "DeliveryRow",
    "DisposalRow",
    "DisposedRow",
    "EventRow",
    "EventWebhookRow",
    "HoldRow",
    "IdempotencyRow",
    "InvoiceRow",
    "IssuerRow",
    "OrderRow",
    "OutboxRow",
    "PaymentRow",
    "ProductRow",
    "ReceivedRow",
    "ReminderRow",
    "RewrappingRow",
    "SalesDayRow",
    "SeriesRow",
    "TemplateRow",
    "VatDayRow",
    "WatermarkRow",
    "WordRow",
]
