"""What Nuonuo does with documents it has issued: their files, sending them, voiding paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoicekit.authority._download import downloaded
from invoicekit.authority._nuonuo_wire import OK, Gateway
from invoicekit.errors import InputError, LookupFailed, StateError
from invoicekit.model import InvoiceRecord
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import AuthorityAnswer

_ADDRESSES = {"pdf": "pdfUrl", "ofd": "ofdUrl", "fapiao-xml": "xmlUrl"}
"""Kind → where a result has its address; that of the XML is not confirmed."""
_VOID, _VOIDING, _SEALING = "3", "31", "24"


class NuonuoIssued:
    """The part of the client that is about issued documents."""

    _gateway: Gateway
    _tax_number: str

    def file(self, record: InvoiceRecord, kind: str) -> bytes | None:
        """Returns a file of an issued document, None where the platform has none of that kind.

        Raises:
            LookupFailed: It did not answer, or has not made it yet; worth asking again.
        """
        if kind not in _ADDRESSES:
            return None
        result = self._result(record)
        if str(result.get("status")) == _SEALING:
            raise LookupFailed(
                "Nuonuo has not made the file yet", retryable=True, where=record.number
            )
        urls = str(result.get(_ADDRESSES[kind]) or "").split(",")
        return downloaded(self._gateway.client, urls[0], kind) if urls[0] else None

    def void(self, record: InvoiceRecord) -> AuthorityAnswer:
        """Tells that a paper document is void (发票作废), or asks how that stands."""
        try:
            result = self._result(record)
            state = str(result.get("status"))
            if state == _VOID:
                return AuthorityAnswer(ClearanceStatus.CANCELLED, code=state)
            if state == _VOIDING:
                return AuthorityAnswer(ClearanceStatus.CANCEL_REQUESTED, code=state)
            which = {
                "invoiceId": str(result.get("serialNo") or ""),
                "invoiceCode": _code(record),
                "invoiceNo": record.sealed.number,
            }
            said = self._gateway.call("invoiceCancellation", which)
        except LookupFailed as problem:
            return AuthorityAnswer(ClearanceStatus.UNKNOWN, message=problem.message)
        told, words = str(said.get("code") or ""), said.get("describe")
        if told == OK:
            return AuthorityAnswer(ClearanceStatus.CANCEL_REQUESTED, code=told, message=words)
        number = record.sealed.number
        return AuthorityAnswer(ClearanceStatus.CLEARED, number, code=told, message=words)

    def deliver(self, number: str, *, code: str = "", email: str = "", phone: str = "") -> None:
        """Sends a document again to an address, a phone, or both (发票重新交付).

        Raises:
            InputError: Neither is given.
            StateError: The platform refuses.
            LookupFailed: It did not answer.
        """
        if not (email or phone):
            raise InputError("nobody to deliver to", where=number, expected="an email or a phone")
        body = {"taxnum": self._tax_number, "invoiceCode": code, "invoiceNum": number}
        said = self._gateway.call("deliveryInvoice", {**body, "phone": phone, "mail": email})
        if said.get("code") != OK:
            told = str(said.get("code") or "")
            raise StateError(str(said.get("describe") or told), where=number, expected=OK)

    def _result(self, record: InvoiceRecord) -> Mapping[str, Any]:
        """Returns what the platform knows of a document.

        Raises:
            LookupFailed: It knows nothing of it, or did not answer.
        """
        request = record.clearance.request_id if record.clearance else ""
        asked = {"orderNos": [request], "isOfferInvoiceDetail": "0"}
        said = self._gateway.call("queryInvoiceResult", asked)
        results = said.get("result")
        if said.get("code") != OK or not isinstance(results, list) or not results:
            text = str(said.get("describe") or "no result")
            raise LookupFailed(text, retryable=True, where=record.number)
        found: Mapping[str, Any] = results[0]
        return found


def _code(record: InvoiceRecord) -> str:
    facts = record.invoice.fapiao
    return (facts.code if facts else None) or ""
