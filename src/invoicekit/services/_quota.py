"""The quota of 发票 (发票总额度): what may still be issued, against what would be."""

from __future__ import annotations

from decimal import Decimal

from invoicekit.findings import Finding, Severity
from invoicekit.model.rows import InvoiceRow
from invoicekit.model.status import DocumentStatus
from invoicekit.money import ZERO, add, plain, quantum, round_to
from invoicekit.ports import Condition, Query, UnitOfWork

QUOTA_SHORT = "invoice.quota_short"
"""The event of a draft that was handed in although the quota does not cover it."""

_RULE = "IK-CN-QUOTA"


def quota_warning(uow: UnitOfWork, row: InvoiceRow, available: Decimal | None) -> Finding | None:
    """Returns a warning where a document, with those being issued, needs more than is left.

    A warning only: the bureau raises quotas within a day, and the platform decides when asked.

    Args:
        uow: Where the documents are that wait for their number.
        row: The document; a red-letter invoice needs nothing.
        available: What the platform says is left this month, without tax; None where it says
            nothing.
    """
    if available is None or row.direction < 0:
        return None
    needed = add((row.without_vat, *(_waiting(uow, row))))
    if needed <= available:
        return None
    unit = quantum("CNY")
    left, wanted = plain(round_to(available, unit)), plain(round_to(needed, unit))
    return Finding(
        _RULE,
        Severity.WARNING,
        f"The quota (发票额度) left this month is {left}, and {wanted} is needed; ask the tax "
        "bureau for more, or issue part of it.",
        path="totals.without_vat",
        terms=("BT-109",),
        params={"available": left, "needed": wanted},
    )


def _waiting(uow: UnitOfWork, row: InvoiceRow) -> list[Decimal]:
    where: tuple[Condition, ...] = (("document_status", "=", DocumentStatus.ISSUING.value),)
    rows = uow.stream(Query(of=InvoiceRow, where=where))
    return [each.without_vat if each.direction > 0 else ZERO for each in rows if each.id != row.id]
