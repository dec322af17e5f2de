"""What Baiwang does with documents it has issued: their files, sending them, voiding paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoicekit.authority._baiwang_wire import Refused, Router
from invoicekit.authority._download import downloaded
from invoicekit.errors import InputError, LookupFailed
from invoicekit.model import InvoiceRecord
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import AuthorityAnswer

_ADDRESSES = {"pdf": "pdfUrl", "ofd": "ofdUrl", "fapiao-xml": "xmlUrl"}
"""Kind → where a result has its address."""
_VOID, _VOIDING = "03", "04"


class BaiwangIssued:
    """The part of the client that is about issued documents."""

    _router: Router

    def file(self, record: InvoiceRecord, kind: str) -> bytes | None:
        """Returns a file of an issued document, None where the platform has none of that kind.

        Raises:
            Refused: The platform refuses the question.
            LookupFailed: It did not answer; worth asking again.
        """
        if kind not in _ADDRESSES:
            return None
        url = str(self._result(record).get(_ADDRESSES[kind]) or "")
        return downloaded(self._router.client, url, kind) if url else None

    def void(self, record: InvoiceRecord) -> AuthorityAnswer:
        """Tells that a paper document is void (发票作废), or asks how that stands."""
        number, facts = record.sealed.number, record.invoice.fapiao
        try:
            state = str(self._result(record).get("status"))
            if state == _VOID:
                return AuthorityAnswer(ClearanceStatus.CANCELLED, code=state)
            if state != _VOIDING:
                which = {
                    "invoiceCode": (facts.code if facts else None) or "",
                    "invoiceNo": number,
                    "invalidOperator": (facts.drawer if facts else None) or "",
                    "orderNo": _request(record),
                }
                self._router.call("outputinvoice.invalid", which, _request(record))
        except Refused as problem:
            return AuthorityAnswer(
                ClearanceStatus.CLEARED, number, code=problem.said, message=problem.message
            )
        except LookupFailed as problem:
            return AuthorityAnswer(ClearanceStatus.UNKNOWN, message=problem.message)
        return AuthorityAnswer(ClearanceStatus.CANCEL_REQUESTED, code=state)

    def deliver(self, number: str, *, code: str = "", email: str = "", phone: str = "") -> None:
        """Sends a document to an address, a phone, or both.

        Raises:
            InputError: Neither is given.
            Refused: The platform refuses.
            LookupFailed: It did not answer.
        """
        if not (email or phone):
            raise InputError("nobody to deliver to", where=number, expected="an email or a phone")
        named = {"invoiceCode": code, "invoiceNo": number} if code else {"digitInvoiceNo": number}
        whom = {"pushEmail": email, "pushPhone": phone}
        told = {name: value for name, value in whom.items() if value}
        self._router.call("outputinvoice.push", {**named, **told}, number)

    def _result(self, record: InvoiceRecord) -> Mapping[str, Any]:
        request = _request(record)
        results = self._router.call("outputinvoice.query", {"data": {"orderNo": request}}, request)
        result = next((each for each in results if isinstance(each, dict)), None)
        if result is None:
            raise LookupFailed("Baiwang has no result", retryable=True, where=record.number)
        return result


def _request(record: InvoiceRecord) -> str:
    return record.clearance.request_id if record.clearance else ""
