"""One word for people: the five dimensions as the flat list that everybody knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from invoicekit.errors import ConfigurationError
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.status import ClearanceStatus, DeliveryStatus, DocumentStatus, PaymentStatus


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its key, when it holds, and its texts. The first row that holds wins."""

    key: str
    holds: Callable[[InvoiceRecord, date], bool]
    en: str
    zh: str
    de: str
    fr: str


def _document(status: DocumentStatus) -> Callable[[InvoiceRecord, date], bool]:
    return lambda record, _today: record.document_status is status


def _clearance(status: ClearanceStatus) -> Callable[[InvoiceRecord, date], bool]:
    return lambda record, _today: record.clearance_status is status


def _payment(*statuses: PaymentStatus) -> Callable[[InvoiceRecord, date], bool]:
    return lambda record, _today: record.payment_status in statuses


def _delivery(*statuses: DeliveryStatus) -> Callable[[InvoiceRecord, date], bool]:
    return lambda record, _today: record.delivery_status in statuses


def _credited(record: InvoiceRecord, _today: date) -> bool:
    totals = record.invoice.totals
    whole = totals.with_vat if totals is not None else None
    covered = whole is not None and 0 < whole <= record.credited_amount
    return covered or record.payment_status is PaymentStatus.CREDITED


_D = DocumentStatus
LABELS: tuple[Label, ...] = (
    Label("voided", _document(_D.VOIDED), "Voided", "已作废", "Ungültig", "Annulée"),
    Label("credited", _credited, "Credited", "已红冲", "Gutgeschrieben", "Créditée"),
    Label(
        "clearance_rejected",
        _clearance(ClearanceStatus.REJECTED),
        "Rejected by the tax platform",
        "税务平台已驳回",
        "Von der Steuerplattform abgelehnt",
        "Rejetée par la plateforme fiscale",
    ),
    Label(
        "clearance_waiting",
        _clearance(ClearanceStatus.WAITING),
        "Waiting for the tax platform",
        "等待税务平台",
        "Wartet auf die Steuerplattform",
        "En attente de la plateforme fiscale",
    ),
    Label("discarded", _document(_D.DISCARDED), "Discarded", "已废弃", "Verworfen", "Abandonnée"),
    Label("draft", _document(_D.DRAFT), "Draft", "草稿", "Entwurf", "Brouillon"),
    Label("in_review", _document(_D.IN_REVIEW), "In review", "待审核", "In Prüfung", "En révision"),
    Label("approved", _document(_D.APPROVED), "Approved", "已审核", "Freigegeben", "Approuvée"),
    Label(
        "issuing",
        _document(_D.ISSUING),
        "Being issued",
        "开具中",
        "Wird ausgestellt",
        "En cours d'émission",
    ),
    Label(
        "overdue",
        lambda record, today: record.overdue(today),
        "Overdue",
        "逾期",
        "Überfällig",
        "En retard",
    ),
    Label(
        "paid",
        _payment(PaymentStatus.PAID, PaymentStatus.OVERPAID),
        "Paid",
        "已付款",
        "Bezahlt",
        "Payée",
    ),
    Label(
        "written_off",
        _payment(PaymentStatus.WRITTEN_OFF),
        "Written off",
        "已核销",
        "Ausgebucht",
        "Passée en perte",
    ),
    Label(
        "partially_paid",
        _payment(PaymentStatus.PARTIALLY_PAID),
        "Part paid",
        "部分付款",
        "Teilweise bezahlt",
        "Partiellement payée",
    ),
    Label(
        "returned",
        _delivery(DeliveryStatus.RETURNED, DeliveryStatus.BOUNCED),
        "Returned",
        "已退回",
        "Zurückgekommen",
        "Retournée",
    ),
    Label(
        "delivered",
        _delivery(DeliveryStatus.DELIVERED, DeliveryStatus.VIEWED),
        "Delivered",
        "已送达",
        "Zugestellt",
        "Remise",
    ),
    Label("mailed", _delivery(DeliveryStatus.MAILED), "Mailed", "已邮寄", "Per Post", "Postée"),
    Label("sent", _delivery(DeliveryStatus.SENT), "Sent", "已发送", "Gesendet", "Envoyée"),
    Label("issued", lambda _record, _today: True, "Issued", "已开具", "Ausgestellt", "Émise"),
)
_BY_KEY = {row.key: row for row in LABELS}


def label(record: InvoiceRecord, today: date) -> str:
    """Returns the key of the first label that holds for a record on a day, such as `overdue`."""
    return next(row.key for row in LABELS if row.holds(record, today))


def label_text(key: str, language: str = "en") -> str:
    """Returns a label in `en`, `zh`, `de` or `fr` (regions are left aside), else in English.

    Raises:
        ConfigurationError: No label has this key.
    """
    row = _BY_KEY.get(key)
    if row is None:
        raise ConfigurationError(
            f"no label {key!r}", where=key, expected="one of " + ", ".join(_BY_KEY)
        )
    texts = {"zh": row.zh, "de": row.de, "fr": row.fr}
    return texts.get(language.partition("-")[0].lower(), row.en)
